/** What found the queue full goes into it, the lanes in turn. */
import type {CommandParser} from 'redis';
import {type Entry, entryKeys, parseTicket, pushEntry, type Retention} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {readLua, words} from '../../redis/lua.ts';
import {readPace} from '../figures/workers.ts';

/** At one time; what is left is admitted with the next. */
const most = 256;

/** The queue is filled up to what the workers take at once and a quarter more, as `enqueue.lua` does. */
const fullness = 1.25;
const leastPlaces = 51; // which makes 64

/** How many were admitted. Several workers may ask at the same time: each message goes in once. */
export async function admit(redis: Redis, retention: Retention): Promise<number> {
  const [{places}, length, next] = await Promise.all([
    readPace(redis),
    redis.run(client => client.xLen(keys.stream)),
    redis.run(client => client.zRange(keys.lanes, 0, most - 1)),
  ]);
  const room = Math.max(0, Math.ceil(fullness * Math.max(places, leastPlaces)) - length);
  const entries = next.slice(0, room).flatMap(ticket => parseTicket(ticket) ?? []);
  const answers = await redis.run(client =>
    Promise.all(entries.map(entry => client.admit(entry, retention))),
  );
  return answers.filter(([answer]) => answer === 'queued').length;
}

export const admitScript = {
  SCRIPT: readLua(import.meta.url, '../ending.lua', 'admit.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, retention: Retention) {
    pushEntry(parser, entry, retention);
  },
  transformReply: words,
};
