/** The queue a step at a time, without a worker: what the tests of `core/queue` have in common. */
import type {ExecutionContext} from 'ava';
import {readMessage} from '../../core/events/read.ts';
import {type Entry, parseEntry} from '../../core/fifo/entry.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {readAgenda} from '../../core/queue/agenda.ts';
import {claim, type Turn} from '../../core/queue/claim.ts';
import {enqueue, type NewMessage} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {StreamEntry} from '../../core/redis/replies.ts';
import {type TestRedis, testRedis} from './redis.ts';

export const limits = {
  resultTtlMs: 600_000,
  deadlineMs: 120_000,
  queueMaxLength: 10_000,
  sessionMaxLength: 20,
};
export const options = {resultTtlMs: 600_000, eventsTtlMs: 60_000, maxAttempts: 3};

/** An empty queue with its group of workers; on a server of the test's own where one is given. */
export async function testQueue(t: ExecutionContext, given?: TestRedis): Promise<TestRedis> {
  const {redis, ...rest} = given ?? (await testRedis(t));
  await redis.run(client => client.xGroupCreate(keys.stream, group, '0', {MKSTREAM: true}));
  return {redis, ...rest};
}

export function message(id: string, fields: Partial<NewMessage> = {}): NewMessage {
  return {id, channel: 'widget', session: 's1', text: `text of ${id}`, clinic: 'demo', ...fields};
}

/** Accepts a message of its own session, or of the one that is named. */
export async function add(redis: Redis, id: string, session = id, deadlineMs = limits.deadlineMs) {
  const {status} = await enqueue(redis, {...limits, deadlineMs}, message(id, {session}));
  if (status !== 'queued') throw new Error(`enqueue said ${status}`);
}

/** A worker says that it answers so many messages at once; 0: none any more. */
export async function announce(redis: Redis, consumer: string, slots: number): Promise<void> {
  await readAgenda(redis, {consumer, slots, fifos: [], claimIdleMs: 12_000});
}

/** What is new to the group. */
export async function receive(redis: Redis, consumer = 'c1', COUNT = 100): Promise<Entry[]> {
  const reply = await redis.run(client =>
    client.xReadGroup(group, consumer, {key: keys.stream, id: '>'}, {COUNT}),
  );
  return (reply?.[0]?.messages ?? []).map(({id, message}: StreamEntry) => parseEntry(id, message) as Entry);
}

/** The ids of what is new to the group. */
export async function receiveIds(redis: Redis, consumer = 'c1'): Promise<string[]> {
  return (await receive(redis, consumer)).map(entry => entry.message);
}

export async function steal(redis: Redis, entry: Entry, consumer: string): Promise<void> {
  await redis.run(client => client.xClaim(keys.stream, group, consumer, 0, entry.entryId));
}

/** The next attempt at an entry that was received. */
export async function begin(
  t: ExecutionContext,
  redis: Redis,
  entry: Entry | undefined,
  consumer = 'c1',
): Promise<Turn> {
  if (!entry) throw t.fail('there is no entry');
  const claimed = await claim(redis, options, entry, consumer);
  if (claimed.status !== 'run') throw t.fail(`claim said ${claimed.status}`);
  return claimed.turn;
}

/** Receives one entry and begins an attempt at it. */
export async function take(t: ExecutionContext, redis: Redis, consumer = 'c1'): Promise<Turn> {
  const [entry] = await receive(redis, consumer, 1);
  return begin(t, redis, entry, consumer);
}

/** The types of a message's events, in order. */
export async function types(redis: Redis, id: string): Promise<string[]> {
  return (await readMessage(redis, id))?.events.map(event => event.type) ?? [];
}

/** The time of all that is delayed has come. */
export async function hasten(redis: Redis): Promise<void> {
  await redis.run(async client => {
    const delayed = await client.zRange(keys.delayed, 0, -1);
    const due = delayed.map(value => ({value, score: 1}));
    if (due.length > 0) await client.zAdd(keys.delayed, due);
  });
}

/** Every value in the database; two of them are equal when nothing was changed in between. */
export async function snapshot(redis: Redis): Promise<Record<string, string | null>> {
  return redis.run(async client => {
    const names = (await client.keys('*')).sort();
    const values = await Promise.all(
      names.map(async name => {
        // The order of a large hash's fields in a dump is chance.
        if ((await client.type(name)) !== 'hash') return client.dump(name);
        return JSON.stringify(Object.entries(await client.hGetAll(name)).sort());
      }),
    );
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
  });
}

/** Dead letters, oldest first. */
export async function deadLetters(redis: Redis): Promise<Record<string, string>[]> {
  const letters: StreamEntry[] | null = await redis.run(client => client.xRange(keys.dead, '-', '+'));
  return (letters ?? []).map(letter => letter.message);
}
