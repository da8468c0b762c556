/** Accepting a message: one atomic step, one round trip. When it returned `queued`, the message is durable. */
import {createHash} from 'node:crypto';
import {putting} from '../fifo/fifo.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {integer, text} from '../redis/replies.ts';
import {call, defineScript, list, lua, number, type Seal} from '../redis/script.ts';
import type {Guard} from '../wire/message.ts';
import type {Commit} from './commit.ts';
import {lanes} from './lanes/lanes.ts';
import {eventsTtlMs, inputOf, type MessageInput, messages} from './messages.ts';

export type NewMessage = {
  id: string;
  channel: Channel;
  session: string;
  text: string;
  /** The clinic that answers; known to exist. */
  clinic: string;
  agent?: string | undefined;
  user?: string | undefined;
  /** Of the page that the visitor is on; named as `Stored` names it, so that a replay keeps it. */
  page_title?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** The language that we speak in this conversation ourselves, a BCP 47 tag; the session's own goes before it. */
  locale?: string | undefined;
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

type Input = MessageInput & {
  clinic: string;
  message: NewMessage;
  /** The digest that names the message's idempotency record. */
  record: string | undefined;
  /** Of the payload, by each key there is; none for a send without a key. */
  fingerprints: readonly string[];
  limits: Limits;
  latest: number | undefined;
};

export const enqueueScript = defineScript<Input>()({
  name: 'enqueue',
  lua: lua(import.meta.url, 'enqueue.lua'),
  uses: [putting, lanes],
  owner: ({message}) => ({clinic: message.clinic, owner: message.id}),
  keys: {
    message: ({message}) => keys.message(message.id),
    events: ({message}) => keys.events(message.id),
    transcript: ({message}) => keys.transcript(message.channel, message.session),
    jobs: ({entry}) => messages.jobs(entry),
    open: () => keys.open,
    idempotency: ({record}) => keys.idempotency(record ?? ''),
    session: ({message}) => keys.session(message.channel, message.session),
    messages: ({message}) => keys.messages(message.channel, message.session),
  },
  args: {
    id: ({message}) => message.id,
    text: ({message}, seal) => seal('text', message.text),
    fingerprint: ({fingerprints}) => fingerprints[0],
    alarm: ({message}) => message.alarm?.kind,
    alarm_text: ({message}) => message.alarm?.text,
    alarm_phone: ({message}) => message.alarm?.phone,
    authorised: ({message}) => message.authorised,
    longest: () => transcriptLength,
    most_open: number(({limits}) => limits.queueMaxLength),
    most_turns: number(({limits}) => limits.sessionMaxLength),
    patience: number(({limits}) => limits.deadlineMs),
    /** Redis' time in ms after which nobody waits for this answer. */
    latest: number(({latest}) => latest),
    said_at: number(({message}) => message.saidAtMs),
    fingerprints: list(({fingerprints}) => fingerprints),
    fields: list(({message, record}, seal) => fieldsOf(message, record, seal)),
  },
  answers: {
    /** `before`: turns of the session that were there already. */
    queued: {id: text, session: text, before: integer},
    repeated: {id: text, session: text},
    conflict: {},
    late: {},
    forbidden: {},
    overloaded: {waiting: integer},
    busy: {waiting: integer},
  },
});

/** Further fields of the hash, name and value in turn. */
function fieldsOf(message: NewMessage, record: string | undefined, seal: Seal): string[] {
  const {session, clinic, agent, user, locale, target, providerId, page_title, metadata} = message;
  const fields = ['clinic', clinic];
  if (agent !== undefined) fields.push('agent', agent);
  if (user !== undefined) fields.push('user', seal('user', user, session));
  if (locale !== undefined) fields.push('locale', locale);
  if (target !== undefined) fields.push('target', seal('target', target));
  if (providerId !== undefined) fields.push('provider_id', seal('provider_id', providerId));
  if (record !== undefined) fields.push('idempotency', record);
  if (page_title !== undefined) fields.push('page_title', seal('page_title', page_title));
  if (metadata !== undefined) fields.push('metadata', seal('metadata', JSON.stringify(metadata)));
  return fields;
}

/** `late`: it reached Redis after `redis` had given up waiting for it, and changed nothing. */
export async function enqueue(redis: Redis | Commit, limits: Limits, message: NewMessage): Promise<Enqueued> {
  const latest = redis.deadline();
  const {id, channel, session, clinic, idempotency} = message;
  const record = idempotency && digest([channel, idempotency.scope, idempotency.key]);
  const fingerprints = idempotency ? redis.sealer.digests(spellSorted(idempotency.payload)) : [];
  const entry = {message: id, channel, session, entryId: ''};
  const input = {
    ...inputOf(entry, {...limits, eventsTtlMs}),
    clinic,
    message,
    record,
    fingerprints,
    limits,
    latest,
  };
  const outcome = await call(redis, enqueueScript, input);
  if (outcome.status === 'late') await redis.readClock(); // or it was its clock that has moved
  return outcome;
}

/** The same for equal values, whatever the order of their members. */
function digest(value: unknown): string {
  return createHash('sha256').update(spellSorted(value)).digest('base64url');
}

function spellSorted(value: unknown): string {
  return JSON.stringify(value, sorted);
}

function sorted(_: string, value: unknown): unknown {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return plain ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}
