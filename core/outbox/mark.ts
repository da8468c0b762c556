/** Saying that a piece is about to be sent. */
import {chatOf} from '../chats/chat.ts';
import {type Chat, chatRecord} from '../chats/chat-record.ts';
import {held, type JobInput} from '../fifo/fifo.ts';
import {keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {text as decodeText} from '../redis/replies.ts';
import {call, defineScript, lua, number, type Prelude} from '../redis/script.ts';
import {type Delivery, delivery, digestOf, inputOf, type Keeping} from './delivery.ts';

/** Digests of our last words that a chat remembers: 22 characters each. */
const remembered = 8;

type Input = JobInput & {
  chat: Chat;
  consumer: string;
  attempt: number;
  piece: number;
  text: string;
  patienceMs: number;
};

const withholding: Prelude<Input> = {
  lua: lua(import.meta.url, 'withheld.lua'),
  uses: [clock, chatRecord],
  keys: {message: ({entry}) => keys.message(entry.message)},
  constants: {said_length: remembered * 23},
};

export const markScript = defineScript<Input>()({
  name: 'mark',
  lua: lua(import.meta.url, 'mark.lua'),
  uses: [clock, held, delivery, withholding],
  args: {
    consumer: ({consumer}) => consumer,
    attempt: ({attempt}) => attempt,
    digest: ({text}) => digestOf(text),
    piece: number(({piece}) => piece),
    patience: number(({patienceMs}) => patienceMs),
  },
  answers: {
    /** Only then it may be sent. */
    marked: {},
    /** It has gone out meanwhile. */
    sent: {},
    /** It must not leave any more. */
    withheld: {reason: decodeText},
    /** The delivery is another's. */
    fenced: {},
  },
});

export type Marked = {status: 'marked' | 'sent' | 'fenced'} | {status: 'withheld'; reason: string};

/** `piece` counts from 0; `patienceMs`: how long the provider may take over it. */
export function markPiece(
  redis: Redis,
  keeping: Keeping,
  delivery: Delivery,
  {piece, text, patienceMs}: {piece: number; text: string; patienceMs: number},
): Promise<Marked> {
  const {consumer, attempt, channel} = delivery;
  const chat = {channel, session: chatOf(delivery.session)};
  return call(redis, markScript, {
    ...inputOf(delivery, keeping),
    chat,
    consumer,
    attempt,
    piece,
    text,
    patienceMs,
  });
}
