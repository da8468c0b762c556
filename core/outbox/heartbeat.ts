/** Keeping a letter from being taken for abandoned while its provider is slow. */
import type {CommandParser} from 'redis';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Letter} from './claim.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

export async function holdLetter(redis: Redis, keeping: Keeping, letter: Letter): Promise<'kept' | 'lost'> {
  const [answer] = await redis.run(client => client.holdLetter(letter, keeping));
  return answer === 'kept' ? 'kept' : 'lost';
}

export const holdLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'heartbeat.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Letter, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
    parser.push(letter.consumer, String(letter.attempt));
  },
  transformReply: words,
};
