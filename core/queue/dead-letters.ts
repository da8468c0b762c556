/**
 * Messages that were given up. One that is replayed goes in by the front door, as a new message: limits and order
 * hold. Whoever asks for the old one from then on follows the new one (`replayed_as`).
 */

import {type Entry, parseEntry} from '../fifo/entry.ts';
import {newId} from '../ids.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {enqueue, type Limits, type NewMessage} from './enqueue.ts';
import {openStored} from './stored.ts';

/** `entry` is the letter's own place among the dead. */
export type Letter = Entry & {cause: string; attempt: string};

/** `expired`: there is nothing left to send, or nobody to send it for. */
export type Replayed = {status: 'replayed'; id: string} | {status: 'kept' | 'expired'; reason: string};

const replayedScript = defineScript<{letter: Letter; id: string}>()({
  name: 'replayed',
  lua: lua(import.meta.url, 'replayed.lua'),
  keys: {message: ({letter}) => keys.message(letter.message), dead: () => keys.dead},
  args: {letter: ({letter}) => letter.entryId, replayed_as: ({id}) => id},
  answers: {noted: {}},
});

/** All of them, oldest first; there are about 10,000 at most. */
export async function readLetters(redis: Redis): Promise<Letter[]> {
  const found: StreamEntry[] | null = await redis.run(client => client.xRange(keys.dead, '-', '+'));
  return lettersIn(found);
}

function lettersIn(found: StreamEntry[] | null): Letter[] {
  return (found ?? []).flatMap(({id, message}) => {
    const entry = parseEntry(id, message);
    return entry ? [{...entry, cause: message['cause'] ?? '', attempt: message['attempt'] ?? ''}] : [];
  });
}

/** The newest of them first. */
export async function newestLetters(redis: Redis, most: number): Promise<Letter[]> {
  const found: StreamEntry[] | null = await redis.run(client =>
    client.xRevRange(keys.dead, '+', '-', {COUNT: most}),
  );
  return lettersIn(found);
}

export async function findLetters(redis: Redis, message: string): Promise<Letter[]> {
  return (await readLetters(redis)).filter(letter => letter.message === message);
}

export async function drop(redis: Redis, letter: Letter): Promise<void> {
  await redis.run(client => client.xDel(keys.dead, letter.entryId));
}

/** What a message was replayed as, where it was: it is among the dead no more. */
export async function replayedAs(redis: Redis, message: string): Promise<string | undefined> {
  return (await redis.run(client => client.hGet(keys.message(message), 'replayed_as'))) ?? undefined;
}

/** Safe to repeat: the letter is the idempotency key, so that it becomes one message whoever replays it. */
export async function replay(redis: Redis, limits: Limits, letter: Letter): Promise<Replayed> {
  const {message, channel, session, entryId} = letter;
  const [stored, protection] = await redis.run(client =>
    Promise.all([
      client.hGetAll(keys.message(message)),
      client.hGet(keys.session(channel, session), 'protected'),
    ]),
  );
  const fields = openStored(redis.sealer, {id: message, session}, stored);
  if (!fields) return {status: 'expired', reason: 'its text has expired, there is nothing left to send'};
  const idempotency = {key: entryId, scope: 'dead letter', payload: message};
  const {provider_id: providerId, guard_kind: _, guard_text: __, guard_phone: ___, ...given} = fields;
  // What the hash has and a send does not is a mistake of whoever named it.
  given satisfies Partial<NewMessage> & Record<Exclude<keyof typeof given, keyof NewMessage>, never>;
  const authorised = protection === '1' || undefined; // who can read Redis needs no token
  const sent = await enqueue(
    redis,
    {...limits, rates: undefined},
    {
      id: newId(),
      channel,
      session,
      idempotency,
      authorised,
      providerId,
      ...given,
    },
  );
  switch (sent.status) {
    case 'queued':
    case 'repeated':
      await call(redis, replayedScript, {letter, id: sent.id});
      return {status: 'replayed', id: sent.id};
    case 'busy':
      return {
        status: 'kept',
        reason: `${sent.waiting} messages of its session wait already, try again later`,
      };
    case 'overloaded':
      return {status: 'kept', reason: `the queue is full with ${sent.waiting} messages, try again later`};
    case 'erased':
    case 'forbidden':
      return {status: 'expired', reason: 'its conversation is not there any more, there is nobody to answer'};
    case 'late':
    case 'conflict':
    case 'limited':
      return {status: 'kept', reason: 'Redis did not take it, try again'};
  }
}
