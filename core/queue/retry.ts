/** Trying again later, and the end of trying. */
import type {CommandParser} from 'redis';
import {backoff} from '../backoff.ts';
import type {ChatError} from '../errors.ts';
import {entryKeys, pushEntry} from '../fifo/entry.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {ClaimOptions, Turn} from './claim.ts';

/** `failed`: that was the last attempt, or later would be too late; the message has ended, with a dead letter. */
export type Retried = 'delayed' | 'failed' | 'fenced';

const baseMs = 1000;
const capMs = 15_000;

export async function retry(
  redis: Redis,
  options: ClaimOptions,
  turn: Turn,
  error: ChatError,
): Promise<Retried> {
  const [answer] = await redis.run(client => client.retry(turn, error, options));
  return answer as Retried;
}

export const retryScript = {
  SCRIPT: readLua(import.meta.url, 'ending.lua', 'retry.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, turn: Turn, error: ChatError, options: ClaimOptions) {
    const asked = (error.retryAfterSeconds ?? 0) * 1000; // by whoever stands behind the agent
    const delayMs = Math.max(asked, backoff(turn.attempt - 1, baseMs, capMs));
    pushEntry(parser, turn, options);
    parser.push(String(turn.attempt), String(delayMs), String(options.maxAttempts), error.code, error.words);
  },
  transformReply: words,
};
