import {Errands} from '../../core/queue/crowds/errands.ts';
import {test} from '../helpers/test.ts';

/** Errands of which each is under way until it is ended, and the names of those that have begun. */
function testErrands(keepMs = 60_000) {
  const errands = new Errands({most: 3, mostOfClinic: 2, keepMs});
  const begun: string[] = [];
  const givenUp: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (name: string) => {
    const [clinic = '', sender = ''] = name.split(' ');
    const run = () => {
      begun.push(name);
      return new Promise<void>(resolve => ends.set(name, resolve));
    };
    const giveUp = async () => void givenUp.push(name);
    errands.add({clinic, sender, run, giveUp});
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(resolve => setImmediate(resolve));
  };
  return {errands, begun, givenUp, add, end};
}

test('clinics go by turns, those with the fewest under way first', async t => {
  const {begun, add, end} = testErrands();
  for (const name of ['a x 1', 'a x 2', 'a x 3', 'b x 1', 'b x 2', 'c x 1']) add(name);
  t.deepEqual(begun, ['a x 1', 'a x 2', 'b x 1']);
  await end('a x 1');
  t.deepEqual(begun.slice(3), ['c x 1']);
  await end('a x 2');
  await end('c x 1');
  t.deepEqual(begun.slice(4), ['a x 3', 'b x 2']);
});

test('senders of one clinic go by turns', async t => {
  const {begun, add, end} = testErrands();
  for (const name of ['a x 1', 'a x 2', 'a x 3', 'a x 4', 'a x 5', 'a y 1', 'a y 2', 'a z 1']) add(name);
  for (let i = 0; i < 6; i++) await end(begun[i] ?? '');
  t.deepEqual(begun, ['a x 1', 'a x 2', 'a x 3', 'a y 1', 'a z 1', 'a x 4', 'a y 2', 'a x 5']);
});

test('what has waited too long is dropped, and none begins after the stop', async t => {
  const {errands, begun, add, end} = testErrands(0);
  add('a x 1');
  t.deepEqual(begun, [], 'it was too late when it came');
  const other = testErrands();
  for (const name of ['a x 1', 'a x 2', 'a x 3']) other.add(name);
  const stopped = other.errands.stop();
  await other.end('a x 1');
  await other.end('a x 2');
  await stopped;
  t.deepEqual(other.begun, ['a x 1', 'a x 2']);
  t.deepEqual(other.givenUp, ['a x 3']);
  await errands.stop();
  await end('a x 1');
});
