/** Ending a message with what its attempt came to. */

import type {ErrorCode} from '../errors.ts';
import {deltaField} from '../events/open-event.ts';
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
      /** In which language, BCP 47. */
      locale?: string | undefined;
      /** Short texts that a tap sends as the visitor's next message. */
      choices?: readonly string[] | undefined;
      /** From here on a person answers in this conversation. */
      handoff?: {reason: string} | undefined;
      /** A person is needed here, who is told so at the desk alone: the agent goes on meanwhile. */
      asksForPerson?: boolean | undefined;
    }
  /** The visitor reads it in words, in the language of the conversation. */
  | ({status: 'failed'; code: ErrorCode} & FailureWords);

/** `words`: instead of our own. `way`: a sentence on how to reach a person, behind them. */
export type FailureWords = {words?: string | undefined; way?: string | undefined};

/** `backlog`: it is finished, and others wait for a slot in the queue: see `admit`. */
export type Finished = 'finished' | 'backlog' | 'fenced';

type Input = MessageInput & {claim: Claim & {clinic: string}; ending: Ending};
type Done = Partial<Extract<Ending, {status: 'done'}>>;

const failed = ({ending}: Input): FailureWords => (ending.status === 'failed' ? ending : {});

const done = ({ending}: Input): Done => (ending.status === 'done' ? ending : {});

export const finishScript = defineScript<Input>()({
  name: 'finish',
  lua: lua(import.meta.url, 'finish.lua'),
  uses: [ending, handoff],
  owner: ({claim}) => ({clinic: claim.clinic, owner: claim.message}),
  keys: {handoffs: () => keys.handoffs, also: keyList(input => messageKeys(done(input).also ?? []))},
  args: {
    attempt: ({claim}) => claim.attempt,
    code: ({ending}) => (ending.status === 'failed' ? failureCodeOf(ending.code) : ''),
    words: input => failed(input).words,
    way: input => failed(input).way,
    text: ({ending}, seal) => (ending.status === 'done' ? seal('reply', ending.text) : ''),
    rest: (input, seal) =>
      sealed(done(input).rest, text => seal(deltaField(input.claim.attempt, 'rest'), text)),
    rest_number: ({claim}) => `${claim.attempt}.rest`,
    handoff: (input, seal) =>
      sealed(done(input).handoff?.reason, reason => seal('handoff_reason', reason, input.entry.session)),
    asks: input => done(input).asksForPerson || done(input).handoff !== undefined,
    agent: input => done(input).agent,
    locale: input => done(input).locale,
    choices: (input, seal) => sealed(choicesOf(input), json => seal('choices', json)),
    facts: list(input => factsOf(done(input))),
    also: list(input => done(input).also ?? []),
    also_texts: list((input, seal) =>
      (done(input).also ?? []).map(id => seal('reply', done(input).text ?? '', id)),
    ),
    also_choices: list((input, seal) => {
      const json = choicesOf(input);
      return json ? (done(input).also ?? []).map(id => seal('choices', json, id)) : [];
    }),
  },
  answers: {finished: {}, backlog: {}, fenced: {}},
});

function sealed(text: string | undefined, seal: (text: string) => string): string | undefined {
  return text ? seal(text) : undefined;
}

function choicesOf(input: Input): string | undefined {
  const {choices = []} = done(input);
  return choices.length > 0 ? JSON.stringify(choices) : undefined;
}

/** Fields of the hash alone. */
function factsOf({tokens}: Done): (string | number)[] {
  return tokens ? ['tokens_in', tokens.input, 'tokens_out', tokens.output] : [];
}

/** `fenced`: the attempt is no longer the current one, and nothing was written. Safe to repeat. */
export async function finish(
  redis: Redis,
  retention: Retention,
  claim: Claim & {clinic: string},
  ending: Ending,
): Promise<Finished> {
  return (await call(redis, finishScript, {...inputOf(claim, retention), claim, ending})).status;
}
