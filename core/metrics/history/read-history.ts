/** The history as the plots draw it: at most so many points, each of one step of time; with replies of one channel or clinic, or of all. */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import {quantile} from '../../queue/figures/histogram.ts';
import type {Redis} from '../../redis/connection.ts';
import type {StreamEntry} from '../../redis/replies.ts';
import type {Figures} from '../../wire/figures.ts';
import {timeBounds} from '../counted.ts';
import {added, type Buckets, BySeries, mostSamples} from './sampler.ts';

export type Wanted = {minutes: number; channel?: string | undefined; clinic?: string | undefined};

const mostPoints = 360;

const count = z.coerce.number().catch(0);
const Sample = z.object({
  waiting: count,
  answering: count,
  oldest: count,
  replies: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(BySeries)
    .catch({}),
});
type Sample = z.infer<typeof Sample> & {atMs: number};

/** One command; what it costs is bounded by what is kept. */
export async function readHistory(redis: Redis, {minutes, channel, clinic}: Wanted): Promise<Figures> {
  const [[seconds], found] = await redis.run(client =>
    Promise.all([
      client.time(),
      client.xRevRange(keys.history, '+', '-', {COUNT: Math.min(minutes, mostSamples) + 1}),
    ]),
  );
  const nowMs = Number(seconds) * 1000;
  const samples = ((found ?? []) as StreamEntry[])
    .reverse()
    .map(({id, message}): Sample => ({atMs: Number.parseInt(id, 10), ...Sample.parse(message)}))
    .filter(({atMs}) => nowMs - atMs <= minutes * 60_000);
  const stepMs = Math.ceil(minutes / mostPoints) * 60_000;
  const points = grouped(samples, stepMs);
  const isWanted = (series: string) => {
    const [ofChannel, ofClinic] = series.split('|');
    return (channel ?? ofChannel) === ofChannel && (clinic ?? ofClinic) === ofClinic;
  };
  const replies = points.map(point =>
    added(
      point.flatMap(sample =>
        Object.entries(sample.replies).flatMap(([series, buckets]) => (isWanted(series) ? [buckets] : [])),
      ),
    ),
  );
  const most = (read: (sample: Sample) => number) => points.map(point => Math.max(...point.map(read)));
  const share = (wanted: number) =>
    replies.map(buckets => quantile({buckets: [...buckets]}, wanted, timeBounds));
  const series = [...new Set(samples.flatMap(sample => Object.keys(sample.replies)))].map(name =>
    name.split('|'),
  );
  return {
    step_seconds: stepMs / 1000,
    at: points.map(point => Math.round((point.at(-1)?.atMs ?? 0) / 1000)),
    waiting: most(({waiting}) => waiting),
    answering: most(({answering}) => answering),
    oldest_seconds: most(({oldest}) => oldest / 1000),
    replies_per_minute: replies.map((buckets, i) => sum(buckets) / (points[i]?.length ?? 1)),
    reply_seconds: {p50: share(0.5), p95: share(0.95), p99: share(0.99)},
    channels: namesIn(series.map(([name]) => name)),
    clinics: namesIn(series.map(([, name]) => name)),
  };
}

function grouped(samples: readonly Sample[], stepMs: number): Sample[][] {
  const points = new Map<number, Sample[]>();
  for (const sample of samples) {
    const step = Math.floor(sample.atMs / stepMs);
    points.set(step, [...(points.get(step) ?? []), sample]);
  }
  return [...points.values()];
}

function sum(buckets: Buckets): number {
  return buckets.reduce((total, one) => total + one, 0);
}

function namesIn(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names)].flatMap(name => (name ? [name] : [])).sort();
}
