/** What a provider tells about our own sends and ends. It may come in any order, and more than once. */
import type {News} from '../channels/channel.ts';
import {resolveSession} from '../channels/resolve-session.ts';
import {type Channel, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import type {Redis} from '../redis/connection.ts';
import {accountTtlMs, type Keeping} from './delivery.ts';
import {raiseStatus} from './raise-status.ts';
import {recordPiece} from './record.ts';

type Echo = Extract<News, {type: 'echo'}>;
type Connection = Extract<News, {type: 'connection'}>;
type Receipt = Extract<News, {type: 'receipt'}>;

export type HearDeps = {redis: Redis; log: Log};

/** Throws `unavailable`; then it is safe to tell it again. */
export async function hear(deps: HearDeps, keeping: Keeping, channel: Channel, news: News): Promise<void> {
  switch (news.type) {
    case 'receipt':
      return hearReceipt(deps, channel, news);
    case 'echo':
      return hearEcho(deps.redis, keeping, channel, news);
    case 'connection':
      return noteConnection(deps.redis, channel, news);
  }
}

/** What was sent and refused later is not sent again: why, only somebody at the provider's console can tell. */
async function hearReceipt({redis, log}: HearDeps, channel: Channel, receipt: Receipt): Promise<void> {
  const {account, providerId, status} = receipt;
  const raised = await raiseStatus(redis, {channel, account, providerId, status});
  if (status !== 'failed' || raised.status !== 'raised') return;
  log.error({channel, instance: account, message: raised.message}, 'letter.bounced');
}

/** The only letter of a chat that can be leaving is its first; whether it is this one, its piece's text tells. */
async function hearEcho(redis: Redis, keeping: Keeping, channel: Channel, echo: Echo): Promise<void> {
  const session = await resolveSession(redis, channel, echo.account, echo.chats);
  const message = await redis.run(client => client.lIndex(keys.letters(channel, session), 0));
  if (message === null) return;
  const entry = {message, channel, session, entry: ''};
  await recordPiece(redis, keeping, entry, echo.text.trim(), echo.providerId);
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
