/** Putting a letter aside until later; it keeps its place before the other letters of the chat. */
import type {CommandParser} from 'redis';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Letter} from './claim.ts';
import {type Keeping, letterKeys, pushLetter} from './delivery.ts';

/**
 * `unsent`: nothing has gone out. `unsure`: the piece just tried may have. `looked`: that is still not known.
 * `parked`: nothing has, and nothing will through this account before the delay is over.
 */
export type Reason = 'unsent' | 'unsure' | 'looked' | 'parked';

/** `parked`: the account is from now on, and was not before. `fenced`: the letter is another's. */
export async function postponeLetter(
  redis: Redis,
  keeping: Keeping,
  letter: Letter,
  delayMs: number,
  reason: Reason,
): Promise<'postponed' | 'parked' | 'fenced'> {
  const [answer] = await redis.run(client => client.postponeLetter(letter, delayMs, reason, keeping));
  return answer as 'postponed' | 'parked' | 'fenced';
}

export const postponeLetterScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'retry.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Letter, delayMs: number, reason: Reason, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
    parser.push(String(letter.attempt), String(Math.round(delayMs)), reason);
  },
  transformReply: words,
};
