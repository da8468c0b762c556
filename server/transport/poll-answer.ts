/** What a poll is answered: pure, from the message as it was at one moment. */
import {beginning} from '../../core/events/cursor.ts';
import {hasEnded, type Message} from '../../core/events/read.ts';
import {saidFirst} from '../../core/phrases/said-first.ts';
import type {MessageEvent, PollAnswer, ReplyFacts} from '../../core/wire/message.ts';
import type {Advice} from './advice.ts';

/** `after`: the cursor that was sent. */
export function pollAnswer(message: Message, after: string | undefined, advice: Advice): PollAnswer {
  const {events, last} = message;
  const end = hasEnded(message) ? last : null;
  const isWhole = after === undefined || after === '0' || after === beginning;
  return {
    message_id: message.id,
    session_id: message.session,
    status: message.status,
    events: [...events],
    cursor: events.at(-1)?.id ?? after ?? '0',
    // Who reads on has the words so far.
    text: end || isWhole ? saidFirst(message.guardText, replyOf(end ? [end] : events)) : null,
    ...(end?.type === 'message' && factsOf(end)),
    error: end?.type === 'error' ? {code: end.code, message: end.message} : null,
    retry_after_ms: advice.retryAfterMs,
    queue: {position: advice.position, eta_ms: advice.etaMs},
    created_at: message.createdAt,
    started_at: message.startedAt,
    finished_at: end?.at ?? null,
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

/** What comes with the words of a reply, as far as it is known. */
function factsOf({answered_by, by, name, locale, choices}: ReplyFacts): ReplyFacts {
  return {
    ...(answered_by && {answered_by}),
    ...(by && {by}),
    ...(name && {name}),
    ...(locale && {locale}),
    ...(choices && {choices}),
  };
}
