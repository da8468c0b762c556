/**
 * What is wrong with those who answer over HTTP, as the workers have found it: told by them, read for health. One hash,
 * bounded, that is gone by itself when no worker tells of it any more.
 */
import {z} from 'zod';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';

const State = z.object({
  agent: z.string(),
  /** The clinic that has an upstream of its own. */
  clinic: z.string().optional(),
  code: z.string(),
  /** A sentence: what it does, without since when. */
  reason: z.string(),
  isOpen: z.boolean(),
  /** Unix milliseconds. */
  since: z.number(),
  toldAt: z.number(),
});
export type UpstreamState = z.infer<typeof State>;

const keptMs = 900_000;
const most = 100;

/** `right` are the names of those that answer again. */
export async function tellUpstreams(
  redis: Redis,
  wrong: ReadonlyMap<string, UpstreamState>,
  right: readonly string[],
): Promise<void> {
  await redis.run(async client => {
    const known = wrong.size > 0 ? await client.hKeys(keys.upstreams) : [];
    const places = Math.max(0, most - known.length);
    const added = [...wrong].filter(([name]) => !known.includes(name)).slice(0, places);
    const told = [...[...wrong].filter(([name]) => known.includes(name)), ...added];
    const fields = Object.fromEntries(told.map(([name, state]) => [name, JSON.stringify(state)]));
    await Promise.all([
      ...(right.length > 0 ? [client.hDel(keys.upstreams, [...right])] : []),
      ...(told.length > 0
        ? [client.hSet(keys.upstreams, fields), client.pExpire(keys.upstreams, keptMs)]
        : []),
    ]);
  });
}

/** By name. What nobody has told of for a while, or cannot be read, is left out. */
export async function readUpstreams(redis: Redis): Promise<UpstreamState[]> {
  const told = await redis.run(client => client.hGetAll(keys.upstreams));
  return Object.keys(told)
    .sort()
    .flatMap(name => parse(told[name] ?? ''))
    .filter(({toldAt}) => Date.now() - toldAt < keptMs);
}

function parse(json: string): UpstreamState[] {
  try {
    const {data} = State.safeParse(JSON.parse(json));
    return data ? [data] : [];
  } catch {
    return []; // of another version
  }
}
