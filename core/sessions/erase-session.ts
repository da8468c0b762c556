/**
 * Erasing a conversation, on whichever channel. First its record says so, and from then on nothing can be added; then
 * what is open ends, newest first, so that no turn is passed on; then everything is deleted, the record last. Broken
 * off in between, it can be repeated, and a worker does. A worker under way finds its message gone: what it still
 * writes is refused.
 */

import {entryKeyOf} from '../fifo/entry.ts';
import {channels, keys} from '../keys.ts';
import {cancelScript} from '../queue/cancel.ts';
import {placeIn} from '../queue/crowds/crowd.ts';
import type {Conversation} from '../queue/handoff/take-over.ts';
import {inputOf, type Retention} from '../queue/messages.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {integer} from '../redis/replies.ts';
import {call, defineScript, evaluate, keyList, lua} from '../redis/script.ts';
import {eraseDeadLetters, eraseDeliveries, eraseNames} from './erase-traces.ts';
import {unwrittenMs} from './rewrite-files.ts';

export type Erased = {
  status: 'erased' | 'gone' | 'foreign';
  /** How many messages it had. */
  messages: number;
};

/** Messages that are looked at in one round trip. */
const most = 100;
/** Readers that wait are woken by the end of the message, and come to read it, for so long in milliseconds. */
const farewellMs = 2000;
/** Longer than whoever began to write before can still be under way: see `Redis.run`. */
const refusedMs = 3000;

const nameOf = ({channel, session}: Conversation) => `${channel} ${session}`;

export const closeSessionScript = defineScript<
  Conversation & {generation: string | undefined; keepMs: number}
>()({
  name: 'close-session',
  lua: lua(import.meta.url, 'close-session.lua'),
  uses: [clock],
  keys: {session: ({channel, session}) => keys.session(channel, session), erasures: () => keys.erasures},
  args: {generation: ({generation}) => generation, keep: ({keepMs}) => keepMs, name: nameOf},
  answers: {closed: {}, gone: {}, foreign: {}},
});

export const endErasureScript = defineScript<Conversation>()({
  name: 'end-erasure',
  lua: lua(import.meta.url, 'end-erasure.lua'),
  uses: [clock],
  keys: {
    session: ({channel, session}) => keys.session(channel, session),
    erasures: () => keys.erasures,
    unwritten: () => keys.unwritten,
    recent: () => keys.recent,
    needing: () => keys.needing,
    with_person: () => keys.withPerson,
    unattended: () => keys.unattended,
    on_phone: () => keys.onPhone,
    all: keyList(({channel, session}) => [
      keys.transcript(channel, session),
      keys.turns(channel, session),
      keys.turn(channel, session),
      keys.messages(channel, session),
      keys.chat(channel, session),
      keys.rate('session', `${channel}:${session}`),
      ...(channel === 'widget' ? [keys.invited(session)] : []),
    ]),
  },
  args: {name: nameOf, farewell: () => refusedMs, longest: () => unwrittenMs},
  answers: {erased: {count: integer}},
});

/**
 * When this returns, nothing of the conversation is known any more. `generation`: the one that a token is of, which
 * erases no other: `foreign`. `gone`: there was nothing left to erase. Safe to repeat. Throws `unavailable`.
 */
export async function eraseSession(
  redis: Redis,
  retention: Retention,
  conversation: Conversation,
  generation?: string,
): Promise<Erased> {
  const keepMs = retention.resultTtlMs;
  const closing = await call(redis, closeSessionScript, {...conversation, generation, keepMs});
  if (closing.status !== 'closed') return {status: closing.status, messages: 0};
  const ids = await readIds(redis, conversation);
  const chats = new Set<string>();
  for (let i = 0; i < ids.length; i += most) {
    const part = ids.slice(i, i + most);
    for (const chat of await eraseMessages(redis, retention, conversation, part)) chats.add(chat);
  }
  // Where its links were sent: see `invite`. Nothing else was said there.
  for (const chat of chats) await eraseSession(redis, retention, {channel: 'whatsapp', session: chat});
  const traces = [
    ...(await Promise.all([eraseDeliveries(redis, conversation, ids), eraseNames(redis, conversation)])),
    // A sender may have given one up just now.
    await eraseDeadLetters(redis, conversation),
  ];
  const {count} = await call(redis, endErasureScript, conversation);
  const wasThere = ids.length + count + traces.reduce((sum, one) => sum + one, 0) > 0;
  return {status: generation || wasThere ? 'erased' : 'gone', messages: ids.length};
}

/** The ids of all its messages, newest first: there will be no others. */
async function readIds(redis: Redis, {channel, session}: Conversation): Promise<string[]> {
  const [accepted, open] = await redis.run(client =>
    Promise.all([
      client.zRange(keys.messages(channel, session), 0, -1, {REV: true}),
      client.lRange(keys.turns(channel, session), 0, -1),
    ]),
  );
  return [...new Set([...accepted, ...open.reverse()])];
}

/** What else there is by a message: under which names. */
const named = ['idempotency', 'chat_session', 'told_with', 'handoff_told_with'] as const;

/** The chats that they were said in, where their replies did not go there. */
async function eraseMessages(
  redis: Redis,
  retention: Retention,
  conversation: Conversation,
  ids: readonly string[],
): Promise<string[]> {
  const entries = ids.map(message => ({message, entryId: '', ...conversation}));
  const {traces, chats, crowded} = await redis.run(async client => {
    const [alerted, hashes, deliveries] = await Promise.all([
      client.hGet(keys.session(conversation.channel, conversation.session), 'told_with'),
      Promise.all(ids.map(id => client.hmGet(keys.message(id), [...named]))),
      Promise.all(ids.map(id => client.hGetAll(keys.delivery(id)))),
      ...entries.map(entry => evaluate(client, cancelScript, inputOf(entry, retention))),
    ]);
    const outgoing = deliveries.flatMap(fields =>
      Object.entries(fields).flatMap(([name, key]) => (name.startsWith('outgoing_') ? [key] : [])),
    );
    const digests = hashes.flatMap(([digest]) => (digest == null ? [] : [keys.idempotency(digest)]));
    const chats = hashes.flatMap(([, chat]) => chat ?? []);
    const crowded = entries.flatMap((entry, i) => [
      ...placeIn('alarms', hashes[i]?.[2], entry.message),
      ...placeIn('handoffs', hashes[i]?.[3], entryKeyOf(entry)),
    ]);
    crowded.push(...placeIn('desk', alerted, nameOf(conversation)));
    return {traces: [...digests, ...outgoing], chats, crowded};
  });
  await redis.run(client =>
    Promise.all([
      client.del([...ids.flatMap(id => [keys.message(id), keys.delivery(id)]), ...traces]),
      ...crowded.map(({crowd, id}) => client.lRem(crowd, 0, id)),
      ...ids.map(id => client.pExpire(keys.events(id), farewellMs)),
      ...[keys.handoffs, keys.alarms].map(due => client.zRem(due, entries.map(entryKeyOf))),
    ]),
  );
  return chats;
}

/** Erasures that somebody began so long ago and did not end, in milliseconds, are ended. How many there were. */
export async function resumeErasures(redis: Redis, retention: Retention, minAgeMs: number): Promise<number> {
  const [seconds, micros] = await redis.run(client => client.time());
  const oldest = Number(seconds) * 1000 + Number(micros) / 1000 - minAgeMs;
  const names = await redis.run(client => client.zRangeByScore(keys.erasures, '-inf', oldest));
  for (const name of names) {
    const [channel, session] = name.split(' ');
    const known = channels.find(one => one === channel);
    if (known && session) await eraseSession(redis, retention, {channel: known, session});
  }
  return names.length;
}
