/**
 * The smallest history there is, and the lines to break it with: `m1` of session `s1`, sent once, run twice, read
 * to its end by one reader.
 */
import type {Answer, Event, Line, Rest} from '../../scripts/lab/chaos/history.ts';

export const queued = event(1000, 'queued');
export const first = event(1001, 'processing', {attempt: 1});
export const piece = event(1002, 'delta', {text: 'echo s1 '});
const reset = event(1003, 'reset');
export const second = event(1004, 'processing', {attempt: 2});
const words = [event(1005, 'delta', {text: 'echo s1 '}), event(1006, 'delta', {text: 'one'})];
export const end = event(1007, 'message', {text: 'echo s1 one'});
export const stream = [queued, first, piece, reset, second, ...words, end];
const sends = [invoke('c1', 'k1', 'one'), ok('c1', 'm1')];
export const runs = [begin(1), begin(2)];
export const reads = [
  poll('reader', stream.slice(0, 3)),
  poll('reader', stream, '1002-0'),
  final('m1', stream),
];

export function history(more: Line[], change: {runs?: Line[]; reads?: Line[]; rest?: Line[]} = {}): Line[] {
  const parts = {runs, reads, rest: [atRest()], ...change};
  return [...sends, ...parts.runs, ...parts.reads, ...parts.rest, ...more];
}

export function event(ms: number, type: Event['type'], fields: Partial<Event> = {}): Event {
  return {id: `${ms}-0`, type, ...fields};
}

export function invoke(call: string, key: string, text: string, atMs = 1): Line {
  return {kind: 'send', op: 'invoke', atMs, call, client: 'c', session: 's1', key, text, body: text};
}

export function ok(call: string, message: string, atMs = 2, session = 's1'): Line {
  return {kind: 'send', op: 'ok', atMs, call, status: 202, message, session};
}

export function fail(call: string, status: number): Line {
  return {kind: 'send', op: 'fail', atMs: 2, call, status};
}

export function begin(attempt: number, message = 'm1', session = 's1'): Line {
  return {kind: 'run', atMs: 3, message, session, attempt, worker: 'w1', phase: 'begin'};
}

export function poll(client: string, happened: Event[], after = '0', change: Partial<Answer> = {}): Line {
  const answer = {...answerTo('m1', happened, after), ...change};
  return {kind: 'poll', atMs: 4, client, message: 'm1', after, status: 200, answer};
}

export function unknown(client: string): Line {
  return {kind: 'poll', atMs: 5, client, message: 'm1', status: 404};
}

export function final(message: string, happened: Event[], change: Partial<Answer> = {}): Line {
  return {kind: 'final', atMs: 6, message, answer: {...answerTo(message, happened), ...change}};
}

/** What a read is told when these events have happened. */
export function answerTo(message: string, happened: Event[], after = '0'): Answer {
  const events = happened.slice(happened.findIndex(({id}) => id === after) + 1);
  const last = happened.at(-1);
  const said = happened.slice(happened.findLastIndex(({type}) => type === 'reset') + 1);
  const pieces = said.flatMap(({type, text}) => (type === 'delta' ? [text] : []));
  const text = last?.type === 'message' ? (last.text ?? '') : pieces.join('') || null;
  const state = last?.type === 'message' ? 'done' : last?.type === 'error' ? 'failed' : 'processing';
  const cursor = events.at(-1)?.id ?? after;
  return {message, session: 's1', state, events, cursor, text: state === 'failed' ? null : text};
}

export function atRest(change: Partial<Rest> = {}): Line {
  const keysWithoutTtl = ['messages:stream', 'events:wake'];
  const loops = [{process: 'web.1', turnedAgoMs: 15_000}];
  const empty = {stream: 0, pending: 0, open: 0, delayed: 0, dead: 1, turnsKeys: 0};
  return {kind: 'rest', atMs: 7, ...empty, keysWithoutTtl, loops, ...change};
}
