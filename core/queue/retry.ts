/** Trying again later, and the end of trying. */
import {backoff} from '../backoff.ts';
import type {ErrorCode} from '../errors.ts';
import type {Claim} from '../fifo/heartbeat.ts';
import {failureCodeOf} from '../phrases/failures.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import type {ClaimOptions} from './claim.ts';
import {ending, trying} from './ending.ts';
import type {FailureWords} from './finish.ts';
import {inputOf, type MessageInput} from './messages.ts';

/** `failed`: that was the last attempt, or later would be too late; the message has ended, with a dead letter. */
export type Retried = {status: 'delayed'; afterMs: number} | {status: 'failed' | 'fenced'};

export type Failure = {code: ErrorCode; retryAfterSeconds?: number | undefined} & FailureWords;

const baseMs = 1000;
const capMs = 15_000;

type Input = MessageInput &
  FailureWords & {attempt: number; maxAttempts: number; code: string; afterMs: number};

export const retryScript = defineScript<Input>()({
  name: 'retry',
  lua: lua(import.meta.url, 'retry.lua'),
  uses: [ending, trying],
  args: {
    attempt: ({attempt}) => attempt,
    code: ({code}) => code,
    words: ({words}) => words,
    way: ({way}) => way,
    most_attempts: number(({maxAttempts}) => maxAttempts),
    after: number(({afterMs}) => afterMs),
  },
  answers: {delayed: {}, failed: {}, fenced: {}},
});

export async function retry(
  redis: Redis,
  options: ClaimOptions,
  claim: Claim,
  {code, retryAfterSeconds = 0, words, way}: Failure,
): Promise<Retried> {
  const {attempt} = claim;
  const asked = retryAfterSeconds * 1000; // by whoever stands behind the agent
  const afterMs = Math.max(asked, backoff(attempt - 1, baseMs, capMs));
  const {maxAttempts} = options;
  const input = {
    ...inputOf(claim, options),
    attempt,
    maxAttempts,
    code: failureCodeOf(code),
    afterMs,
    words,
    way,
  };
  const {status} = await call(redis, retryScript, input);
  return status === 'delayed' ? {status, afterMs} : {status};
}
