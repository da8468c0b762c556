/** Delayed messages whose time has come go back into the queue. */
import type {CommandParser} from 'redis';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {type Entry, entryKeys, parseTicket, pushEntry, type Retention} from './entry.ts';

/** At one time; what is left is due again at the next. */
const most = 100;

/** How many were promoted. Several workers may ask at once: each message goes back once. */
export async function promote(redis: Redis, retention: Retention): Promise<number> {
  const due = await redis.run(async client => {
    const [[seconds], first] = await Promise.all([
      client.time(),
      client.zRangeWithScores(keys.delayed, 0, most - 1),
    ]);
    return first.filter(({score}) => score <= (Number(seconds) + 1) * 1000);
  });
  const entries = due.flatMap(({value}) => parseTicket(value) ?? []);
  const answers = await redis.run(client =>
    Promise.all(entries.map(entry => client.promote(entry, retention))),
  );
  return answers.filter(([answer]) => answer === 'queued').length;
}

export const promoteScript = {
  SCRIPT: readLua(import.meta.url, '../queue/ending.lua', 'promote.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, retention: Retention) {
    pushEntry(parser, entry, retention);
  },
  transformReply: words,
};
