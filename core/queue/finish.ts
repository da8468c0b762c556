/** Ending a message with what its attempt came to. */
import type {CommandParser} from 'redis';
import type {ErrorCode} from '../errors.ts';
import {keys} from '../keys.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import type {Turn} from './claim.ts';
import {entryKeys, messageKeys, pushEntry, type Retention} from './entry.ts';
import {speechOf} from './speech.ts';

export type Ending =
  | {
      status: 'done';
      text: string;
      /** The words at its end that were not appended yet. */
      rest?: string;
      /** Further messages of the session that the reply answers too; those still waiting end with it. */
      also?: readonly string[];
      /** Which agent, and what the model read and wrote for it. */
      agent?: string | undefined;
      tokens?: {input: number; output: number} | undefined;
      /** BCP 47. */
      locale?: string | undefined;
      /** What the visitor may say next. */
      choices?: readonly string[] | undefined;
      /** From here on a person answers in this conversation. */
      handoff?: {reason: string} | undefined;
    }
  /** `words` is what the visitor reads. */
  | {status: 'failed'; code: ErrorCode; words: string};

/** `crowded`: it is finished, and others wait for a place in the queue: see `admit`. */
export type Finished = 'finished' | 'crowded' | 'fenced';

/** `fenced`: the attempt is no longer the current one, and nothing was written. Safe to repeat. */
export async function finish(
  redis: Redis,
  retention: Retention,
  turn: Turn,
  ending: Ending,
): Promise<Finished> {
  const [answer] = await redis.run(client => client.finish(turn, ending, retention));
  return answer as Finished;
}

export const finishScript = {
  SCRIPT: readLua(import.meta.url, 'settle.lua', 'finish.lua'),
  parseCommand(parser: CommandParser, turn: Turn, ending: Ending, retention: Retention) {
    const also = ending.status === 'done' ? (ending.also ?? []) : [];
    parser.push(String(entryKeys + 1 + 2 * also.length)); // as many keys as there are messages
    pushEntry(parser, turn, retention, [keys.handoffs, ...messageKeys(also)]);
    parser.push(String(turn.attempt), ending.status);
    if (ending.status === 'failed') return parser.push(ending.code, ending.words);
    const {text, rest = '', agent = '', tokens, handoff, locale, choices} = ending;
    parser.push(text, '', agent, String(tokens?.input ?? ''), String(tokens?.output ?? ''));
    const speech = speechOf({by: 'agent', locale, choices});
    parser.push(handoff?.reason ?? '', rest, speech, ...also);
  },
  transformReply: words,
};
