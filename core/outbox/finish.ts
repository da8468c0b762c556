/** Ending a delivery: the next one of the chat may leave. */
import {chatOf} from '../chats/chat.ts';
import {type Chat, chatRecord} from '../chats/chat-record.ts';
import type {JobInput} from '../fifo/fifo.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {type Delivery, delivery, givingUp, inputOf, type Keeping} from './delivery.ts';

export type DeliveryEnd =
  | {status: 'sent'}
  /** It never will be: remembered, and counted. */
  | {status: 'failed'; reason: string}
  /** It must not be any more. */
  | {status: 'withdrawn'; reason: string};

type Input = JobInput & {attempt: number; chat: Chat; end: DeliveryEnd};

export const finishDeliveryScript = defineScript<Input>()({
  name: 'finish-delivery',
  lua: lua(import.meta.url, 'finish.lua'),
  uses: [clock, delivery, givingUp, chatRecord],
  args: {
    attempt: ({attempt}) => attempt,
    status: ({end}) => end.status,
    reason: ({end}) => ('reason' in end ? end.reason : undefined),
  },
  answers: {finished: {}, fenced: {}},
});

export async function finishDelivery(
  redis: Redis,
  keeping: Keeping,
  delivery: Delivery,
  end: DeliveryEnd,
): Promise<'finished' | 'fenced'> {
  const {attempt, channel, session} = delivery;
  const chat = {channel, session: chatOf(session)};
  return (await call(redis, finishDeliveryScript, {...inputOf(delivery, keeping), attempt, chat, end}))
    .status;
}
