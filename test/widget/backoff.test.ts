import fc from 'fast-check';
import {backoff} from '../../widget/backoff.ts';
import {test} from '../helpers/test.ts';

const range = {baseMs: 1000, capMs: 8000};

test('the ceiling of the delay doubles with each failure up to the cap', t => {
  const ceilings = [1, 2, 3, 4, 5, 50].map(failures => backoff(failures, range, () => 1));
  t.deepEqual(ceilings, [1000, 2000, 4000, 8000, 8000, 8000]);
});

test('the jitter is full', t => {
  t.is(
    backoff(4, range, () => 0),
    0,
  );
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 1000}),
      fc.double({min: 0, max: 1, noNaN: true}),
      (failures, chance) => {
        const delay = backoff(failures, range, () => chance);
        t.true(delay >= 0 && delay <= Math.min(8000, 1000 * 2 ** (failures - 1)));
      },
    ),
  );
});

test('delays of many widgets are spread', t => {
  const delays = Array.from({length: 1000}, () => backoff(4, range));
  for (const from of [0, 2000, 4000, 6000]) {
    const share = delays.filter(delay => delay >= from && delay < from + 2000).length;
    t.true(share > 150 && share < 350, `${share} of 1000 from ${from} ms`);
  }
});
