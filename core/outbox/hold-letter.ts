/** Keeping a letter from being taken for abandoned while its provider is slow. */
import type {CommandParser} from 'redis';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import {type Keeping, letterKeys, pushLetter} from './letter.ts';
import type {Letter} from './take-letter.ts';

export async function holdLetter(redis: Redis, keeping: Keeping, letter: Letter): Promise<'kept' | 'lost'> {
  const [answer] = await redis.run(client => client.holdLetter(letter, keeping));
  return answer === 'kept' ? 'kept' : 'lost';
}

export const holdLetterScript = {
  SCRIPT: readLua(import.meta.url, 'letter.lua', 'hold-letter.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Letter, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
    parser.push(letter.consumer, String(letter.attempt));
  },
  transformReply: words,
};
