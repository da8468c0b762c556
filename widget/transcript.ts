/**
 * What was said, as a pure function of what happened. Hearing the same events again, or in overlapping
 * pieces, changes nothing: each turn keeps the cursor of the last event that it took, beside the words that
 * event left.
 */
import type {Accepted, MessageEvent, PollAnswer, SendBody} from '../core/wire/message.ts';

/**
 * `unsent` is being tried, `refused` waits for the visitor to try again, `open` was accepted and is being
 * answered; the other three are how an answer ends.
 */
export type TurnState = 'unsent' | 'refused' | 'open' | 'done' | 'failed' | 'cancelled';

/** A question with its reply. */
export type Turn = {
  /** Made before the first byte leaves; the idempotency key. */
  readonly id: string;
  readonly text: string;
  readonly state: TurnState;
  /** The body as it was first sent: it must stay the same under the same key. `null` before that and once accepted. */
  readonly request: SendBody | null;
  /** Empty until accepted. */
  readonly messageId: string;
  readonly pollUrl: string;
  readonly cursor: string;
  /** The words so far; the whole reply once `done`. */
  readonly reply: string;
  /** What the clinic's safety guard said at once; or empty. */
  readonly alarm: string;
  /** What went wrong last, as an error code; or empty. */
  readonly code: string;
};

export type Transcript = {
  /** Empty until the server has opened a session. */
  readonly sessionId: string;
  /** The session's, as its last send was answered. */
  readonly token?: string | undefined;
  /** Oldest first, at most `maxTurns`. */
  readonly turns: readonly Turn[];
};

export type TranscriptEvent =
  | {type: 'said'; id: string; text: string}
  /** On its way; with a `code`, not for the first time. */
  | {type: 'trying'; id: string; request: SendBody | null; code: string}
  | {type: 'accepted'; id: string; answer: Accepted}
  | {type: 'answered'; id: string; answer: PollAnswer}
  /** Given up: it was not accepted, or will not be answered. */
  | {type: 'failed'; id: string; code: string};

export const maxTurns = 50;

export const emptyTranscript: Transcript = {sessionId: '', turns: []};

/** A turn of which nothing is known yet. */
export const emptyTurn: Turn = {
  id: '',
  text: '',
  state: 'unsent',
  request: null,
  messageId: '',
  pollUrl: '',
  cursor: '0',
  reply: '',
  alarm: '',
  code: '',
};

export function reduce(transcript: Transcript, event: TranscriptEvent): Transcript {
  if (event.type === 'said') {
    return merge(transcript, {sessionId: '', turns: [{...emptyTurn, id: event.id, text: event.text}]});
  }
  const turns = transcript.turns.map(turn => (turn.id === event.id ? change(turn, event) : turn));
  const {sessionId, token} = transcript;
  if (event.type !== 'accepted') return {sessionId, token, turns};
  const {session_id, token: given = token} = event.answer;
  return {sessionId: sessionId || session_id, token: given, turns};
}

/** Two records of one conversation, from two tabs: every turn of both, each as far as either has come. */
export function merge(ours: Transcript, theirs: Transcript): Transcript {
  const turns = new Map(ours.turns.map(turn => [turn.id, turn]));
  for (const turn of theirs.turns) turns.set(turn.id, further(turns.get(turn.id) ?? turn, turn));
  const {sessionId, token} = theirs.sessionId ? theirs : ours;
  return {sessionId, token, turns: [...turns.values()].slice(-maxTurns)};
}

function change(turn: Turn, event: Exclude<TranscriptEvent, {type: 'said'}>): Turn {
  if (event.type === 'answered') return settle(event.answer.events.reduce(hear, turn), event.answer);
  if (turn.state === 'open' && event.type === 'failed') return {...turn, state: 'failed', code: event.code};
  if (progress(turn) > 0) return turn;
  switch (event.type) {
    case 'trying':
      return {...turn, state: 'unsent', code: event.code, request: turn.request ?? event.request};
    case 'failed':
      return {...turn, state: 'refused', code: event.code};
    case 'accepted': {
      const {message_id: messageId, poll_url: pollUrl} = event.answer;
      return {...turn, state: 'open', code: '', request: null, messageId, pollUrl};
    }
  }
}

function hear(turn: Turn, event: MessageEvent): Turn {
  if (turn.state !== 'open' || !isAfter(event.id, turn.cursor)) return turn;
  const heard = {...turn, cursor: event.id};
  switch (event.type) {
    case 'guard':
      return {...heard, alarm: event.text};
    case 'delta':
      return {...heard, reply: turn.reply + event.text};
    case 'reset':
      return {...heard, reply: ''};
    default:
      return heard; // the end is in the answer itself; the others, and what later servers may add, say nothing
  }
}

/** What the answer says of the whole settles a turn: its terminal event may lie before our cursor. */
function settle(turn: Turn, {status, text, error}: PollAnswer): Turn {
  if (turn.state !== 'open' || status === 'queued' || status === 'processing') return turn;
  return {
    ...turn,
    state: status,
    reply: text ?? turn.reply,
    code: error?.code ?? (status === 'done' ? '' : status),
  };
}

function further(ours: Turn, theirs: Turn): Turn {
  const ahead = progress(theirs) - progress(ours);
  return ahead > 0 || (ahead === 0 && isAfter(theirs.cursor, ours.cursor)) ? theirs : ours;
}

function progress({state}: Turn): number {
  return state === 'unsent' || state === 'refused' ? 0 : state === 'open' ? 1 : 2;
}

/** Cursors are ids of a Redis Stream: milliseconds, a hyphen, a sequence number. */
function isAfter(id: string, cursor: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [cursorMs = 0, cursorSequence = 0] = cursor.split('-').map(Number);
  return ms === cursorMs ? sequence > cursorSequence : ms > cursorMs;
}
