import {check, missing, sometimes} from '../../scripts/lab/chaos/check.ts';
import type {Line} from '../../scripts/lab/chaos/history.ts';
import {mutations} from '../../scripts/lab/chaos/mutate.ts';
import {createRandom} from '../../scripts/lab/chaos/random.ts';
import type {Invariant} from '../../scripts/lab/chaos/violation.ts';
import {test} from '../helpers/test.ts';
import {correctHistory} from './correct-history.ts';

const seeds = (count: number) => Array.from({length: count}, (_, i) => i + 1);

const invariants = (history: Line[]) => new Set(check(history).map(({invariant}) => invariant));

test('finds nothing in 200 histories of a system that keeps its promises', t => {
  const taken: Record<string, number> = {};
  for (const seed of seeds(200)) {
    const history = correctHistory(seed);
    t.deepEqual(check(history), [], `seed ${seed}`);
    for (const [name, count] of Object.entries(sometimes(history))) taken[name] = (taken[name] ?? 0) + count;
  }
  const paths = ['send.ok', 'send.fail', 'send.info', 'resend', 'conflict', 'retry', 'reset', 'failed'];
  t.deepEqual(missing(taken, [...paths, 'poll.unanswered', 'fault.kill', 'fenced']), []);
});

/** What a mutation also breaks, of necessity or in some histories. */
const beside: Record<string, Invariant[]> = {
  'cross two sessions': ['I4'],
  'change bytes': ['I3'],
  'late terminal': ['I4'],
  'extra send': ['I5'],
};

for (const [name, {breaks, mutate}] of Object.entries(mutations)) {
  test(`flags 100 of 100 histories with the mutation "${name}" as ${breaks}`, t => {
    for (const seed of seeds(100)) {
      const found = invariants(mutate(correctHistory(seed), createRandom(seed)));
      t.true(found.delete(breaks), `seed ${seed} is not flagged`);
      t.deepEqual(
        [...found].filter(invariant => !beside[name]?.includes(invariant)),
        [],
        `seed ${seed} is flagged for what it did not do`,
      );
    }
  });
}

test('knows twelve mutations', t => {
  t.is(Object.keys(mutations).length, 12);
});

test('comes to an end of 20,000 messages', t => {
  const history = correctHistory(1, {sessions: 500, sends: 50});
  t.true(history.filter(({kind}) => kind === 'final').length >= 20_000);
  t.deepEqual(check(history), []);
});

test('adds up what was counted, and names the paths that were not taken', t => {
  const counts = sometimes([
    {kind: 'count', atMs: 1, name: 'fenced', value: 2},
    {kind: 'count', atMs: 2, name: 'fenced', value: 3},
    {kind: 'count', atMs: 2, name: 'poison', value: 0},
    {kind: 'fault', atMs: 3, fault: 'stop', target: 'worker.1', durationMs: 300},
  ]);
  t.deepEqual(counts, {fenced: 5, poison: 0, 'fault.stop': 1});
  t.deepEqual(missing(counts, ['fenced', 'poison', 'fault.stop', 'busy']), ['poison', 'busy']);
});
