/** What readers were woken by is over for them in seconds, and names conversations that may be erased since: it is not kept. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';

/** Whoever was held up for longer looks again by itself: see `WaitingRoom`. */
const keptMs = 60_000;

/** `olderThanMs`: what was written before that goes. Throws `unavailable`. */
export async function forgetWakes(redis: Redis, olderThanMs = keptMs): Promise<void> {
  const [seconds] = await redis.run(client => client.time());
  const oldest = Number(seconds) * 1000 - olderThanMs;
  await redis.run(client => client.xTrim(keys.wake, 'MINID', oldest));
}
