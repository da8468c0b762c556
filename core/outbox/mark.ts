/** Saying that a piece is about to be sent. */
import {held, type JobInput} from '../fifo/fifo.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import {type Delivery, delivery, digestOf, inputOf, type Keeping} from './delivery.ts';

type Input = JobInput & {consumer: string; attempt: number; piece: number; text: string};

export const markScript = defineScript<Input>()({
  name: 'mark',
  lua: lua(import.meta.url, 'mark.lua'),
  uses: [clock, held, delivery],
  args: {
    consumer: ({consumer}) => consumer,
    attempt: ({attempt}) => attempt,
    digest: ({text}) => digestOf(text),
    piece: number(({piece}) => piece),
  },
  /** Only after `marked` may it be sent. `sent`: it has gone out meanwhile. `fenced`: the delivery is another's. */
  answers: {marked: {}, sent: {}, fenced: {}},
});

/** `piece` counts from 0. */
export async function markPiece(
  redis: Redis,
  keeping: Keeping,
  delivery: Delivery,
  piece: number,
  text: string,
): Promise<'marked' | 'sent' | 'fenced'> {
  const {consumer, attempt} = delivery;
  return (await call(redis, markScript, {...inputOf(delivery, keeping), consumer, attempt, piece, text}))
    .status;
}
