/** Looking after the chats that have letters: whatever the outbox forgot is put into it again. */
import type {CommandParser} from 'redis';
import {type Entry, parseTicket} from '../fifo/entry.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

export type ReconcileLettersOptions = Keeping & {
  /** Letters that were put into the outbox later than this are left alone, in milliseconds. */
  minAgeMs: number;
};

/** Chats that are looked at in one round trip, about. */
const atOnce = 100;

/** How many were put again. One that was under way is known by its delivery: it is looked for before it is resent. */
export async function reconcileLetters(redis: Redis, options: ReconcileLettersOptions): Promise<number> {
  const [seconds] = await redis.run(client => client.time());
  const latestMs = Number(seconds) * 1000 - options.minAgeMs;
  let requeued = 0;
  let cursor = '0';
  do {
    const from = cursor;
    const page = await redis.run(client => client.hScan(keys.letterPlaces, from, {COUNT: atOnce}));
    const letters = page.entries.flatMap(({field: chat, value}) => {
      const [place = '', message = ''] = value.split(' ');
      return (Number.parseInt(place, 10) <= latestMs && parseTicket(`${message} ${chat}`)) || [];
    });
    const answers = await redis.run(client =>
      Promise.all(letters.map(letter => client.reconcileLetter(letter, options))),
    );
    requeued += answers.filter(([answer]) => answer === 'requeued').length;
    ({cursor} = page);
  } while (cursor !== '0');
  return requeued;
}

export const reconcileLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'reconcile.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Entry, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
  },
  transformReply: words,
};
