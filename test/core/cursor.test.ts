import fc from 'fast-check';
import {isAfter, parseCursor, timeOf} from '../../core/events/cursor.ts';
import {test} from '../helpers/test.ts';

test('a cursor is two numbers that Redis can hold, or 0', t => {
  for (const good of ['0', '0-0', '1732303030123-0', '18446744073709551615-18446744073709551615'])
    t.truthy(parseCursor(good));
  for (const bad of [
    '',
    '1',
    '-',
    '1-',
    '-1-0',
    '1-0-0',
    ' 1-0',
    '1-0 ',
    '1e3-0',
    '18446744073709551616-0',
    '٣-0',
    '$',
    '+',
    'x',
  ]) {
    t.is(parseCursor(bad), null, bad);
  }
});

test('cursors have the order of their numbers, not of their letters', t => {
  const id = fc.tuple(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n));
  fc.assert(
    fc.property(id, id, ([a, b], [c, d]) => {
      t.is(isAfter(`${a}-${b}`, `${c}-${d}`), a > c || (a === c && b > d));
    }),
  );
  t.true(isAfter('10-0', '9-0'));
  t.false(isAfter('10-9', '10-10'));
});

test('an id tells when its event was written', t => {
  t.is(timeOf('1732303030123-7'), '2024-11-22T19:17:10.123Z');
});
