/**
 * How long the widget's visitors wait for their replies: how many took at most so long, counted with each end of a
 * message. All workers count into one hash, for ever, as a Prometheus histogram does.
 */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {lua, type Prelude} from '../../redis/script.ts';
import type {MessageInput} from '../messages.ts';

/** Upper bounds of the buckets, in seconds. What took longer is in a last one. */
export const bounds = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120] as const;
const boundsMs = bounds.map(seconds => seconds * 1000);

/** `count(kind, known, finished)`. */
export const counting: Prelude<MessageInput> = {
  lua: lua(import.meta.url, 'count.lua'),
  keys: {stats: () => keys.widgetStats},
  args: {counted: ({entry}) => entry.channel === 'widget'},
  constants: {bounds: boundsMs},
};

export type WidgetStats = {
  /** Replies by how long they took, a bucket for each bound and a last one; not cumulative. */
  buckets: number[];
  /** How long all of them took, in seconds. */
  seconds: number;
  /** Messages that ended with an error. */
  failed: number;
};

const Counts = z.record(z.string(), z.coerce.number());

export async function readWidgetStats(redis: Redis): Promise<WidgetStats> {
  const counts = Counts.parse(await redis.run(client => client.hGetAll(keys.widgetStats)));
  const fields = [...boundsMs.map(String), 'inf'];
  return {
    buckets: fields.map(field => counts[field] ?? 0),
    seconds: (counts['ms'] ?? 0) / 1000,
    failed: counts['failed'] ?? 0,
  };
}

export function replies({buckets}: Pick<WidgetStats, 'buckets'>): number {
  return buckets.reduce((sum, count) => sum + count, 0);
}

/**
 * How long at most that share of the replies took, in seconds; interpolated within a bucket, and the highest bound for
 * what lies above it. `null` before the first reply.
 */
export function quantile(
  {buckets}: Pick<WidgetStats, 'buckets'>,
  share: number,
  upperBounds: readonly number[] = bounds,
): number | null {
  const rank = share * replies({buckets});
  if (rank === 0) return null;
  let below = 0;
  for (const [i, upper] of upperBounds.entries()) {
    const count = buckets[i] ?? 0;
    const lower = upperBounds[i - 1] ?? 0;
    if (below + count >= rank) return lower + (upper - lower) * ((rank - below) / count);
    below += count;
  }
  return upperBounds.at(-1) ?? null;
}
