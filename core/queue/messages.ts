/** The messages as jobs: the turns of a session, one after the other. */
import type {Entry} from '../fifo/entry.ts';
import type {Fifo, JobInput} from '../fifo/fifo.ts';
import {keys, workers} from '../keys.ts';

export const messages: Fifo = {
  stream: keys.stream,
  group: workers,
  delayed: keys.delayed,
  jobs: ({channel, session}) => keys.turns(channel, session),
  head: ({channel, session}) => ({key: keys.turn(channel, session)}),
  hash: keys.message,
  running: 'processing',
};

/** How long what an ended message leaves behind is kept, in milliseconds. */
export type Retention = {
  /** Its result stream; later polls are answered from the hash. */
  eventsTtlMs: number;
  /** Its conversation. */
  resultTtlMs: number;
};

/** What a message leaves in its result stream is kept for ten minutes after its end. */
export const eventsTtlMs = 600_000;

/** How long a session's token is good for, and so a protected session lasts at least, in milliseconds. */
export const tokenMs = 30 * 60_000;

export type MessageInput = JobInput & {retention: Retention};

/** What every script is given that moves or ends a message. */
export function inputOf(entry: Entry, retention: Retention): MessageInput {
  return {fifo: messages, entry, retention, keepMs: retention.resultTtlMs};
}

/** Hash and result stream of further messages that a script ends, in turn. */
export function messageKeys(ids: readonly string[]): string[] {
  return ids.flatMap(id => [keys.message(id), keys.events(id)]);
}
