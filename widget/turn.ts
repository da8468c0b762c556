/** One turn of a conversation: a question with its reply. */
import type {Guard, SendBody} from '../core/wire/message.ts';

/**
 * `unsent` is being tried, `refused` waits for the visitor, `open` was accepted and is being answered; the other
 * three are how an answer ends.
 */
export type TurnState = 'unsent' | 'refused' | 'open' | 'done' | 'failed' | 'cancelled';

/** A question with its reply; or words that nobody asked for, which have no question. */
export type Turn = {
  /** The idempotency key, made before the first byte leaves; of what was said elsewhere, the message's id. */
  readonly id: string;
  readonly text: string;
  /** When it was said, in milliseconds: by our own clock until the server has told. */
  readonly at: number;
  readonly state: TurnState;
  /** The body as it was first sent: it must stay the same under the same key. `null` before that and once accepted. */
  readonly request: SendBody | null;
  /** Empty until accepted. */
  readonly messageId: string;
  /** The last event that was heard; `0` before the first. */
  readonly cursor: string;
  /** The words so far; the whole reply once `done`. */
  readonly reply: string;
  /** The words of an attempt that was given up, until the next one has some. */
  readonly stale: string;
  readonly by: string;
  /** Of the person who says it. */
  readonly name: string;
  /** BCP 47, of the reply; empty where it is not known. */
  readonly locale: string;
  readonly choices: readonly string[];
  /** When the reply was complete, in milliseconds; 0 before. */
  readonly repliedAt: number;
  /** What the clinic's safety guard said at once. */
  readonly alarm: Alarm | null;
  /** What went wrong last, as an error code; or empty. */
  readonly code: string;
  /** When an unsent one is tried again, in milliseconds; 0 where that is not known. */
  readonly retryAt: number;
};

export type Alarm = {
  readonly kind: Guard['kind'] | 'urgent';
  readonly text: string;
  readonly phone: string;
  readonly locale?: string | undefined;
};

/** A turn of which nothing is known yet. */
export const emptyTurn: Turn = {
  id: '',
  text: '',
  at: 0,
  state: 'unsent',
  request: null,
  messageId: '',
  cursor: '0',
  reply: '',
  stale: '',
  by: 'agent',
  name: '',
  locale: '',
  choices: [],
  repliedAt: 0,
  alarm: null,
  code: '',
  retryAt: 0,
};

export function isAccepted({state}: Turn): boolean {
  return state !== 'unsent' && state !== 'refused';
}

/** Who says it, and in which language. */
export function speechOf({by = 'agent', name = '', locale = ''}: Said): Pick<Turn, 'by' | 'name' | 'locale'> {
  return {by, name, locale};
}

type Said = {by?: string | undefined; name?: string | undefined; locale?: string | undefined};

/** Where a reply has to be told in one text, the guard's words stand before it. */
export function withoutAlarm(reply: string, {alarm}: Turn): string {
  return alarm && reply.startsWith(alarm.text) ? reply.slice(alarm.text.length).trimStart() : reply;
}

/** Cursors are ids of a Redis Stream: milliseconds, a hyphen, a sequence number. */
export function isAfter(id: string, cursor: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [cursorMs = 0, cursorSequence = 0] = cursor.split('-').map(Number);
  return ms === cursorMs ? sequence > cursorSequence : ms > cursorMs;
}

/** What was said here has another id than its message, and goes before what history knows as the message. */
export function onceEach(turns: readonly Turn[]): readonly Turn[] {
  const own = new Set(turns.map(({id, messageId}) => (id === messageId ? '' : messageId)));
  return turns.filter(({id, messageId}) => id !== messageId || !own.has(id));
}
