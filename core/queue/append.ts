/** Adding a piece of the reply to a message's result stream. */
import type {Claim} from '../fifo/heartbeat.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';

type Input = {claim: Claim; piece: number; text: string};

export const appendScript = defineScript<Input>()({
  name: 'append',
  lua: lua(import.meta.url, 'append.lua'),
  keys: {
    message: ({claim}) => keys.message(claim.message),
    events: ({claim}) => keys.events(claim.message),
    wake: () => keys.wake,
  },
  args: {
    id: ({claim}) => claim.message,
    attempt: ({claim}) => claim.attempt,
    text: ({text}) => text,
    piece: number(({piece}) => piece),
  },
  answers: {appended: {}, repeated: {}, fenced: {}},
});

/** `piece` counts from 1 within an attempt. `fenced`: another attempt is the current one, nothing was written. */
export async function append(
  redis: Redis,
  claim: Claim,
  piece: number,
  text: string,
): Promise<'appended' | 'fenced'> {
  const {status} = await call(redis, appendScript, {claim, piece, text});
  return status === 'fenced' ? 'fenced' : 'appended';
}
