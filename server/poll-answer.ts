/** What a poll is answered: pure, from the message as it was at one moment. */
import {isAfter} from '../core/events/cursor.ts';
import {hasEnded, type Message} from '../core/events/read.ts';
import type {MessageEvent, PollAnswer} from '../core/wire.ts';

/** `after`: the cursor that was sent; `retryAfterMs`: the advice for a message that is still pending. */
export function pollAnswer(message: Message, after: string | undefined, retryAfterMs: number): PollAnswer {
  const events =
    after === undefined ? message.events : message.events.filter(event => isAfter(event.id, after));
  const terminal = hasEnded(message) ? message.events.at(-1) : undefined;
  const started = message.events.find(event => event.type === 'processing');
  return {
    message_id: message.id,
    session_id: message.session,
    status: message.status,
    events: [...events],
    cursor: events.at(-1)?.id ?? after ?? '0',
    text: replyOf(message.events),
    error: terminal?.type === 'error' ? {code: terminal.code, message: terminal.message} : null,
    retry_after_ms: terminal ? 0 : retryAfterMs,
    created_at: message.createdAt,
    started_at: started?.at ?? null,
    finished_at: terminal?.at ?? null,
  };
}

/** The reply once it is whole; until then what there is of it, since the last reset; `null` if nothing. */
export function replyOf(events: readonly MessageEvent[]): string | null {
  const last = events.at(-1);
  if (last?.type === 'message') return last.text;
  if (last?.type === 'error' || last?.type === 'cancelled') return null;
  const begin = events.findLastIndex(event => event.type === 'reset') + 1;
  const pieces = events.slice(begin).flatMap(event => (event.type === 'delta' ? [event.text] : []));
  return pieces.length > 0 ? pieces.join('') : null;
}
