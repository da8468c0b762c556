/**
 * The clinic itself wrote in a chat: on its own phone, or by another program. What we sent comes back in the same form,
 * and is told from that by its id, and by our own last words there.
 */
import {besideOf, sides} from '../../chats/chat.ts';
import {type Channel, keys} from '../../keys.ts';
import {digestOf, outgoingKey} from '../../outbox/delivery.ts';
import {recordPiece} from '../../outbox/record.ts';
import {saidElsewhere} from '../../queue/handoff/said-elsewhere.ts';
import type {Redis} from '../../redis/connection.ts';
import type {Received} from '../channel.ts';
import {rememberedMs, sayingOf} from './hear.ts';
import {type Place, placeOf} from './place.ts';
import type {Outcome, ReceiveDeps} from './receive-deps.ts';

type Own = Received & {text: string};

/** A person's words silence the agent for a while; those of another program it only remembers. */
export async function hearOwn(
  deps: ReceiveDeps,
  channel: Channel,
  message: Own,
  by: 'phone' | 'program',
): Promise<Outcome> {
  const {redis, limits, chats, log} = deps;
  if (Date.now() - message.atMs > rememberedMs) return {reason: 'stale'};
  if (await isSent(redis, channel, message)) return {reason: 'own'};
  const place = await placeOf(deps, channel, message);
  if (await isOurs(deps, place, message)) return {reason: 'own'};
  const quietMs = by === 'phone' ? chats.staffQuietMs : 0;
  const {chat} = place;
  const said = await saidElsewhere(redis, limits.resultTtlMs, sayingOf(place, message), {chat, quietMs});
  if (said === 'said' && by === 'phone') log.info({channel, instance: message.account}, 'staff.answered');
  return {reason: 'own'};
}

/** Is it known already that we sent it? */
async function isSent(redis: Redis, channel: Channel, {account, providerId}: Own): Promise<boolean> {
  const key = outgoingKey(channel, account, providerId);
  return redis.run(async client => (await client.hExists(key, 'piece')) === 1);
}

/** The only deliveries of a chat that can be leaving are the first of each side; which, its piece's text tells. */
async function isOurs(
  {redis, limits}: ReceiveDeps,
  {chat}: Place,
  {text, providerId}: Own,
): Promise<boolean> {
  const {channel, session} = chat;
  for (const group of [session, ...sides.map(side => besideOf(session, side))]) {
    const message = await redis.run(client => client.lIndex(keys.deliveries(channel, group), 0));
    if (message === null) continue;
    const entry = {message, channel, session: group, entryId: ''};
    const {status} = await recordPiece(redis, limits, entry, text.trim(), providerId);
    if (status === 'recorded') return true;
  }
  const said = await redis.run(client => client.hGet(keys.chat(channel, session), 'said'));
  return (said ?? '').split(' ').includes(digestOf(text.trim()));
}
