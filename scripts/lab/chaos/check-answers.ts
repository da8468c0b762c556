/**
 * What readers were told: only what is theirs (I3), every event once and in order (I6), one ending for good and
 * no answer at odds with itself (I7), and words that are those of the events (I8).
 *
 * Each answer must be exactly the piece of the stream between the cursor that was sent and the one that was
 * given. Pieces of a client that follows its cursors then join without a gap, also over polls that failed.
 */

import type {Dossier, Read, Request} from './check-evidence.ts';
import {afterOf, compareIds, isEnded, isRemembered, type Stream} from './check-stream.ts';
import {type Answer, type Event, replyTo} from './history.ts';
import type {Violation} from './violation.ts';

export function* checkAnswers(
  {id: message, owners, reads, runs}: Dossier,
  stream: Stream,
): Generator<Violation> {
  const [owner] = owners;
  const session = owner?.session;
  if (runs.some(run => session !== undefined && run.session !== session)) {
    yield {invariant: 'I3', message, detail: 'ran in another session'};
  }
  for (const read of reads) {
    const {answer} = read;
    if (!answer) continue;
    if (answer.message !== message || answer.session !== (session ?? answer.session)) {
      yield {
        invariant: 'I3',
        message,
        detail: `the answer is that of ${answer.message} of ${answer.session}`,
      };
      continue;
    }
    if (owner && !speaksTo(owner, answer)) {
      yield {invariant: 'I3', message, detail: 'the words are not those to its text'};
    }
    for (const detail of cursorFaults(read, answer, stream)) yield {invariant: 'I6', message, detail};
    yield* contradictions(read, answer, stream);
  }
  for (const detail of reversals(reads)) yield {invariant: 'I7', message, detail};
}

function speaksTo({session, text}: Request, answer: Answer): boolean {
  const reply = replyTo(session, text);
  if (answer.text === null) return answer.state !== 'done';
  return answer.state === 'done' ? answer.text === reply : reply.startsWith(answer.text);
}

function* cursorFaults(read: Read, {events, cursor}: Answer, stream: Stream): Generator<string> {
  const after = afterOf(read);
  let last = after;
  for (const {id} of events) {
    if (!(compareIds(id, last) > 0)) yield `event ${id} comes after ${last}`;
    last = id;
  }
  if (cursor !== last) yield `the cursor is ${cursor}, the last event ${last}`;
  const due = countUpTo(stream.events, cursor) - countUpTo(stream.events, after);
  if (due !== events.length && !isRemembered(read))
    yield `${events.length} events of ${due} between ${after} and ${cursor}`;
}

/**
 * State and text against the events up to the cursor: one answer is one moment. Who reads on from a cursor has the words
 * so far, and is not given them again before the end.
 */
function* contradictions(
  read: Read,
  {message, state, cursor, text}: Answer,
  stream: Stream,
): Generator<Violation> {
  const {events, texts, endAt, whole} = stream;
  const last = countUpTo(events, cursor) - 1;
  const end = last >= endAt ? events[endAt] : undefined;
  if (end ? stateOf[end.type] !== state : isEnded(state)) {
    yield {
      invariant: 'I7',
      message,
      detail: `${state}, though its events ${end ? `end with ${end.type}` : 'do not end'}`,
    };
  }
  if (!end && !whole) return; // what was said before is not known
  const due = end || afterOf(read) === '0' ? (texts[last] ?? null) : null;
  if (text !== due) {
    const invariant = end ? 'I7' : 'I8';
    yield {invariant, message, detail: `the text is not that of the events up to ${cursor}`};
  }
}

/**
 * Whoever has read the end reads it from then on. Between clients the order of answers proves nothing, since one
 * may have been long under way; but the final read comes after all. That all read the same end follows from the
 * events.
 */
function* reversals(reads: readonly Read[]): Generator<string> {
  const knowing = new Set<string>();
  for (const read of reads) {
    const {answer} = read;
    const knew = read.kind === 'final' ? knowing.size > 0 : knowing.has(read.client);
    const gone = answer === undefined && (read.kind === 'final' || read.status === 404);
    const ended = answer !== undefined && isEnded(answer.state);
    if (knew && (gone || (answer && !ended))) yield `${answer?.state ?? 'unknown'} after its end was read`;
    if (ended && read.kind === 'poll') knowing.add(read.client);
  }
}

const stateOf: Partial<Record<Event['type'], Answer['state']>> = {
  message: 'done',
  error: 'failed',
  cancelled: 'cancelled',
};

/** How many events lie at or before the id; the events are in order. */
function countUpTo(events: readonly Event[], id: string): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIds(events[middle]?.id ?? '', id) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
