/**
 * Erasing a conversation. First its record says so, and from then on nothing can be added; then what is open ends,
 * newest first, so that no turn is passed on; then everything is deleted, the record last. Broken off in between,
 * it can be repeated. A worker under way finds its message gone: what it still writes is refused.
 */

import {entryKeyOf} from '../fifo/entry.ts';
import {keys} from '../keys.ts';
import {cancelScript} from '../queue/cancel.ts';
import {inputOf, type Retention} from '../queue/messages.ts';
import type {Redis} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {evaluate} from '../redis/script.ts';

const channel = 'widget';
/** Messages, and dead letters, that are looked at in one round trip. */
const most = 100;
const pageLength = 1000;
/** Readers that wait are woken by the end of the message, and come to read it, for so long in milliseconds. */
const farewellMs = 2000;

/** How many messages it had. When this returns, none of them is known any more. */
export async function eraseSession(redis: Redis, retention: Retention, session: string): Promise<number> {
  const ids = await close(redis, retention, session);
  for (let i = 0; i < ids.length; i += most) {
    await eraseMessages(redis, retention, session, ids.slice(i, i + most));
  }
  await eraseDeadLetters(redis, session);
  await redis.run(client =>
    client.del([
      keys.transcript(channel, session),
      keys.turns(channel, session),
      keys.turn(channel, session),
      keys.messages(channel, session),
      keys.invited(session),
      keys.session(channel, session),
    ]),
  );
  return ids.length;
}

/** The ids of all its messages, newest first: there will be no others. */
async function close(redis: Redis, {resultTtlMs}: Retention, session: string): Promise<string[]> {
  const record = keys.session(channel, session);
  const [, , ids] = await redis.run(client =>
    Promise.all([
      client.hSet(record, 'protected', '0'),
      client.pExpire(record, resultTtlMs),
      client.zRange(keys.messages(channel, session), 0, -1, {REV: true}),
    ]),
  );
  return ids;
}

async function eraseMessages(
  redis: Redis,
  retention: Retention,
  session: string,
  ids: readonly string[],
): Promise<void> {
  const digests = await redis.run(async client => {
    const [found] = await Promise.all([
      Promise.all(ids.map(id => client.hGet(keys.message(id), 'idempotency'))),
      ...ids.map(message => {
        const entry = {message, entryId: '', channel, session} as const;
        return evaluate(client, cancelScript, inputOf(entry, retention));
      }),
    ]);
    return found.filter(digest => digest !== null);
  });
  await redis.run(client =>
    Promise.all([
      client.del([...ids.map(keys.message), ...digests.map(keys.idempotency)]),
      ...ids.map(id => client.pExpire(keys.events(id), farewellMs)),
      ...[keys.handoffs, keys.alarms].map(due =>
        client.zRem(
          due,
          ids.map(message => entryKeyOf({message, channel, session})),
        ),
      ),
    ]),
  );
}

/** They outlive their messages, and say whose they were. */
async function eraseDeadLetters(redis: Redis, session: string): Promise<void> {
  for (let from: string | null = '-'; from !== null; ) {
    const start: string = from;
    const letters: StreamEntry[] | null = await redis.run(client =>
      client.xRange(keys.dead, start, '+', {COUNT: pageLength}),
    );
    const own = (letters ?? []).filter(
      ({message}) => message['channel'] === channel && message['session'] === session,
    );
    const ids = own.map(letter => letter.id);
    if (ids.length > 0) await redis.run(client => client.xDel(keys.dead, ids));
    from = letters?.length === pageLength ? `(${letters.at(-1)?.id}` : null;
  }
}
