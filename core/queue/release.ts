/** Giving a message back, for a worker that has to stop. */
import type {CommandParser} from 'redis';
import {type Entry, entryKeys, pushEntry, type Retention} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

/** `attempt`: the one that had begun; absent where none had. `lost`: somebody else has it already. */
export async function handBack(
  redis: Redis,
  retention: Retention,
  entry: Entry,
  consumer: string,
  attempt?: number,
): Promise<'returned' | 'lost'> {
  const [answer] = await redis.run(client => client.handBack(entry, consumer, attempt, retention));
  return answer === 'returned' ? 'returned' : 'lost';
}

export const handBackScript = {
  SCRIPT: readLua(import.meta.url, 'ending.lua', 'release.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(
    parser: CommandParser,
    entry: Entry,
    consumer: string,
    attempt: number | undefined,
    retention: Retention,
  ) {
    pushEntry(parser, entry, retention);
    parser.push(consumer, String(attempt ?? ''));
  },
  transformReply: words,
};
