/** What a provider tells about our own sends and ends. It may come in any order, and more than once. */

import {type Channel, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import {aheadOf} from '../outbox/chat.ts';
import {accountTtlMs, type Keeping} from '../outbox/delivery.ts';
import {raiseStatus} from '../outbox/raise-status.ts';
import {recordPiece} from '../outbox/record.ts';
import type {Redis} from '../redis/connection.ts';
import type {StatusEvent} from './channel.ts';
import {resolveSession} from './resolve-session.ts';

type Echo = Extract<StatusEvent, {type: 'echo'}>;
type Connection = Extract<StatusEvent, {type: 'connection'}>;
type Receipt = Extract<StatusEvent, {type: 'receipt'}>;

export type StatusDeps = {redis: Redis; log: Log};

/** Throws `unavailable`; then it is safe to tell it again. */
export async function recordStatus(
  deps: StatusDeps,
  keeping: Keeping,
  channel: Channel,
  event: StatusEvent,
): Promise<void> {
  switch (event.type) {
    case 'receipt':
      return takeReceipt(deps, channel, event);
    case 'echo':
      return takeEcho(deps.redis, keeping, channel, event);
    case 'connection':
      return noteConnection(deps.redis, channel, event);
  }
}

/** What was sent and refused later is not sent again: why, only somebody at the provider's console can tell. */
async function takeReceipt({redis, log}: StatusDeps, channel: Channel, receipt: Receipt): Promise<void> {
  const {account, providerId, status} = receipt;
  const raised = await raiseStatus(redis, {channel, account, providerId, status});
  if (status !== 'failed' || raised.status !== 'raised') return;
  log.error({channel, instance: account, message: raised.message}, 'delivery.bounced');
}

/** The only deliveries of a chat that can be leaving are its first, and its first ahead; which, its piece's text tells. */
async function takeEcho(redis: Redis, keeping: Keeping, channel: Channel, echo: Echo): Promise<void> {
  const session = await resolveSession(redis, channel, echo.account, echo.chats);
  for (const group of [session, aheadOf(session)]) {
    const message = await redis.run(client => client.lIndex(keys.deliveries(channel, group), 0));
    if (message === null) continue;
    const entry = {message, channel, session: group, entryId: ''};
    const {status} = await recordPiece(redis, keeping, entry, echo.text.trim(), echo.providerId);
    if (status === 'recorded') return;
  }
}

/** How the connection of one of our own ends is now. */
export async function noteConnection(
  redis: Redis,
  channel: Channel,
  {account, state}: Pick<Connection, 'account' | 'state'>,
): Promise<void> {
  const key = keys.account(channel, account);
  await redis.run(client =>
    Promise.all([client.hSet(key, {state, state_at: Date.now()}), client.pExpire(key, accountTtlMs)]),
  );
}
