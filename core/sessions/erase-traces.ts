/** What a conversation leaves beside its messages. */

import {accountOf, besideOf, sides} from '../chats/chat.ts';
import {entryKeyOf} from '../fifo/entry.ts';
import {keys, senders} from '../keys.ts';
import type {Conversation} from '../queue/handoff/take-over.ts';
import type {Redis} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';

const pageLength = 1000;

/** What is on its way out: none of it is sent any more. How many keys and entries there were. */
export async function eraseDeliveries(
  redis: Redis,
  {channel, session}: Conversation,
  ids: readonly string[],
): Promise<number> {
  let count = 0;
  for (const group of [session, ...sides.map(side => besideOf(session, side))]) {
    const field = `${channel} ${group}`;
    const delayed = ids.map(message => entryKeyOf({message, channel, session: group}));
    const [place] = await redis.run(client =>
      Promise.all([
        client.hGet(keys.deliveryHeads, field),
        delayed.length > 0 ? client.zRem(keys.outboxDelayed, delayed) : 0,
      ]),
    );
    const [entry] = place?.split(' ') ?? [];
    const [list] = await redis.run(client =>
      Promise.all([
        client.del(keys.deliveries(channel, group)),
        client.hDel(keys.deliveryHeads, field),
        entry ? client.xAck(keys.outbox, senders, entry) : 0,
        entry ? client.xDel(keys.outbox, entry) : 0,
      ]),
    );
    count += list;
  }
  return count;
}

/** Other names of the chat, and that it was told something lately: found by looking through all keys of its account. */
export async function eraseNames(redis: Redis, {channel, session}: Conversation): Promise<number> {
  if (channel === 'widget' || channel === 'legacy') return 0;
  const chat = session.slice(session.indexOf(':') + 1);
  const account = encodeURIComponent(accountOf(session));
  const found: string[] = [];
  for (let cursor = '0'; ; ) {
    const from = cursor;
    const page = await redis.run(client =>
      client.scan(from, {MATCH: `${channel}:${account}:*`, COUNT: pageLength, TYPE: 'string'}),
    );
    const aliases = page.keys.filter(key => key.endsWith(':alias'));
    const values = aliases.length > 0 ? await redis.run(client => client.mGet(aliases)) : [];
    found.push(...aliases.filter((key, i) => values[i] === chat || key === keys.alias(channel, session)));
    found.push(...page.keys.filter(key => key.startsWith(keys.notice(channel, session, ''))));
    ({cursor} = page);
    if (cursor === '0') break;
  }
  return found.length > 0 ? redis.run(client => client.del(found)) : 0;
}

/** They outlive their messages, and say whose they were. */
export async function eraseDeadLetters(redis: Redis, conversation: Conversation): Promise<number> {
  const messages = await eraseEntries(redis, keys.dead, conversation);
  return messages + (await eraseEntries(redis, keys.deadDeliveries, conversation));
}

async function eraseEntries(redis: Redis, stream: string, {channel, session}: Conversation): Promise<number> {
  const groups = new Set([session, ...sides.map(side => besideOf(session, side))]);
  let count = 0;
  for (let from: string | null = '-'; from !== null; ) {
    const start: string = from;
    const letters: StreamEntry[] | null = await redis.run(client =>
      client.xRange(stream, start, '+', {COUNT: pageLength}),
    );
    const own = (letters ?? []).filter(
      ({message}) => message['channel'] === channel && groups.has(message['session'] ?? ''),
    );
    const ids = own.map(letter => letter.id);
    if (ids.length > 0) count += await redis.run(client => client.xDel(stream, ids));
    from = letters?.length === pageLength ? `(${letters.at(-1)?.id}` : null;
  }
  return count;
}
