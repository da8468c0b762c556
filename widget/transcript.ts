/**
 * What was said, as a pure function of what happened. Hearing the same again, in overlapping pieces, by another
 * way (a message's own events, the conversation's history, another tab), changes nothing: each turn keeps the
 * cursor of the last event that it took, beside the words that event left.
 */
import type {Accepted, MessageEvent, PollAnswer, SendBody} from '../core/wire/message.ts';
import {
  type Alarm,
  emptyTurn,
  isAccepted,
  isAfter,
  onceEach,
  speechOf,
  type Turn,
  withoutAlarm,
} from './turn.ts';

export type Transcript = {
  /** Empty until the server has opened a session. */
  readonly sessionId: string;
  readonly token: string;
  /** The newest thing of the conversation that we know; empty: nothing was read yet. */
  readonly cursor: string;
  /** Who answers: `agent` or `person`. */
  readonly speaker: string;
  /** Replies up to this time were on screen, in milliseconds. */
  readonly seenAt: number;
  /** Oldest first. */
  readonly turns: readonly Turn[];
};

/** What the reducer takes of an answer to a poll. */
type Heard = Pick<PollAnswer, 'status' | 'text' | 'error' | 'finished_at'> & {
  readonly events: readonly MessageEvent[];
};

/** What happens to a turn, by its id; or to the conversation. */
export type TranscriptEvent =
  | {type: 'said'; id: string; text: string; at: number}
  /** On its way; with a `code`, not for the first time. */
  | {type: 'trying'; id: string; request: SendBody | null; code: string; retryAt: number}
  | {type: 'accepted'; id: string; answer: Accepted}
  | {type: 'answered'; id: string; answer: Heard}
  /** Given up: it was not accepted, or will not be answered. */
  | {type: 'failed'; id: string; code: string; guard?: Alarm | undefined}
  /** Taken back by the visitor before it was accepted. */
  | {type: 'withdrawn'; id: string}
  | {type: 'session'; sessionId: string; token: string}
  | {type: 'seen'; at: number};

export const emptyTranscript: Transcript = {
  sessionId: '',
  token: '',
  cursor: '',
  speaker: 'agent',
  seenAt: 0,
  turns: [],
};

export function reduce(transcript: Transcript, event: TranscriptEvent): Transcript {
  const {turns, sessionId, cursor} = transcript;
  switch (event.type) {
    case 'said': {
      const {id, text, at} = event;
      return {...transcript, turns: [...turns, {...emptyTurn, id, text, at}]};
    }
    case 'withdrawn':
      return {...transcript, turns: turns.filter(turn => turn.id !== event.id || isAccepted(turn))};
    case 'session':
      // Another session knows nothing of what was said in the one before.
      return {
        ...transcript,
        sessionId: event.sessionId,
        token: event.token,
        cursor: event.sessionId === sessionId ? cursor : '',
      };
    case 'seen':
      return {...transcript, seenAt: event.at};
    default:
      return {
        ...transcript,
        // Each send gives another, good for as long again.
        ...(event.type === 'accepted' && event.answer.token && {token: event.answer.token}),
        turns: onceEach(turns.map(turn => (turn.id === event.id ? change(turn, event) : turn))),
      };
  }
}

/** Two records of one conversation, from two tabs: every turn of both, each as far as either has come. */
export function merge(ours: Transcript, theirs: Transcript): Transcript {
  const turns = new Map(ours.turns.map(turn => [turn.id, turn]));
  for (const turn of theirs.turns) turns.set(turn.id, further(turns.get(turn.id) ?? turn, turn));
  return {
    ...(theirs.token ? theirs : ours),
    seenAt: Math.max(ours.seenAt, theirs.seenAt),
    turns: onceEach([...turns.values()]),
  };
}

type TurnEvent = Extract<TranscriptEvent, {type: 'trying' | 'accepted' | 'answered' | 'failed'}>;

function change(turn: Turn, event: TurnEvent): Turn {
  const {state, request, alarm} = turn;
  if (event.type === 'answered') return settle(event.answer.events.reduce(hear, turn), event.answer);
  if (state === 'open' && event.type === 'failed')
    return {...turn, state: 'failed', stale: '', code: event.code};
  if (isAccepted(turn)) return turn;
  switch (event.type) {
    case 'trying':
      return {
        ...turn,
        state: 'unsent',
        code: event.code,
        retryAt: event.retryAt,
        request: request ?? event.request,
      };
    case 'failed':
      return {...turn, state: 'refused', code: event.code, alarm: event.guard ?? alarm};
    case 'accepted': {
      const {message_id: messageId, guard} = event.answer;
      return {...turn, state: 'open', code: '', request: null, messageId, alarm: guard ?? alarm};
    }
  }
}

function hear(turn: Turn, event: MessageEvent): Turn {
  if (turn.state !== 'open' || !isAfter(event.id, turn.cursor)) return turn;
  const heard = {...turn, cursor: event.id};
  const at = Date.parse(event.at);
  switch (event.type) {
    case 'queued':
      return {...heard, at};
    case 'guard':
      return {...heard, alarm: event};
    case 'delta':
      return {...heard, ...speechOf(event), reply: turn.reply + event.text, stale: ''};
    case 'reset':
      return {...heard, reply: '', stale: turn.reply || turn.stale};
    case 'message': {
      const {text: reply, choices = []} = event;
      return {...heard, ...speechOf(event), state: 'done', stale: '', reply, choices, repliedAt: at};
    }
    case 'error':
      return {...heard, state: 'failed', stale: '', code: event.code};
    default:
      return heard; // the end without words is in the answer itself; the others, and what later servers may add, say nothing
  }
}

/** What the answer says of the whole settles a turn: its terminal event may lie before our cursor. */
function settle(turn: Turn, {status, text, error, finished_at: at}: Heard): Turn {
  if (turn.state !== 'open' || status === 'queued' || status === 'processing') return turn;
  return {
    ...turn,
    state: status,
    stale: '',
    reply: withoutAlarm(text ?? turn.reply, turn),
    repliedAt: Date.parse(at ?? '') || turn.at,
    code: error?.code ?? (status === 'done' ? '' : status),
  };
}

function further(ours: Turn, theirs: Turn): Turn {
  const ahead = progress(theirs) - progress(ours);
  return ahead > 0 || (ahead === 0 && isAfter(theirs.cursor, ours.cursor)) ? theirs : ours;
}

/** What was tried may have been accepted. */
function progress(turn: Turn): number {
  return !isAccepted(turn) ? Number(turn.request !== null) : turn.state === 'open' ? 2 : 3;
}
