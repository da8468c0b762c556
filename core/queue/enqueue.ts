/** Accepting a message: one atomic step, one round trip. When it returned `queued`, the message is durable. */
import {createHash} from 'node:crypto';
import type {CommandParser} from 'redis';
import {type Channel, keys} from '../keys.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import type {Commit} from './commit.ts';

export type NewMessage = {
  id: string;
  channel: Channel;
  session: string;
  text: string;
  /** The clinic that answers; known to exist. */
  clinic: string;
  agent?: string | undefined;
  user?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** The client's key and what it is unique within; a repeat with the same payload is the same message. */
  idempotency?: {key: string; scope: string; payload: unknown} | undefined;
};

export type Enqueued =
  | {status: 'queued' | 'repeated'; id: string; session: string}
  | {status: 'conflict' | 'late'}
  | {status: 'overloaded'; waiting: number}
  | {status: 'busy'; waiting: number};

export type Limits = {
  /** How long a message and its conversation are kept, in milliseconds. */
  resultTtlMs: number;
  /** How long after its acceptance a message must have been answered, in milliseconds; then it fails. */
  deadlineMs: number;
  /** Accepted and not ended, over all sessions. */
  queueMaxLength: number;
  /** The same, of one session: what waits behind a running turn. */
  sessionMaxLength: number;
};

/** Utterances kept of a conversation, roughly: Redis trims whole nodes. */
const transcriptLength = 200;

/** `late`: it reached Redis after `redis` had given up waiting for it, and changed nothing. */
export async function enqueue(redis: Redis | Commit, limits: Limits, message: NewMessage): Promise<Enqueued> {
  const latest = redis.deadline();
  const outcome = await redis.run(client => client.enqueue(message, limits, latest));
  if (outcome.status === 'late') await redis.readClock(); // or it was its clock that has moved
  return outcome;
}

export const enqueueScript = {
  SCRIPT: readLua(import.meta.url, 'enqueue.lua'),
  NUMBER_OF_KEYS: 8,
  parseCommand(parser: CommandParser, message: NewMessage, limits: Limits, latest: number | undefined) {
    const {id, channel, session, idempotency} = message;
    parser.pushKey(keys.message(id));
    parser.pushKey(keys.events(id));
    parser.pushKey(keys.transcript(channel, session));
    parser.pushKey(keys.turns(channel, session));
    parser.pushKey(keys.stream);
    parser.pushKey(keys.open);
    parser.pushKey(
      keys.idempotency(idempotency ? digest([channel, idempotency.scope, idempotency.key]) : ''),
    );
    parser.pushKey(keys.turn(channel, session));
    parser.push(id, channel, session, message.text, idempotency ? digest(idempotency.payload) : '');
    parser.push(String(limits.resultTtlMs), String(limits.queueMaxLength), String(limits.sessionMaxLength));
    parser.push(String(transcriptLength), String(limits.deadlineMs), String(latest ?? ''));
    parser.push('clinic', message.clinic);
    if (message.agent !== undefined) parser.push('agent', message.agent);
    if (message.user !== undefined) parser.push('user', message.user);
    if (message.metadata !== undefined) parser.push('metadata', JSON.stringify(message.metadata));
  },
  transformReply(reply: unknown): Enqueued {
    const [status, first = '', second = ''] = words(reply);
    switch (status) {
      case 'queued':
      case 'repeated':
        return {status, id: first, session: second};
      case 'overloaded':
      case 'busy':
        return {status, waiting: Number(first)};
      case 'conflict':
      case 'late':
        return {status};
      default:
        throw new TypeError(`enqueue answered ${status}`);
    }
  },
};

/** The same for equal values, whatever the order of their members. */
function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('base64url');
}

function sorted(_: string, value: unknown): unknown {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return plain ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}
