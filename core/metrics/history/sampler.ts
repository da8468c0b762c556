/**
 * How it was, for the plots of `/admin`: a sample each minute of how much waited and how long replies took, by channel and
 * clinic, of the last three days. One web process takes it, whichever comes first. Bounded: the series are those of the
 * counts, of which the busiest are kept.
 */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import type {Log} from '../../log.ts';
import {Loop} from '../../loop.ts';
import {readQueue} from '../../queue/figures/read-queue.ts';
import type {Redis} from '../../redis/connection.ts';
import {takeLease} from '../../redis/lease.ts';
import {call, defineScript, list, lua} from '../../redis/script.ts';
import {replySeconds, timeBounds} from '../counted.ts';

/** Replies by how long they took, a bucket for each of `timeBounds` and a last one; not cumulative. */
export type Buckets = readonly number[];
/** By `channel|clinic`. */
export type BySeries = Readonly<Record<string, Buckets>>;

export const BySeries = z.record(z.string(), z.array(z.number()));

/** Three days of minutes. */
export const mostSamples = 4320;
const mostSeries = 20;
const minuteMs = 60_000;

const sampleScript = defineScript<{fields: readonly string[]; counts: string}>()({
  name: 'sample',
  lua: lua(import.meta.url, 'sample.lua'),
  keys: {history: () => keys.history, sampled: () => keys.sampled},
  args: {
    longest: () => mostSamples,
    keep: () => mostSamples * minuteMs,
    counts: ({counts}) => counts,
    fields: list(({fields}) => fields),
  },
  answers: {sampled: {}},
});

export class Sampler {
  readonly #deps: {redis: Redis; everyMs?: number};
  readonly #loop: Loop;

  constructor(deps: {redis: Redis; log: Log; everyMs?: number}) {
    this.#deps = deps;
    const {log, everyMs = minuteMs} = deps;
    this.#loop = new Loop({name: 'history', log, everyMs: everyMs / 6, step: () => this.#sample(everyMs)});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #sample(everyMs: number): Promise<void> {
    const {redis} = this.#deps;
    if (!(await takeLease(redis, keys.sampling, everyMs * 0.9))) return;
    const [queue, fields, sampled] = await Promise.all([
      readQueue(redis),
      redis.run(client => client.hGetAll(keys.counts)),
      redis.run(client => client.get(keys.sampled)),
    ]);
    const counts = repliesIn(fields);
    const before = sampled === null ? counts : BySeries.catch(counts).parse(JSON.parse(sampled));
    const news = JSON.stringify(since(before, counts));
    const {lag, lanes, pending, oldestAgeMs, delayed, dead} = queue;
    const figures = {
      waiting: lag + lanes,
      answering: pending,
      oldest: oldestAgeMs,
      delayed,
      dead,
      replies: news,
    };
    const input = {
      fields: Object.entries(figures).flatMap(([name, value]) => [name, String(value)]),
      counts: JSON.stringify(counts),
    };
    await call(redis, sampleScript, input);
  }
}

/** Of all that is counted, the replies by series. */
function repliesIn(fields: Readonly<Record<string, string>>): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const [field, count] of Object.entries(fields)) {
    const [name, channel, clinic, bound = ''] = field.split('|');
    if (name !== replySeconds || bound === 'sum') continue;
    const place =
      bound === 'inf' ? timeBounds.length : timeBounds.findIndex(seconds => seconds * 1000 === Number(bound));
    if (place < 0) continue;
    const series = `${channel}|${clinic}`;
    const buckets = found[series] ?? added([]);
    buckets[place] = Number(count);
    found[series] = buckets;
  }
  return found;
}

/** What has come since, of the busiest series; the others together are `other|other`. */
function since(before: BySeries, now: BySeries): Record<string, number[]> {
  const news = Object.entries(now)
    .map(
      ([series, buckets]) =>
        [series, buckets.map((count, i) => Math.max(0, count - (before[series]?.[i] ?? 0)))] as const,
    )
    .filter(([, buckets]) => buckets.some(count => count > 0))
    .sort(([, a], [, b]) => sum(b) - sum(a));
  const rest = news.slice(mostSeries).map(([, buckets]) => buckets);
  return Object.fromEntries([
    ...news.slice(0, mostSeries),
    ...(rest.length > 0 ? [['other|other', added(rest)] as const] : []),
  ]);
}

/** Bucket by bucket. */
export function added(all: readonly Buckets[]): number[] {
  return [...timeBounds, 0].map((_, i) => all.reduce((total, buckets) => total + (buckets[i] ?? 0), 0));
}

function sum(buckets: Buckets): number {
  return buckets.reduce((total, count) => total + count, 0);
}
