/**
 * What one message went through: it ends once and in time (I1), and each attempt begins where the one before was
 * taken back (I8). The stream is put together from every answer that anybody got, so it is known even where the
 * result stream itself has expired.
 */

import {answersOf, type Dossier, type Read} from './check-evidence.ts';
import type {Event} from './history.ts';
import type {Violation} from './violation.ts';

export type Stream = {
  /** In order. */
  events: readonly Event[];
  /** Known from the beginning without a gap; otherwise it had expired, and nobody had followed it to its end. */
  whole: boolean;
  /** After each event: the reply so far, or `null`; the reply, or `null`, from the end on. */
  texts: ReadonlyArray<string | null>;
  /** Where the first end is among the events; -1 if there is none. */
  endAt: number;
};

export const isEnd = ({type}: Event): boolean =>
  type === 'message' || type === 'error' || type === 'cancelled';

/** The events of all answers. An event that reads differently in two of them is I7 if it is an end, else I6. */
export function* mergeStream({id: message, reads}: Dossier): Generator<Violation, Stream> {
  const known = new Map<string, Event>();
  for (const answer of answersOf(reads)) {
    if (answer.message !== message) continue;
    for (const event of answer.events) {
      const before = known.get(event.id);
      if (before && !isSame(before, event)) {
        const invariant = isEnd(before) ? 'I7' : 'I6';
        yield {invariant, message, detail: `event ${event.id} has changed`};
      }
      if (!before) known.set(event.id, event);
    }
  }
  const events = [...known.values()].sort((a, b) => compareIds(a.id, b.id));
  return {events, whole: isWhole(events, reads), texts: textsOf(events), endAt: events.findIndex(isEnd)};
}

/** After its stream has expired a message has only its end left. */
export function isRemembered({kind, answer}: Read): boolean {
  return kind === 'final' && answer?.events.length === 1 && answer.events.every(isEnd);
}

/** Do the pieces that were read, end to end, cover all? */
function isWhole(events: readonly Event[], reads: readonly Read[]): boolean {
  const pieces = reads
    .filter(read => read.answer && !isRemembered(read))
    .map(read => ({after: afterOf(read), cursor: read.answer?.cursor ?? '0'}))
    .sort((a, b) => compareIds(a.after, b.after));
  let reached = '0';
  for (const {after, cursor} of pieces) {
    if (compareIds(after, reached) > 0) return false;
    if (compareIds(cursor, reached) > 0) reached = cursor;
  }
  return events[0]?.type === 'queued' && compareIds(reached, events.at(-1)?.id ?? '0') >= 0;
}

/** The cursor that was sent, or the beginning. */
export function afterOf(read: Read): string {
  return (read.kind === 'poll' ? read.after : undefined) ?? '0';
}

export function* checkStream(dossier: Dossier, stream: Stream, deadlineMs: number): Generator<Violation> {
  const {id: message} = dossier;
  for (const detail of endingFaults(dossier, stream, deadlineMs)) yield {invariant: 'I1', message, detail};
  if (!stream.whole) return;
  for (const detail of attemptFaults(stream)) yield {invariant: 'I8', message, detail};
  for (const detail of runFaults(dossier, stream)) yield {invariant: 'I8', message, detail};
}

function* endingFaults({accepted, reads}: Dossier, {events}: Stream, deadlineMs: number): Generator<string> {
  const final = reads.findLast(({kind}) => kind === 'final')?.answer;
  if (final ? !isEnded(final.state) : accepted) yield `has not ended: ${final?.state ?? 'nobody knows it'}`;
  if (accepted && reads.some(read => read.kind === 'poll' && read.status === 404)) {
    yield 'was unknown to a poll';
  }
  const ends = events.filter(isEnd);
  if (ends.length > 1) yield `has ${ends.length} terminal events`;
  const begin = events.find(({type}) => type === 'queued');
  const tookMs = msOf(ends[0]?.id ?? '') - msOf(begin?.id ?? '');
  if (tookMs > deadlineMs) yield `ended after ${tookMs} ms`;
}

function* attemptFaults({events, texts}: Stream): Generator<string> {
  let attempt = 0;
  let running = false;
  let ended = false;
  for (const [i, event] of events.entries()) {
    const {type, text, attempt: next = 0} = event;
    const before = texts[i - 1] ?? '';
    if (ended && !isEnd(event)) yield `${type} after the end`;
    if (ended) continue; // further ends are not a matter of attempts
    if (type === 'queued' && i > 0) yield 'queued again';
    if (type === 'processing' && next <= attempt) yield `attempt ${next} after attempt ${attempt}`;
    if (type === 'processing' && before !== '') yield `attempt ${next} goes on with an earlier one's words`;
    if ((type === 'delta' || type === 'message') && !running) yield `${type} outside of an attempt`;
    if (type === 'message' && text !== before) yield 'the reply is not its pieces joined';
    if (type === 'processing') attempt = next;
    if (type === 'processing' || type === 'reset') running = type === 'processing';
    ended = isEnd(event);
  }
}

/** A fenced attempt may still have run for a while; but each attempt runs once, and only after its claim. */
function* runFaults({runs}: Dossier, {events}: Stream): Generator<string> {
  const claimed = new Set(events.map(({attempt}) => attempt));
  const begun = new Set<number>();
  for (const {phase, attempt} of runs) {
    if (phase !== 'begin') continue;
    if (begun.has(attempt)) yield `attempt ${attempt} ran twice`;
    if (!claimed.has(attempt)) yield `attempt ${attempt} ran without a claim`;
    begun.add(attempt);
  }
}

function textsOf(events: readonly Event[]): Array<string | null> {
  let soFar: string | null = null;
  let ended = false;
  return events.map(event => {
    if (ended) return soFar;
    if (event.type === 'delta') soFar = (soFar ?? '') + (event.text ?? '');
    if (event.type === 'reset') soFar = null;
    if (isEnd(event)) soFar = event.type === 'message' ? (event.text ?? '') : null;
    ended = isEnd(event);
    return soFar;
  });
}

export function isEnded(state: string): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** Ids of one stream, `<ms>-<sequence>` or `0`, by number; `NaN` for what is no id. */
export function compareIds(a: string, b: string): number {
  return msOf(a) - msOf(b) || sequenceOf(a) - sequenceOf(b);
}

/** By the clock of Redis. `NaN` for what is no id. */
export function msOf(id: string): number {
  return Number.parseInt(id, 10);
}

function sequenceOf(id: string): number {
  return Number(id.slice(id.indexOf('-') + 1));
}

function isSame(a: Event, b: Event): boolean {
  return a.type === b.type && a.text === b.text && a.attempt === b.attempt && a.code === b.code;
}
