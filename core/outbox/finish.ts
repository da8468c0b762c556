/** Ending a letter: the next one of the chat may leave. */
import type {CommandParser} from 'redis';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Letter} from './claim.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

/** `reason` says why it never will be sent; without one, all of it was. */
export async function closeLetter(
  redis: Redis,
  keeping: Keeping,
  letter: Letter,
  reason?: string,
): Promise<'closed' | 'fenced'> {
  const [answer] = await redis.run(client => client.closeLetter(letter, reason, keeping));
  return answer === 'closed' ? 'closed' : 'fenced';
}

export const closeLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'finish.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Letter, reason: string | undefined, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
    parser.push(String(letter.attempt), reason === undefined ? 'sent' : 'failed', reason ?? '');
  },
  transformReply: words,
};
