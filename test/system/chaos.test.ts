import {isStale} from '../../scripts/is-stale.js';
import {longPauses, processFaults} from '../../scripts/lab/chaos/faults.ts';
import {type RunOptions, run, scaled} from '../../scripts/lab/chaos/run.ts';
import type {Invariant} from '../../scripts/lab/chaos/violation.ts';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';

// The short form of `npm run chaos`; the figures are made by the long one.
const size = {webs: 2, workers: 3, sessions: 20, env: scaled};
const seed = Date.now() % 1_000_000;

function runHere(options: Omit<RunOptions, 'seed' | keyof typeof size>) {
  if (isStale(root)) throw new Error('dist/ is stale: npm run build');
  return run({...size, seed, ...options});
}

test('nothing is lost, doubled or out of order while processes are killed and paused', async t => {
  t.timeout(120_000);
  const {violations, counts} = await runHere({
    messages: 500,
    faults: 20,
    nextFault: processFaults({...size, everyMs: 350}),
  });
  t.log({seed, counts});
  t.deepEqual(violations, []);
  t.true((counts['fault.kill'] ?? 0) > 3 && (counts['fault.stop'] ?? 0) > 3, 'faults struck');
  t.true((counts['retry'] ?? 0) > 0, 'others took over');
});

test('whoever wakes up after its claim was lost writes nothing', async t => {
  t.timeout(120_000);
  const {violations, words} = await runHere({
    messages: 300,
    faults: 30,
    nextFault: longPauses({...size, everyMs: 200}),
  });
  t.deepEqual(violations, []);
  t.true(words.has('turn.finished lost') || words.has('turn.finished fenced'), 'claims were lost');
});

const broken: Record<string, {says: string; by: Invariant[]; messages: number}> = {
  fence: {says: 'whoever was paused may still write', by: ['I1', 'I7', 'I8'], messages: 300},
  order: {says: 'a session has no turns', by: ['I4'], messages: 300},
  // Few enough for the queue to hold all: with more, nobody would get in any longer.
  ack: {says: 'what has ended stays in the queue', by: ['I10'], messages: 50},
};
for (const [sabotage, {says, by, messages}] of Object.entries(broken)) {
  test(`a build is found out in which ${says}`, async t => {
    t.timeout(120_000);
    const {violations} = await runHere({
      messages,
      faults: 30,
      restMs: 2000,
      sabotage,
      nextFault: longPauses({...size, everyMs: 200}),
    });
    t.log({seed, violations: violations.length});
    t.true(
      violations.some(({invariant}) => by.includes(invariant)),
      JSON.stringify(violations.slice(0, 3)),
    );
  });
}
