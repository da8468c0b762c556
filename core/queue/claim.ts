/** Beginning an attempt. Whoever claimed may write to the message until somebody claims it again. */
import type {Entry} from '../fifo/entry.ts';
import {held} from '../fifo/fifo.ts';
import type {Claim} from '../fifo/heartbeat.ts';
import type {Redis} from '../redis/connection.ts';
import {integer, record, streamEntries} from '../redis/replies.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import {ending, trying} from './ending.ts';
import {handoff} from './handoff/handoff.ts';
import {inputOf, type MessageInput, type Retention} from './messages.ts';
import {openStored, type Stored} from './stored.ts';
import {readAtOnce, readHistory, type Utterance} from './transcript.ts';

/** A claimed message: the attempt that fences it, and what is needed to answer. */
export type Turn = Claim &
  Stored & {
    metadata: Record<string, unknown>;
    /** What was said before in this conversation, oldest first. */
    history: readonly Utterance[];
    /** Since its acceptance, in milliseconds. */
    waitedMs: number;
  };

export type Claimed =
  | {status: 'run'; turn: Turn}
  | {status: 'unreadable'; claim: Claim}
  | {status: 'lost' | 'ended' | 'spent' | 'held' | 'aside' | 'foreign'};

export type ClaimOptions = Retention & {maxAttempts: number};

/** `shared`: several clinics share the workers, and none has all of their slots. */
type Input = MessageInput & {consumer: string; maxAttempts: number; shared: boolean};

export const claimScript = defineScript<Input>()({
  name: 'claim',
  lua: lua(import.meta.url, 'claim.lua'),
  uses: [held, ending, trying, handoff],
  args: {
    consumer: ({consumer}) => consumer,
    utterances: () => readAtOnce,
    most_attempts: number(({maxAttempts}) => maxAttempts),
    shared: ({shared}) => shared,
  },
  answers: {
    run: {attempt: integer, hash: record, newest: streamEntries, waitedMs: integer},
    lost: {},
    ended: {},
    held: {},
    aside: {},
    spent: {},
    foreign: {},
  },
});

/**
 * `lost`: another consumer has it. `ended`: it was over already. `spent`: it had used up its attempts, or its time, and
 * is `failed` now. In these two cases the entry is gone and the session's turn was passed on. `held`: the entry is gone,
 * and the message keeps its turn until a person has answered; `aside`: until it is let in, since its clinic holds its
 * share of the slots. `foreign`: a later version keeps it in a state of its own; nothing was written. `unreadable`: an
 * attempt has begun, but what the hash holds is none of our messages.
 */
export async function claim(
  redis: Redis,
  options: ClaimOptions & {shared?: boolean},
  entry: Entry,
  consumer: string,
): Promise<Claimed> {
  const {maxAttempts, shared = false} = options;
  const input = {...inputOf(entry, options), consumer, maxAttempts, shared};
  const answer = await call(redis, claimScript, input);
  if (answer.status !== 'run') return answer;
  const {attempt, newest, waitedMs} = answer;
  const claim = {...entry, attempt, consumer};
  const stored = openStored(redis.sealer, {id: entry.message, session: entry.session}, answer.hash);
  if (!stored) return {status: 'unreadable', claim};
  const history = await readHistory(redis, newest, entry.message);
  const {metadata = {}} = stored;
  return {status: 'run', turn: {...claim, ...stored, metadata, history, waitedMs}};
}
