/**
 * One run: visitors talk, faults strike by a seed, all comes to rest, and the history is judged. The same seed
 * strikes the same way at the same times; what the processes make of it is theirs.
 */
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {check, sometimes} from './check.ts';
import {type Fault, strike} from './faults.ts';
import {HistoryWriter, readHistory} from './history.ts';
import {createRandom, type Random} from './random.ts';
import {comeToRest, writeFinals, writeRest} from './rest.ts';
import {System, type SystemOptions} from './system.ts';
import type {Violation} from './violation.ts';
import {visit} from './visitor.ts';

export type RunOptions = SystemOptions & {
  seed: number;
  sessions: number;
  messages: number;
  /** Chooses the next fault, and how long to wait before it, in milliseconds. */
  nextFault: (random: Random) => {fault: Fault; afterMs: number};
  /** No further fault after so many. */
  faults: number;
  /** How long all may take to come to rest in the end, in milliseconds. */
  restMs?: number;
};

export type RunResult = {
  messages: number;
  seconds: number;
  faults: Record<string, number>;
  counts: Record<string, number>;
  violations: Violation[];
  /** After each restart of Redis: until requests were answered from it again, in milliseconds. */
  recoveries: number[];
  /** Log words of the processes, counted. */
  words: ReadonlyMap<string, number>;
};

/** Times of 1 : 80 of production, so that minutes become seconds. */
export const scaled = {CLAIM_IDLE_MS: '400', HEARTBEAT_MS: '100', WORKER_CONCURRENCY: '5'};

export async function run(options: RunOptions): Promise<RunResult> {
  const begin = performance.now();
  const system = await System.start(options);
  const path = join(system.dir, 'visitors.jsonl');
  const history = new HistoryWriter(path);
  const random = createRandom(options.seed);
  const each = Math.ceil(options.messages / options.sessions);
  const struck: Record<string, number> = {};
  const over = new AbortController();
  const faults = strikeAll(options, system, history, struck, over.signal);
  await Promise.all(
    Array.from({length: options.sessions}, (_, i) =>
      visit({
        session: `s${i}`,
        urls: system.urls,
        history,
        random: createRandom(random.int(2 ** 31)),
        messages: each,
      }),
    ),
  );
  over.abort();
  await faults;
  await system.ready();
  await comeToRest(system, options.restMs ?? 30_000);
  history.flush();
  await writeFinals(system, history, known(path, system.dir));
  await writeRest(system, history);
  history.close();
  const lines = () => readHistory(path, ...runFiles(system.dir));
  const violations = check(lines());
  const counts = sometimes(lines());
  await system.end();
  const seconds = (performance.now() - begin) / 1000;
  const {words, recoveries} = system;
  return {messages: each * options.sessions, seconds, faults: struck, counts, violations, words, recoveries};
}

/** One fault after the other until the visitors are done. */
async function strikeAll(
  {seed, nextFault, faults}: RunOptions,
  system: System,
  history: HistoryWriter,
  struck: Record<string, number>,
  over: AbortSignal,
): Promise<void> {
  const random = createRandom(seed ^ 0x5eed);
  const under: Promise<void>[] = [];
  for (let n = 0; n < faults && !over.aborted; n++) {
    const {fault, afterMs} = nextFault(random);
    await sleep(afterMs, undefined, {signal: over}).catch(() => undefined); // the visitors are done
    if (over.aborted) break;
    const {target, durationMs} = fault;
    history.write({kind: 'fault', fault: fault.kind, target, ...(durationMs !== undefined && {durationMs})});
    struck[fault.kind] = (struck[fault.kind] ?? 0) + 1;
    under.push(strike(system, fault));
  }
  await Promise.all(under);
}

/** Every message that appeared in an answer or in a run. */
function known(path: string, dir: string): Set<string> {
  const ids = new Set<string>();
  for (const line of readHistory(path, ...runFiles(dir))) if ('message' in line) ids.add(line.message);
  return ids;
}

export function runFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter(name => name.startsWith('runs.'))
    .map(name => join(dir, name));
}
