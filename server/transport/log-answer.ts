/**
 * A message as a stream of the Durable Streams protocol: pure, from what a reader of ours was given. An offset is a
 * cursor, padded so that text sorts as time does. No answer is cut, so that each one reaches the tail.
 */
import {beginning, isAfter, parseCursor} from '../../core/events/cursor.ts';
import {hasEnded, type Message} from '../../core/events/read.ts';
import type {Step} from './waiting-room.ts';

/** 2^64 - 1 in base 36 has 13 digits. */
const width = 13;
const pattern = new RegExp(`^[0-9a-z]{${width}}_[0-9a-z]{${width}}$`);

/** Where a reader of the protocol is: what the headers of an answer, or a control event, say. */
export type Place = {next: string; closed: boolean};

export function offsetOf(cursor: string): string {
  const {ms, sequence} = parseCursor(cursor) ?? {ms: 0n, sequence: 0n};
  return [ms, sequence].map(part => part.toString(36).padStart(width, '0')).join('_');
}

/** The cursor of an offset of ours, or of `-1`; `null` for anything else. */
export function cursorAt(offset: string): string | null {
  if (offset === '-1') return beginning;
  if (!pattern.test(offset)) return null;
  const cursor = offset
    .split('_')
    .map(part => [...part].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n))
    .join('-');
  return parseCursor(cursor) ? cursor : null;
}

/** After an answer with all that came after `after`; an offset never goes backwards. */
export function placeOf(message: Message, after: string): Place {
  return {
    next: isAfter(message.position, after) ? message.position : after,
    closed: hasEnded(message),
  };
}

/** Of catch-up and long-poll answers; changes with what is in the answer, and with closing. */
export function etagOf(after: string, {next, closed}: Place): string {
  return `"${offsetOf(after)}:${offsetOf(next)}${closed ? ':c' : ''}"`;
}

/** RFC 9110: does the client have this already? */
export function hasTag(ifNoneMatch: string, etag: string): boolean {
  const tags = ifNoneMatch.split(',').map(tag => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

const epochMs = Date.UTC(2024, 9, 9);
const intervalMs = 20_000;
/** What is added for a client that is ahead already; an hour at most. */
const mostAhead = 180;

/** Changes every 20 s, and with each answer to whoever sends it back; never goes backwards. */
export function streamCursor(sent: string | undefined, nowMs: number): string {
  const interval = intervalAt(nowMs);
  const last = sent !== undefined && /^\d{1,15}$/.test(sent) ? Number(sent) : -1;
  return String(last < interval ? interval : last + 1 + Math.floor(Math.random() * mostAhead));
}

function intervalAt(ms: number): number {
  return Math.floor((ms - epochMs) / intervalMs);
}

/** The steps of a stream as the events of the protocol: data where there is some, and control after it. */
export function logEvents(after: string, sent: string | undefined): (step: Step, nowMs?: number) => string {
  let next = after;
  let cursor: string | undefined;
  return ({events, status}, nowMs = Date.now()) => {
    cursor =
      cursor === undefined ? streamCursor(sent, nowMs) : String(Math.max(Number(cursor), intervalAt(nowMs)));
    const closed = hasEnded({status});
    const last = events.at(-1)?.id;
    if (last !== undefined && isAfter(last, next)) next = last;
    const control = {
      streamNextOffset: offsetOf(next),
      ...(!closed && {streamCursor: cursor}),
      upToDate: true,
      ...(closed && {streamClosed: true}),
    };
    return `${events.length > 0 ? data(events) : ''}event: control\ndata: ${JSON.stringify(control)}\n\n`;
  };
}

function data(events: Step['events']): string {
  const lines = events.map(event => `data: ${JSON.stringify(event)}`).join(',\n');
  return `event: data\ndata: [\n${lines}\ndata: ]\n\n`;
}
