/** How the connection of one of our own ends is, as far as its provider tells. */
import {type Channel, keys} from '../keys.ts';
import {accountTtlMs} from '../outbox/delivery.ts';
import type {Redis} from '../redis/connection.ts';

export type ConnectionState = 'open' | 'connecting' | 'close';

/** What was not said again for so long is not believed any more, in milliseconds. */
const freshMs = 120_000;

/** `connecting` comes in floods while nothing connects: what is closed stays so until it is open. */
export async function noteConnection(
  redis: Redis,
  channel: Channel,
  {account, state}: {account: string; state: ConnectionState},
): Promise<void> {
  const key = keys.account(channel, account);
  await redis.run(async client => {
    if (state === 'connecting' && (await client.hGet(key, 'state')) === 'close') return;
    await Promise.all([client.hSet(key, {state, state_at: Date.now()}), client.pExpire(key, accountTtlMs)]);
  });
}

/** Is it known, and lately, that it is not connected? */
export async function isAway(redis: Redis, channel: Channel, account: string): Promise<boolean> {
  const [state, at] = await redis.run(client =>
    client.hmGet(keys.account(channel, account), ['state', 'state_at']),
  );
  return state != null && state !== 'open' && Date.now() - Number(at) < freshMs;
}
