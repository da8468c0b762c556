/** Adding a piece of the reply to a message's result stream, taking back those before it, or saying that there is none yet. */

import {deltaField} from '../events/open-event.ts';
import type {Claim} from '../fifo/heartbeat.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';

/** A piece that takes back all those before it in its attempt. */
export const reset = Symbol('reset');

/** A piece without words: for how long the agent has been thinking. */
export type Thinking = {seconds: number};

type Piece = string | typeof reset | Thinking;
type Input = {claim: Claim & {clinic: string}; piece: number; words: Piece};

export const appendScript = defineScript<Input>()({
  name: 'append',
  lua: lua(import.meta.url, 'append.lua'),
  owner: ({claim}) => ({clinic: claim.clinic, owner: claim.message}),
  keys: {
    message: ({claim}) => keys.message(claim.message),
    events: ({claim}) => keys.events(claim.message),
    wake: () => keys.wake,
  },
  args: {
    id: ({claim}) => claim.message,
    attempt: ({claim}) => claim.attempt,
    text: ({claim, piece, words}, seal) =>
      typeof words === 'string' ? seal(deltaField(claim.attempt, piece), words) : '',
    is_reset: ({words}) => (words === reset ? '1' : ''),
    seconds: ({words}) => (typeof words === 'object' ? words.seconds : ''),
    number: ({claim, piece}) => `${claim.attempt}.${piece}`,
    piece: number(({piece}) => piece),
  },
  answers: {appended: {}, repeated: {}, fenced: {}},
});

/** `piece` counts from 1 within an attempt. `fenced`: another attempt is the current one, nothing was written. */
export async function append(
  redis: Redis,
  claim: Claim & {clinic: string},
  piece: number,
  words: Piece,
): Promise<'appended' | 'fenced'> {
  const {status} = await call(redis, appendScript, {claim, piece, words});
  return status === 'fenced' ? 'fenced' : 'appended';
}
