/** Messages that a worker has claimed and not yet answered: what a reader waits for. */
import {readMessage} from '../../../core/events/read.ts';
import {parseEntry} from '../../../core/fifo/entry.ts';
import {newId} from '../../../core/ids.ts';
import {workers as group, keys} from '../../../core/keys.ts';
import {readAgenda} from '../../../core/queue/agenda.ts';
import {claim, type Turn} from '../../../core/queue/claim.ts';
import {enqueue} from '../../../core/queue/enqueue.ts';
import type {Redis} from '../../../core/redis/connection.ts';

export type Prepared = {turn: Turn; cursor: string};

const consumer = 'bench';
const limits = {
  resultTtlMs: 86_400_000,
  deadlineMs: 600_000,
  queueMaxLength: 1_000_000,
  sessionMaxLength: 20,
};
export const retention = {eventsTtlMs: 600_000, resultTtlMs: limits.resultTtlMs, maxAttempts: 3};
const atOnce = 100;

/** `count` of them, each of a session of its own, with the cursor of its last event. */
export async function prepare(redis: Redis, count: number): Promise<Prepared[]> {
  const create = {MKSTREAM: true} as const;
  await redis.run(client => client.xGroupCreate(keys.stream, group, '$', create)).catch(() => undefined); // it exists
  await readAgenda(redis, {consumer, slots: 1_000_000, fifos: [], claimIdleMs: 12_000}); // so that all of them find slots in the queue
  await inLanes(count, async () => {
    const message = {
      id: newId(),
      channel: 'widget',
      session: newId(),
      text: 'A question',
      clinic: 'demo',
    } as const;
    await enqueue(redis, limits, message);
  });
  const wanted = {key: keys.stream, id: '>'};
  const reply = await redis.run(client => client.xReadGroup(group, consumer, wanted, {COUNT: count}), 10_000);
  const entries = reply?.[0]?.messages ?? [];
  const prepared: Prepared[] = [];
  await inLanes(entries.length, async i => {
    const entry = parseEntry(entries[i]?.id ?? '', entries[i]?.message);
    const claimed = entry && (await claim(redis, retention, entry, consumer));
    if (claimed?.status !== 'run') throw new Error('A message that was just accepted cannot be claimed');
    const message = await readMessage(redis, claimed.turn.message);
    if (message) prepared.push({turn: claimed.turn, cursor: message.position});
  });
  return prepared;
}

async function inLanes(total: number, step: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < total) await step(next++);
  };
  await Promise.all(Array.from({length: atOnce}, lane));
}
