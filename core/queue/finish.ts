/** Ending a message with what its attempt came to. */

import type {ErrorCode} from '../errors.ts';
import type {Claim} from '../fifo/heartbeat.ts';
import {keys} from '../keys.ts';
import {failureCodeOf} from '../phrases/failures.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, keyList, list, lua} from '../redis/script.ts';
import {ending} from './ending.ts';
import {handoff} from './handoff/handoff.ts';
import {inputOf, type MessageInput, messageKeys, type Retention} from './messages.ts';

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
      /** From here on a person answers in this conversation. */
      handoff?: {reason: string} | undefined;
    }
  /** The visitor reads it in words, in the language of the conversation. */
  | {status: 'failed'; code: ErrorCode};

/** `backlog`: it is finished, and others wait for a slot in the queue: see `admit`. */
export type Finished = 'finished' | 'backlog' | 'fenced';

type Input = MessageInput & {attempt: number; ending: Ending};
type Done = Partial<Extract<Ending, {status: 'done'}>>;

const done = ({ending}: Input): Done => (ending.status === 'done' ? ending : {});

export const finishScript = defineScript<Input>()({
  name: 'finish',
  lua: lua(import.meta.url, 'finish.lua'),
  uses: [ending, handoff],
  keys: {handoffs: () => keys.handoffs, also: keyList(input => messageKeys(done(input).also ?? []))},
  args: {
    attempt: ({attempt}) => attempt,
    code: ({ending}) => (ending.status === 'failed' ? failureCodeOf(ending.code) : ''),
    text: input => done(input).text,
    rest: input => done(input).rest,
    handoff: input => done(input).handoff?.reason,
    facts: list(input => factsOf(done(input))),
    also: list(input => done(input).also ?? []),
  },
  answers: {finished: {}, backlog: {}, fenced: {}},
});

/** Fields of the hash, name and value in turn. */
function factsOf({agent, tokens}: Done): (string | number)[] {
  return [
    ...(agent === undefined ? [] : ['answered_by', agent]),
    ...(tokens ? ['tokens_in', tokens.input, 'tokens_out', tokens.output] : []),
  ];
}

/** `fenced`: the attempt is no longer the current one, and nothing was written. Safe to repeat. */
export async function finish(
  redis: Redis,
  retention: Retention,
  claim: Claim,
  ending: Ending,
): Promise<Finished> {
  const {attempt} = claim;
  return (await call(redis, finishScript, {...inputOf(claim, retention), attempt, ending})).status;
}
