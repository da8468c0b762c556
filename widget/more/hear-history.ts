/**
 * What the conversation's history tells: whoever spoke, wherever. A page that was heard before changes nothing, and one
 * that tells nothing leaves the very same, so that nobody takes it for a change.
 */
import type {HistoryAnswer, HistoryMessage} from '../../core/wire/session.ts';
import type {Transcript} from '../transcript.ts';
import {emptyTurn, isAccepted, onceEach, speechOf, type Turn, withoutAlarm} from '../turn.ts';

/** Before every event of a message whose time is known already. */
const beginning = '0-0';

export function hearHistory(transcript: Transcript, page: HistoryAnswer): Transcript {
  const {messages, cursor = transcript.cursor, state: speaker = transcript.speaker} = page;
  if (messages.length === 0 && cursor === transcript.cursor && speaker === transcript.speaker)
    return transcript;
  const turns = messages.reduce(hear, [...transcript.turns]);
  return {...transcript, cursor, speaker, turns: inOrder(turns)};
}

function hear(turns: Turn[], message: HistoryMessage): Turn[] {
  const {message_id: messageId, role, text, at} = message;
  const known = turns.findIndex(turn => turn.messageId === messageId);
  // Our own, of which we do not know yet that it was accepted: what was said twice is matched in its order.
  const own = ({state, request, text: said}: Turn) => state === 'unsent' && request !== null && said === text;
  const i = known < 0 && role === 'user' ? turns.findIndex(own) : known;
  const turn = turns[i] ?? {...emptyTurn, id: messageId};
  const cursor = turn.cursor === '0' ? beginning : turn.cursor;
  const told = {...turn, messageId, cursor, at: role === 'user' || i < 0 ? Date.parse(at) : turn.at};
  const heard = role === 'user' ? asked(told, message) : answered(told, message);
  return i < 0 ? [...turns, heard] : turns.with(i, heard);
}

function asked(turn: Turn, {text, status}: HistoryMessage): Turn {
  const open: Turn = isAccepted(turn) ? turn : {...turn, text, state: 'open', request: null, code: ''};
  if (open.state !== 'open' || status === 'queued' || status === 'processing') return open;
  return {...open, state: status, stale: '', code: status === 'done' ? '' : status};
}

function answered(turn: Turn, message: HistoryMessage): Turn {
  const {text, at, status, choices = []} = message;
  const isPending = status === 'queued' || status === 'processing'; // only the guard has spoken
  if (isPending) return {...turn, alarm: turn.alarm ?? {kind: 'emergency', text, phone: ''}};
  const reply = withoutAlarm(text, turn);
  const speech = speechOf(message);
  return {
    ...turn,
    ...speech,
    choices,
    request: null,
    code: '',
    stale: '',
    state: 'done',
    reply,
    repliedAt: Date.parse(at),
  };
}

/** By the server's time; what has none yet, last; each message once. */
export function inOrder(turns: readonly Turn[]): readonly Turn[] {
  // Before the server has said when, our own clock says nothing: a visitor's may be wrong by hours.
  const place = ({at, cursor}: Turn) => (cursor === '0' ? Number.MAX_VALUE : at);
  return onceEach(turns).toSorted((a, b) => place(a) - place(b));
}
