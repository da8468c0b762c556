/** Ending a delivery: the next one of the chat may leave. */
import type {JobInput} from '../fifo/fifo.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {type Delivery, delivery, inputOf, type Keeping} from './delivery.ts';

export const finishDeliveryScript = defineScript<JobInput & {attempt: number; reason: string | undefined}>()({
  name: 'finish-delivery',
  lua: lua(import.meta.url, 'finish.lua'),
  uses: [delivery],
  args: {
    attempt: ({attempt}) => attempt,
    status: ({reason}) => (reason === undefined ? 'sent' : 'failed'),
    reason: ({reason}) => reason,
  },
  answers: {finished: {}, fenced: {}},
});

/** `reason` says why it never will be sent; without one, all of it was. */
export async function finishDelivery(
  redis: Redis,
  keeping: Keeping,
  delivery: Delivery,
  reason?: string,
): Promise<'finished' | 'fenced'> {
  const {attempt} = delivery;
  return (await call(redis, finishDeliveryScript, {...inputOf(delivery, keeping), attempt, reason})).status;
}
