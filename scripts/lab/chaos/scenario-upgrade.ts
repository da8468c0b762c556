/**
 * A rolling deploy: web processes and workers of an earlier version are replaced one by one by this one while messages
 * run, and then back again. Old and new share one Redis meanwhile.
 */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {buildCommit} from '../build-commit.ts';
import type {Fault} from './faults.ts';
import {print, printViolations} from './print.ts';
import {run, scaled} from './run.ts';
import {type Build, thisBuild} from './system.ts';

export type UpgradeOptions = {
  seed: number;
  messages: number;
  /** A commit of this repository. */
  from: string;
};

const size = {webs: 2, workers: 4, sessions: 40};
/** Between two replacements, in milliseconds; each takes about as long as the process takes to drain. */
const everyMs = 1500;

/** Resolves with whether all held. */
export async function upgrade({seed, messages, from}: UpgradeOptions): Promise<boolean> {
  const old = oldBuild(from);
  const order = ['worker.0', 'web.0', 'worker.1', 'worker.2', 'web.1', 'worker.3'];
  const forth = order.map(target => replace(target, thisBuild));
  const back = [...order].reverse().map(target => replace(target, old));
  const replacements = [...forth, ...back, ...forth];
  let next = 0;
  const nextFault = () => ({fault: replacements[next++] ?? replace('web.0', thisBuild), afterMs: everyMs});
  const faults = replacements.length;
  const result = await run({...size, build: old, seed, messages, faults, nextFault, env: scaled});
  const replaced = result.faults['replace'] ?? 0;
  const {violations, seconds, counts} = result;
  print('| messages | processes replaced | resends | runs after the first | resets | violations | s |');
  print('|---|---|---|---|---|---|---|');
  const cells = [
    result.messages,
    replaced,
    counts['resend'],
    counts['retry'],
    counts['reset'],
    violations.length,
  ];
  print(`| ${[...cells, Math.round(seconds)].map(cell => cell ?? 0).join(' | ')} |`);
  printViolations(violations);
  if (replaced < faults) print(`The run was over before all were replaced: ${replaced} of ${faults}`);
  return violations.length === 0 && replaced >= forth.length + back.length;
}

function replace(target: string, build: Build): Fault {
  return {kind: 'replace', target, build};
}

/** Its worker with an agent for measuring has moved since. */
function oldBuild(commit: string): Build {
  const dir = buildCommit(commit);
  const workers = ['scripts/lab/chaos/worker.js', 'scripts/chaos/worker.js'];
  return {root: dir, worker: workers.find(path => existsSync(join(dir, path))) ?? ''};
}
