/** What is where at the moment, message by message and without a word of any; at most so many of each kind. */
import {accountOf} from '../core/chats/chat.ts';
import {parseEntry, parseEntryKey} from '../core/fifo/entry.ts';
import {keys} from '../core/keys.ts';
import {newestDeadDeliveries} from '../core/outbox/resend.ts';
import {newestLetters} from '../core/queue/dead-letters.ts';
import {messages} from '../core/queue/messages.ts';
import type {Redis} from '../core/redis/connection.ts';
import type {Work} from '../core/wire/work.ts';

const most = 100;

export async function reportWork(redis: Redis): Promise<Work> {
  const [working, delayed, dead, deliveries] = await Promise.all([
    readWorking(redis),
    readDelayed(redis),
    newestLetters(redis, most),
    newestDeadDeliveries(redis, most),
  ]);
  return {
    working,
    delayed,
    dead: dead.map(givenUp),
    deliveries: deliveries.map(one => ({...givenUp(one), account: accountOf(one.session)})),
  };
}

type GivenUp = Awaited<ReturnType<typeof newestLetters>>[number];

function givenUp({message, channel, cause, attempt, entryId}: GivenUp): Work['dead'][number] {
  const at = new Date(Number.parseInt(entryId, 10)).toISOString();
  return {message_id: message, channel, cause, attempt: Number(attempt) || 0, at};
}

async function readWorking(redis: Redis): Promise<Work['working']> {
  const {stream, group} = messages;
  const pending = await redis
    .run(client => client.xPendingRange(stream, group, '-', '+', most))
    .catch(noneYet);
  const found = await redis.run(client => Promise.all(pending.map(({id}) => client.xRange(stream, id, id))));
  return pending.flatMap(({id, consumer, millisecondsSinceLastDelivery: idleMs}, i) => {
    const entry = parseEntry(id, found[i]?.[0]?.message);
    if (!entry) return [];
    return [{message_id: entry.message, channel: entry.channel, worker: String(consumer), idle_ms: idleMs}];
  });
}

async function readDelayed(redis: Redis): Promise<Work['delayed']> {
  const [due, [seconds, micros]] = await redis.run(client =>
    Promise.all([client.zRangeWithScores(keys.delayed, 0, most - 1), client.time()]),
  );
  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  return due.flatMap(({value, score}) => {
    const entry = parseEntryKey(value);
    if (!entry) return [];
    const dueMs = Math.max(0, Math.round(score - nowMs));
    return [{message_id: entry.message, channel: entry.channel, due_in_ms: dueMs}];
  });
}

/** Before the first worker there is no group. */
function noneYet(error: unknown): [] {
  if (error instanceof Error && error.message.startsWith('NOGROUP')) return [];
  throw error;
}
