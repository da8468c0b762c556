/** How fast replies come at the moment: what waiting times are estimated from. */
import type {CommandParser} from 'redis';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {readLua, words} from '../../redis/lua.ts';

export type Pace = {
  /** Turns that all workers together take at once; 0 when none is there. */
  places: number;
  /** From the claim of a message to its reply, in milliseconds; `undefined` before the first one. */
  replyMs: number | undefined;
};

/** One round trip; its cost grows with the number of workers, not of messages. */
export async function readPace(redis: Redis): Promise<Pace> {
  const [workers, replyMs] = await redis.run(client =>
    Promise.all([client.zRange(keys.workers, 0, -1), client.get(keys.pace)]),
  );
  const places = workers.reduce((sum, worker) => sum + Number(worker.split(' ')[1]), 0);
  return {places, replyMs: replyMs === null ? undefined : Number(replyMs)};
}

/** How long a worker counts as present after it said so, in milliseconds. */
const presenceMs = 15_000;

/** Says that this worker takes so many turns at once; 0: none any more. */
export async function announce(redis: Redis, consumer: string, places: number): Promise<void> {
  await redis.run(client => client.announce(consumer, places));
}

export const announceScript = {
  SCRIPT: readLua(import.meta.url, 'announce.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, consumer: string, places: number) {
    parser.pushKey(keys.workers);
    parser.push(consumer, places === 0 ? '' : String(places), String(presenceMs));
  },
  transformReply: words,
};
