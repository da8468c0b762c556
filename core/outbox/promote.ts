/** Delayed letters whose time has come go back into the outbox. */
import type {CommandParser} from 'redis';
import {type Entry, parseTicket} from '../fifo/entry.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

/** At one time; what is left is due again at the next. */
const most = 100;

/** How many were promoted. Several workers may ask at once: each letter goes back once. */
export async function promoteLetters(redis: Redis, keeping: Keeping): Promise<number> {
  const due = await redis.run(async client => {
    const [[seconds], first] = await Promise.all([
      client.time(),
      client.zRangeWithScores(keys.outboxDelayed, 0, most - 1),
    ]);
    return first.filter(({score}) => score <= (Number(seconds) + 1) * 1000);
  });
  const entries = due.flatMap(({value}) => parseTicket(value) ?? []);
  const answers = await redis.run(client =>
    Promise.all(entries.map(entry => client.promoteLetter(entry, keeping))),
  );
  return answers.filter(([answer]) => answer === 'queued').length;
}

export const promoteLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'promote.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, entry: Entry, keeping: Keeping) {
    pushLetter(parser, entry, keeping);
  },
  transformReply: words,
};
