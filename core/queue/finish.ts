/** Ending a message with what its attempt came to. */
import type {CommandParser} from 'redis';
import type {ErrorCode} from '../errors.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import type {Turn} from './claim.ts';
import {entryKeys, pushEntry, type Retention} from './entry.ts';

export type Ending =
  | {status: 'done'; text: string}
  /** `words` is what the visitor reads. */
  | {status: 'failed'; code: ErrorCode; words: string};

/** `fenced`: the attempt is no longer the current one, and nothing was written. Safe to repeat. */
export async function finish(
  redis: Redis,
  retention: Retention,
  turn: Turn,
  ending: Ending,
): Promise<'finished' | 'fenced'> {
  const [answer] = await redis.run(client => client.finish(turn, ending, retention));
  return answer === 'finished' ? 'finished' : 'fenced';
}

export const finishScript = {
  SCRIPT: readLua(import.meta.url, 'settle.lua', 'finish.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, turn: Turn, ending: Ending, retention: Retention) {
    pushEntry(parser, turn, retention);
    parser.push(String(turn.attempt), ending.status);
    if (ending.status === 'done') parser.push('message', ending.text, '');
    else parser.push('error', ending.code, ending.words);
  },
  transformReply: words,
};
