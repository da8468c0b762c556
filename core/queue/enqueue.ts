/** Accepting a message: one atomic step, one round trip. When it returned `queued`, the message is durable. */
import {createHash} from 'node:crypto';
import type {CommandParser} from 'redis';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';
import type {Guard} from '../wire/message.ts';
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
  /** Where the reply goes, and the provider's id of the message, for channels that deliver it. */
  target?: string | undefined;
  providerId?: string | undefined;
  /** When it was said, by the channel's own clock, unix milliseconds: what waits is answered in this order. */
  saidAtMs?: number | undefined;
  /** What the clinic's safety guard says at once; an event of its own, before any agent. */
  alarm?: Guard | undefined;
  /** Was the session's token shown? A protected session is written to with it only, and no other takes one. */
  authorised?: boolean | undefined;
  /** The client's key and what it is unique within; a repeat with the same payload is the same message. */
  idempotency?: {key: string; scope: string; payload: unknown} | undefined;
};

export type Enqueued =
  /** `before`: turns of the session that were there already. */
  | {status: 'queued'; id: string; session: string; before: number}
  | {status: 'repeated'; id: string; session: string}
  | {status: 'conflict' | 'late' | 'forbidden'}
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
  NUMBER_OF_KEYS: 13,
  parseCommand(parser: CommandParser, message: NewMessage, limits: Limits, latest: number | undefined) {
    const {id, channel, session, idempotency} = message;
    parser.pushKey(keys.message(id));
    parser.pushKey(keys.events(id));
    parser.pushKey(keys.transcript(channel, session));
    parser.pushKey(keys.turns(channel, session));
    parser.pushKey(keys.stream);
    parser.pushKey(keys.open);
    const record = idempotency && digest([channel, idempotency.scope, idempotency.key]);
    parser.pushKey(keys.idempotency(record ?? ''));
    parser.pushKey(keys.turn(channel, session));
    parser.pushKey(keys.session(channel, session));
    parser.pushKey(keys.messages(channel, session));
    parser.pushKey(keys.lanes);
    parser.pushKey(keys.laneScores);
    parser.pushKey(keys.workers);
    parser.push(id, channel, session, message.text, idempotency ? digest(idempotency.payload) : '');
    parser.push(String(limits.resultTtlMs), String(limits.queueMaxLength), String(limits.sessionMaxLength));
    parser.push(String(transcriptLength), String(limits.deadlineMs), String(latest ?? ''));
    parser.push(message.alarm?.kind ?? '', message.alarm?.text ?? '', message.alarm?.phone ?? '');
    parser.push(message.authorised ? '1' : '', String(message.saidAtMs ?? ''));
    parser.push(`${channel} ${message.clinic}`);
    parser.push('clinic', message.clinic);
    if (message.agent !== undefined) parser.push('agent', message.agent);
    if (message.user !== undefined) parser.push('user', message.user);
    if (message.target !== undefined) parser.push('target', message.target);
    if (message.providerId !== undefined) parser.push('provider_id', message.providerId);
    if (record !== undefined) parser.push('idempotency', record);
    if (message.metadata !== undefined) parser.push('metadata', JSON.stringify(message.metadata));
  },
  transformReply(reply: unknown): Enqueued {
    const [status, first = '', second = '', before] = words(reply);
    switch (status) {
      case 'queued':
        return {status, id: first, session: second, before: Number(before)};
      case 'repeated':
        return {status, id: first, session: second};
      case 'overloaded':
      case 'busy':
        return {status, waiting: Number(first)};
      case 'conflict':
      case 'late':
      case 'forbidden':
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
