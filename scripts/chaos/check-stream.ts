/**
 * What one message went through: it ends once and in time (I1), and each attempt begins where the one before was
 * taken back (I8). The stream is put together from every answer that anybody got, so it is known even where the
 * result stream itself has expired.
 */
import type {Violation} from './check.ts';
import {answersOf, type Dossier} from './check-evidence.ts';
import type {Event} from './history.ts';

export type Stream = {
  /** In order. */
  events: readonly Event[];
  /** Known from its beginning; otherwise an expired stream, of which nobody had read that. */
  whole: boolean;
  /** After each event: the reply so far, the reply, or `null`. */
  texts: ReadonlyArray<string | null>;
};

export const isEnd = ({type}: Event): boolean => type === 'message' || type === 'error' || type === 'cancelled';

/** The events of all answers. An event that reads differently in two of them is I7 if it is an end, else I6. */
export function* mergeStream({id: message, reads}: Dossier): Generator<Violation, Stream> {
  const known = new Map<string, Event>();
  for (const answer of answersOf(reads)) {
    if (answer.message !== message) continue;
    for (const event of answer.events) {
      const before = known.get(event.id);
      if (before && !isSame(before, event)) {
        const invariant = isEnd(before) || isEnd(event) ? 'I7' : 'I6';
        yield {invariant, message, detail: `event ${event.id} has changed`};
      }
      if (!before) known.set(event.id, event);
    }
  }
  const events = [...known.values()].sort((a, b) => compareIds(a.id, b.id));
  return {events, whole: events[0]?.type === 'queued', texts: textsOf(events)};
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
  for (const [i, {type, text, attempt: next = 0}] of events.entries()) {
    const before = texts[i - 1] ?? '';
    if (i > 0 && events.slice(0, i).some(isEnd)) {
      if (type !== 'message') yield `${type} after the end`;
      return;
    }
    if (type === 'queued' && i > 0) yield 'queued again';
    if (type === 'processing') {
      if (next <= attempt) yield `attempt ${next} after attempt ${attempt}`;
      if (before !== '') yield `attempt ${next} goes on with the words of an earlier one`;
      attempt = next;
    }
    if ((type === 'delta' || type === 'message') && !running) yield `${type} outside of an attempt`;
    if (type === 'message' && text !== before) yield 'the reply is not its pieces joined';
    if (type === 'processing' || type === 'reset') running = type === 'processing';
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
  let soFar = '';
  return events.map(event => {
    if (event.type === 'delta') soFar += event.text ?? '';
    if (event.type === 'reset') soFar = '';
    if (isEnd(event)) return event.type === 'message' ? (event.text ?? '') : null;
    return soFar === '' ? null : soFar;
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
