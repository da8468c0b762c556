/** Accepting a message: one atomic step, one round trip. When it returned `queued`, the message is durable. */
import {createHash} from 'node:crypto';
import {putting} from '../fifo/fifo.ts';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import type {Seal} from '../redis/names.ts';
import {text as decodeText, integer, ScriptError} from '../redis/replies.ts';
import {call, defineScript, list, lua, number} from '../redis/script.ts';
import type {Sealer} from '../seal.ts';
import {type Alarm, alarming} from './alarms/alarm.ts';
import type {Commit} from './commit.ts';
import {desk} from './desk/desk.ts';
import {handoff} from './handoff/handoff.ts';
import {lanes} from './lanes/lanes.ts';
import {addressDigest, type Budget, budgeting, budgetsOf, type Rates} from './limits/budgets.ts';
import {shares} from './limits/shares.ts';
import {eventsTtlMs, inputOf, type MessageInput, messages, tokenMs} from './messages.ts';

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
  /** The language that we speak in this conversation ourselves, a BCP 47 tag; the session's own goes before it. */
  locale?: string | undefined;
  /** Where the reply goes, and the provider's id of the message, for channels that deliver it. */
  target?: string | undefined;
  providerId?: string | undefined;
  /** The chat that it was said in, where the reply does not go there. */
  origin?: {session: string; target: string} | undefined;
  /** The client's, as `clientAddress` groups it; kept as a keyed digest only. */
  address?: string | undefined;
  /** When it was said, by the channel's own clock, unix milliseconds: what waits is answered in this order. */
  saidAtMs?: number | undefined;
  /** What the clinic's safety guard says at once; an event of its own, before any agent. */
  alarm?: Alarm | undefined;
  /**
   * The generation that the token is of which was shown; `true`: we write ourselves. A protected session is written to
   * so only, and no other takes a token.
   */
  authorised?: string | true | undefined;
  /** Did the client name no session? Then it begins with this message, and is protected. */
  opens?: boolean | undefined;
  /** What its trace's further spans follow (`core/trace.ts`); absent: it is not traced. */
  trace?: string | undefined;
  /** The client's key and what it is unique within; a repeat with the same payload is the same message. */
  idempotency?: {key: string; scope: string; payload: unknown} | undefined;
};

export type Enqueued =
  /** `before`: turns of the session that were there already. */
  | ({status: 'queued'; before: number} & Place)
  | ({status: 'repeated'} & Place)
  /** `erased`: the conversation was erased a moment ago, and whoever wrote into it did not know. */
  | {status: 'conflict' | 'late' | 'forbidden' | 'erased'}
  | {status: 'overloaded'; waiting: number}
  | {status: 'busy'; waiting: number}
  /** A budget of the sender's has no room for so many milliseconds. */
  | {status: 'limited'; budget: Budget; forMs: number};

/** Where a message is. `at`: when it was accepted, unix milliseconds. */
type Place = {id: string; session: string; generation: string; at: number};

export type Limits = {
  /** How long a message and its conversation are kept, in milliseconds. */
  resultTtlMs: number;
  /** How long after its acceptance a message must have been answered, in milliseconds; then it fails. */
  deadlineMs: number;
  /** Accepted and not ended, over all sessions. */
  queueMaxLength: number;
  /** Waiting for a person, of one clinic; 1,000 by default. */
  heldMaxLength?: number | undefined;
  /** The same, of one session: what waits behind a running turn. */
  sessionMaxLength: number;
  /** How much a visitor may send; absent: anything. */
  rates?: Rates | undefined;
  /** What all visitors of the clinic may send in a minute together; 0 or absent: anything. */
  clinicPerMinute?: number | undefined;
};

/** Utterances kept of a conversation, roughly: Redis trims whole nodes. */
export const transcriptLength = 200;

const defaultHeld = 1000;

type Input = MessageInput & {
  clinic: string;
  message: NewMessage;
  alarm: Alarm | undefined;
  /** The digest that names the message's idempotency record. */
  record: string | undefined;
  /** Of the payload, by each key there is; none for a send without a key. */
  fingerprints: readonly string[];
  limits: Limits;
  budgets: readonly Budget[];
  address: string | undefined;
  latest: number | undefined;
};

export const enqueueScript = defineScript<Input>()({
  name: 'enqueue',
  accepts: true,
  lua: lua(import.meta.url, 'enqueue.lua'),
  uses: [putting, lanes, budgeting, shares, handoff, desk, alarming],
  owner: ({message}) => ({clinic: message.clinic, owner: message.id}),
  keys: {
    held: ({clinic}) => keys.held(clinic),
    message: ({message}) => keys.message(message.id),
    events: ({message}) => keys.events(message.id),
    transcript: ({message}) => keys.transcript(message.channel, message.session),
    jobs: ({entry}) => messages.jobs(entry),
    idempotency: ({record}) => keys.idempotency(record ?? ''),
    session: ({message}) => keys.session(message.channel, message.session),
    messages: ({message}) => keys.messages(message.channel, message.session),
  },
  args: {
    id: ({message}) => message.id,
    text: ({message}, seal) => seal('text', message.text),
    fingerprint: ({fingerprints}) => fingerprints[0],
    authorised: ({message}) => (message.authorised === true ? '*' : message.authorised),
    opens: ({message}) => message.opens,
    generation: () => newId(),
    clinic: ({message}) => message.clinic,
    may_move: ({message}) => message.channel !== 'widget',
    longest: () => transcriptLength,
    most_held: number(({limits}) => limits.heldMaxLength ?? defaultHeld),
    most_turns: number(({limits}) => limits.sessionMaxLength),
    patience: number(({limits}) => limits.deadlineMs),
    keep_session: number(({message, limits}) => sessionMsOf(limits, message.opens)),
    /** Redis' time in ms after which nobody waits for this answer. */
    latest: number(({latest}) => latest),
    said_at: number(({message}) => message.saidAtMs),
    fingerprints: list(({fingerprints}) => fingerprints),
    fields: list(({message, record, address}, seal) => [
      ...fieldsOf(message, record, seal),
      ...(address === undefined ? [] : ['address', address]),
    ]),
  },
  constants: {wake: keys.wake},
  answers: {
    /** `before`: turns of the session that were there already. */
    queued: {id: decodeText, session: decodeText, generation: decodeText, at: integer, before: integer},
    repeated: {id: decodeText, session: decodeText, generation: decodeText, at: integer},
    conflict: {},
    late: {},
    forbidden: {},
    erased: {},
    overloaded: {waiting: integer},
    busy: {waiting: integer},
    /** `which`: of the budgets, from 1. */
    limited: {which: integer, ms: integer},
  },
});

/** As long as its transcript, and at least as long as a token of it. */
function sessionMsOf({resultTtlMs, deadlineMs}: Limits, opens = false): number {
  return Math.max(resultTtlMs + deadlineMs, opens ? tokenMs : 0);
}

/** Further fields of the hash, name and value in turn. */
function fieldsOf(message: NewMessage, record: string | undefined, seal: Seal): string[] {
  const {session, clinic, agent, user, locale, target, providerId, origin, metadata, trace} = message;
  const fields = ['clinic', clinic];
  if (agent !== undefined) fields.push('agent', seal('agent', agent, session));
  if (user !== undefined) fields.push('user', seal('user', user, session));
  if (locale !== undefined) fields.push('locale', locale);
  if (target !== undefined) fields.push('target', seal('target', target));
  if (providerId !== undefined) fields.push('provider_id', seal('provider_id', providerId));
  if (origin !== undefined) {
    fields.push('chat_session', origin.session, 'chat_target', seal('chat_target', origin.target));
  }
  if (record !== undefined) fields.push('idempotency', record);
  if (trace !== undefined) fields.push('trace', trace);
  if (metadata !== undefined) fields.push('metadata', seal('metadata', JSON.stringify(metadata)));
  return fields;
}

/** `late`: it reached Redis after `redis` had given up waiting for it, and changed nothing. */
export async function enqueue(redis: Redis | Commit, limits: Limits, message: NewMessage): Promise<Enqueued> {
  const latest = redis.deadline();
  const {sealer} = redis;
  const {id, channel, session, clinic, address, idempotency} = message;
  const {rates, clinicPerMinute} = limits;
  const budgets = budgetsOf(rates, message, {clinicPerMinute, sealer});
  const record = idempotency && recordOf(channel, idempotency);
  const fingerprints = idempotency ? fingerprintsOf(sealer, idempotency.payload) : [];
  const entry = {message: id, channel, session, entryId: ''};
  const input = {
    ...inputOf(entry, {...limits, eventsTtlMs}),
    clinic,
    message,
    alarm: message.alarm,
    record,
    fingerprints,
    limits,
    budgets,
    address: address && addressDigest(sealer, address),
    latest,
  };
  const outcome = await call(redis, enqueueScript, input);
  if (outcome.status === 'late') await redis.readClock(); // or it was its clock that has moved
  if (outcome.status !== 'limited') return outcome;
  const budget = budgets[outcome.which - 1];
  if (!budget) throw new ScriptError(enqueueScript.name, 'undeclared_answer');
  return {status: 'limited', budget, forMs: outcome.ms};
}

/** The digest that names the record of a message that was sent under this key. */
export function recordOf(channel: Channel, {scope, key}: {scope: string; key: string}): string {
  return digest([channel, scope, key]);
}

/** What a repeat must have in common with the first one, by each key there is. */
export function fingerprintsOf(sealer: Sealer, payload: unknown): [string, ...string[]] {
  return sealer.digests(spellSorted(payload));
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
