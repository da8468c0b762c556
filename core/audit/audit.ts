/**
 * Who did what with a conversation: read, answered, exported, erased. No word of it, and no name: whose it was is a keyed
 * digest. Each entry is chained to the one before by a keyed hash, so that none can be changed, taken out or put in
 * without a break that `verifyAudit` finds; what was cut off at the end is found by the log, which has each entry's hash.
 */
import {type Channel, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import type {Redis} from '../redis/connection.ts';
import type {Sealer} from '../seal.ts';
import {Chain, type ChainName} from './chain.ts';

export const acts = [
  'conversation.listed',
  'conversation.read',
  'conversation.taken',
  'conversation.answered',
  'conversation.given_back',
  'conversation.exported',
  'conversation.erased',
  'consent.given',
  'message.shown',
  'message.replayed',
  'message.dropped',
  'delivery.resent',
  'delivery.dropped',
] as const;

export type Act = {
  act: (typeof acts)[number];
  /** `operator`: with the admin token; `command`: at a terminal of ours; `visitor`: with the session's own token. */
  by: 'operator' | 'command' | 'visitor';
  /** Of which conversation, or message. */
  channel?: Channel | undefined;
  session?: string | undefined;
  message?: string | undefined;
  /** Of the clinic's text that was agreed to. */
  version?: string | undefined;
  /** The request's id, which is in the log too. */
  request?: string | undefined;
};

const digestLength = 22;

/** A process' queues, by the connection that they are written over. */
const queues = new WeakMap<Redis, Readonly<Record<ChainName, Chain>>>();

/** Durable when it returns; what is audited is done after that, or not at all. Throws `unavailable`. */
export async function audit(redis: Redis, log: Log, act: Act): Promise<void> {
  const hash = await chainsOf(redis).operators.write(fieldsOf(redis.sealer, act));
  tell(log, act, hash);
}

/**
 * A visitor is about to erase a session of theirs: written down once, while there is something to erase, however often it
 * is asked for. Durable when it returns. Throws `unavailable`.
 */
export async function auditErasing(
  redis: Redis,
  log: Log,
  {session, generation, request}: {session: string; generation: string; request: string},
): Promise<void> {
  const act: Act = {act: 'conversation.erased', by: 'visitor', channel: 'widget', session, request};
  const once = {key: keys.session('widget', session), generation};
  const hash = await chainsOf(redis).visitors.write(fieldsOf(redis.sealer, act), once);
  if (hash !== undefined) tell(log, act, hash);
}

/** A visitor is about to agree to a version of the clinic's text. Durable when it returns. Throws `unavailable`. */
export async function auditConsent(
  redis: Redis,
  log: Log,
  agreed: {session: string; version: string; request: string},
): Promise<void> {
  const act: Act = {act: 'consent.given', by: 'visitor', channel: 'widget', ...agreed};
  tell(log, act, await chainsOf(redis).visitors.write(fieldsOf(redis.sealer, act)));
}

function tell(log: Log, {act, by, request}: Act, hash: string | undefined): void {
  log.info({act, by, request, hash}, 'audit.written');
}

function chainsOf(redis: Redis): Readonly<Record<ChainName, Chain>> {
  const known = queues.get(redis) ?? {
    operators: new Chain(redis, 'operators'),
    visitors: new Chain(redis, 'visitors'),
  };
  queues.set(redis, known);
  return known;
}

function fieldsOf(sealer: Sealer, {act, by, channel, session, message, version, request}: Act): string[] {
  const digest = (what: string) => sealer.digests(`audit ${what}`)[0].slice(0, digestLength);
  const given = {
    act,
    by,
    channel,
    session: session && digest(`${channel} ${session}`),
    message: message && digest(message),
    version,
    request,
    // By this process's clock: the id is Redis' own, and could be chosen by whoever writes to it.
    at: new Date().toISOString(),
  };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}
