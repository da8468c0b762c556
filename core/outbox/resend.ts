/** Deliveries that were given up, and sending them again: somebody has seen why, and put it right. */
import {type Entry, parseEntry} from '../fifo/entry.ts';
import type {JobInput} from '../fifo/fifo.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {delivery, inputOf, type Keeping} from './delivery.ts';

/** `entryId` is its own among the dead. */
export type DeadDelivery = Entry & {cause: string; attempt: string};

export const resendScript = defineScript<JobInput & {dead: string}>()({
  name: 'resend',
  lua: lua(import.meta.url, 'resend.lua'),
  uses: [delivery],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    dead_deliveries: () => keys.deadDeliveries,
  },
  args: {dead: ({dead}) => dead},
  answers: {
    resent: {},
    /** Its words are not kept any more. */
    expired: {},
    /** Somebody else did it. */
    gone: {},
  },
});

/** All of them, oldest first; there are about 10,000 at most. */
export async function readDeadDeliveries(redis: Redis): Promise<DeadDelivery[]> {
  const found: StreamEntry[] | null = await redis.run(client => client.xRange(keys.deadDeliveries, '-', '+'));
  return deadIn(found);
}

/** The newest of them first. */
export async function newestDeadDeliveries(redis: Redis, most: number): Promise<DeadDelivery[]> {
  const found: StreamEntry[] | null = await redis.run(client =>
    client.xRevRange(keys.deadDeliveries, '+', '-', {COUNT: most}),
  );
  return deadIn(found);
}

export async function dropDelivery(redis: Redis, dead: DeadDelivery): Promise<void> {
  await redis.run(client => client.xDel(keys.deadDeliveries, dead.entryId));
}

function deadIn(found: StreamEntry[] | null): DeadDelivery[] {
  return (found ?? []).flatMap(({id, message}) => {
    const entry = parseEntry(id, message);
    return entry ? [{...entry, cause: message['cause'] ?? '', attempt: message['attempt'] ?? ''}] : [];
  });
}

/** What has gone out of it stays out. A chat that wants to hear no more hears nothing all the same. */
export async function resend(
  redis: Redis,
  keeping: Keeping,
  dead: DeadDelivery,
): Promise<'resent' | 'expired' | 'gone'> {
  const input = {...inputOf({...dead, entryId: ''}, keeping), dead: dead.entryId};
  return (await call(redis, resendScript, input)).status;
}
