/** Adding a piece of the reply to a message's result stream. */
import type {CommandParser} from 'redis';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Turn} from './claim.ts';

/** `piece` counts from 1 within an attempt. `fenced`: another attempt is the current one, nothing was written. */
export async function append(
  redis: Redis,
  turn: Turn,
  piece: number,
  text: string,
): Promise<'appended' | 'fenced'> {
  const [answer] = await redis.run(client => client.append(turn, piece, text));
  return answer === 'fenced' ? 'fenced' : 'appended';
}

export const appendScript = {
  SCRIPT: readLua(import.meta.url, 'append.lua'),
  NUMBER_OF_KEYS: 3,
  parseCommand(parser: CommandParser, turn: Turn, piece: number, text: string) {
    parser.pushKey(keys.message(turn.message));
    parser.pushKey(keys.events(turn.message));
    parser.pushKey(keys.wake);
    parser.push(turn.message, String(turn.attempt), String(piece), text);
  },
  transformReply: words,
};
