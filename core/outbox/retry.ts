/** Putting a delivery aside until later; it keeps its turn before the other deliveries of the chat. */
import type {JobInput} from '../fifo/fifo.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import {type Delivery, delivery, inputOf, type Keeping} from './delivery.ts';

/**
 * `unsent`: nothing has gone out. `unsure`: the piece just tried may have. `looked`: that is still not known, and nothing
 * was sent since. `parked`, `away`: nothing has, and nothing will through this account before the delay is over, since
 * somebody has to repair it, or since it is not connected.
 */
export type Reason = 'unsent' | 'unsure' | 'looked' | 'parked' | 'away';

type Delay = {afterMs: number; reason: Reason; code?: string | undefined};
type Input = JobInput & Delay & {attempt: number};

export const retryDeliveryScript = defineScript<Input>()({
  name: 'retry-delivery',
  lua: lua(import.meta.url, 'retry.lua'),
  uses: [clock, delivery],
  args: {
    attempt: ({attempt}) => attempt,
    reason: ({reason}) => reason,
    code: ({reason, code}) => code ?? reason,
    after: number(({afterMs}) => Math.round(afterMs)),
  },
  /** `parked`: the account is from now on, and was not before. `fenced`: the delivery is another's. */
  answers: {delayed: {}, parked: {}, fenced: {}},
});

export async function retryDelivery(
  redis: Redis,
  keeping: Keeping,
  delivery: Delivery,
  delay: Delay,
): Promise<'delayed' | 'parked' | 'fenced'> {
  const {attempt} = delivery;
  return (await call(redis, retryDeliveryScript, {...inputOf(delivery, keeping), attempt, ...delay})).status;
}
