/** Ending a message before it is answered. */
import type {CommandParser} from 'redis';
import {type Entry, entryKeys, pushEntry, type Retention} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

/** `ended`: it was over already, and nothing was written. Safe to repeat. */
export async function cancel(
  redis: Pick<Redis, 'run'>,
  retention: Retention,
  message: Omit<Entry, 'entry'>,
): Promise<'cancelled' | 'ended'> {
  const [answer] = await redis.run(client => client.cancel({...message, entry: ''}, retention));
  return answer === 'cancelled' ? 'cancelled' : 'ended';
}

export const cancelScript = {
  SCRIPT: readLua(import.meta.url, 'ending.lua', 'cancel.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, retention: Retention) {
    pushEntry(parser, entry, retention);
  },
  transformReply: words,
};
