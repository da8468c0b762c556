/** Who is there to answer, and how long a reply takes at the moment: what waiting times are estimated from. */
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';

export type Capacity = {
  /** Turns that all workers together take at once; 0 when none is there. */
  slots: number;
  /** From the claim of a message to its reply, in milliseconds; `undefined` before the first one. */
  replyMs: number | undefined;
};

/** `slots`: how many messages it answers at once. */
export type Worker = {name: string; slots: number};

/** How long a worker counts as present after it said so, in milliseconds. */
export const presenceMs = 15_000;

/** One round trip; its cost grows with the number of workers, not of messages. */
export async function readCapacity(redis: Redis): Promise<Capacity> {
  const [members, replyMs] = await redis.run(client =>
    Promise.all([client.zRange(keys.workers, 0, -1), client.get(keys.replyTime)]),
  );
  const slots = members.map(parseWorker).reduce((sum, worker) => sum + worker.slots, 0);
  return {slots, replyMs: replyMs === null ? undefined : Number(replyMs)};
}

/** A member of the workers that are there: name and slots with a space between. */
export function parseWorker(member: string): Worker {
  const [name = '', slots] = member.split(' ');
  return {name, slots: Number(slots) || 0};
}
