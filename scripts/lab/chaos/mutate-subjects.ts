/** Messages that a mutation can be done to: sent once, accepted, ended well, and known in full. */
import {type Dossier, gatherEvidence, type Read} from './check-evidence.ts';
import {isEnd} from './check-stream.ts';
import type {Answer, Event, Final, Line, Poll} from './history.ts';

export type Subject = {
  id: string;
  session: string;
  text: string;
  /** When it was surely not yet, and when it was surely accepted, by the clients' clock. */
  sentMs: number;
  acceptedMs: number;
  /** The 202s for it. */
  oks: Line[];
  /** Those that were answered. */
  polls: Array<Poll & {answer: Answer}>;
  final: Final & {answer: Answer};
  end: Event;
};

export function subjects(history: readonly Line[]): Subject[] {
  return [...gatherEvidence(history).messages.values()].flatMap(subjectOf);
}

function subjectOf({id, owners, reads}: Dossier): Subject[] {
  const [owner] = owners;
  const final = reads.filter(isAnswered).find(read => read.kind === 'final');
  const end = final?.answer.events.findLast(isEnd);
  const oks = owner?.calls.flatMap(({outcome}) => (outcome?.op === 'ok' ? [outcome] : [])) ?? [];
  if (!owner || oks.length === 0 || end?.type !== 'message' || final?.answer.events[0]?.type !== 'queued')
    return [];
  const {session, text, calls} = owner;
  const sentMs = Math.min(...calls.map(({invoke}) => invoke.atMs));
  const acceptedMs = Math.min(...oks.map(({atMs}) => atMs));
  const polls = reads.filter(isAnswered).filter(read => read.kind === 'poll');
  return [{id, session, text, sentMs, acceptedMs, oks, polls, final, end}];
}

/** Keeps the line itself, so that it can be found again in the history. */
function isAnswered<R extends Read>(read: R): read is R & {answer: Answer} {
  return read.answer !== undefined;
}
