/** Saying that a piece is about to be sent. */
import type {CommandParser} from 'redis';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Letter} from './claim.ts';
import {digestOf, type Keeping, letterKeys, pushLetter} from './delivery.ts';

/** Only after `marked` may it be sent. `sent`: it has gone out meanwhile. `fenced`: the letter is another's. */
export async function markPiece(
  redis: Redis,
  keeping: Keeping,
  letter: Letter,
  piece: number,
  text: string,
): Promise<'marked' | 'sent' | 'fenced'> {
  const [answer] = await redis.run(client => client.markPiece(letter, piece, text, keeping));
  return answer as 'marked' | 'sent' | 'fenced';
}

export const markPieceScript = {
  SCRIPT: readLua(import.meta.url, 'delivery.lua', 'mark.lua'),
  NUMBER_OF_KEYS: letterKeys,
  parseCommand(parser: CommandParser, letter: Letter, piece: number, text: string, keeping: Keeping) {
    pushLetter(parser, letter, keeping);
    parser.push(letter.consumer, String(letter.attempt), String(piece), digestOf(text));
  },
  transformReply: words,
};
