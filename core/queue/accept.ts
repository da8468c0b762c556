/** Into the queue, or refused at the door: the same for every way in. */

import type {Clinic, ClinicsById} from '../clinics/clinic.ts';
import {consentOf} from '../clinics/consent.ts';
import {ChatError, toChatError} from '../errors.ts';
import type {Log} from '../log.ts';
import {logNames} from '../log-names.ts';
import type {Redis} from '../redis/connection.ts';
import type {Fullness} from '../redis/fullness.ts';
import {beginTrace, endSpan, traceparentOf} from '../trace.ts';
import type {Guard} from '../wire/message.ts';
import {type Alarm, alarmIn} from './alarms/alarm.ts';
import {cancel} from './cancel.ts';
import type {Commit} from './commit.ts';
import {readConsent} from './consent.ts';
import {type Enqueued, enqueue, type Limits, type NewMessage} from './enqueue.ts';
import {rateLimited} from './limits/budgets.ts';
import {eventsTtlMs} from './messages.ts';
import {readBefore} from './waiting.ts';

export type Accept = {
  /** The connection that writes; with confirmation by replicas where that is asked for. */
  writes: Redis | Commit;
  limits: Limits;
  clinics: Clinics;
  log: Log;
  /** Told where a clinic is to be told that its guard has spoken. */
  onAlarm?: (() => void) | undefined;
  /** How full Redis is; absent: it has room. */
  fullness?: Pick<Fullness, 'glance'> | undefined;
};
export type Clinics = {known: ClinicsById; fallback: string | undefined};

/** The request that a message came with. `traceparent`: what it says, which may be a stranger's. */
export type Came = {request?: string; traceparent?: string | undefined};

export type Acceptance = {
  id: string;
  session: string;
  /** Of the session, and when the message was accepted, unix milliseconds. */
  generation: string;
  at: number;
  /** What the clinic's safety guard says at once. */
  guard: Guard | undefined;
};

/**
 * The message is durable when this returns; for a repeated idempotency key it is the first one's id.
 * Throws `consent_required`, `session_token_invalid`, `idempotency_conflict`, `rate_limited`, `overloaded` or
 * `unavailable`; then nothing was written, except that after `unavailable` the outcome is unknown. Where the guard has
 * spoken, the error has its words: whoever is refused in danger hears them all the same.
 */
export async function accept(deps: Accept, message: NewMessage, came: Came = {}): Promise<Acceptance> {
  const span = beginTrace('send', came.traceparent);
  const clinic = deps.clinics.known.get(message.clinic);
  const alarm = clinic && alarmIn(clinic, message.text);
  const facts = {channel: message.channel, clinic: message.clinic, request: came.request};
  try {
    const accepted = await acceptHeard(deps, {...message, alarm, trace: traceparentOf(span)}, clinic, came);
    const name = span.isRecording() ? logNames(deps.writes.sealer)(accepted.id) : undefined;
    endSpan(span, {...facts, message: name});
    return accepted;
  } catch (thrown) {
    const error = toChatError(thrown);
    endSpan(span, {...facts, code: error.code});
    throw alarm ? error.beside(alarm.guard) : thrown;
  }
}

async function acceptHeard(
  deps: Accept,
  message: NewMessage & {alarm: Alarm | undefined},
  clinic: Clinic | undefined,
  {request}: Came,
): Promise<Acceptance> {
  const {writes, log} = deps;
  refuseWhenFull(deps.fullness, message.opens);
  if (clinic) await insistOnConsent(writes, clinic, message);
  const limits = roomFor(message, limitsOf(deps.limits, clinic));
  const {alarm} = message;
  const outcome = await enqueue(writes, limits, {locale: clinic?.locale, ...message});
  if (outcome.status !== 'queued' && outcome.status !== 'repeated') throw refusal(outcome, message);
  const {status, id, session, generation, at} = outcome;
  if (status === 'repeated') log.info({message: id, request}, 'send.repeated');
  if (alarm) {
    log.warn({message: id, request, clinic: message.clinic}, 'guard.spoke');
    if (alarm.isNotified) deps.onAlarm?.();
  }
  const mayInterrupt = status === 'repeated' || outcome.before > 0;
  if (clinic?.doubleText === 'interrupt' && mayInterrupt) {
    await interrupt(deps, limits, {...message, id, session});
  }
  return {id, session, generation, at, guard: alarm?.guard};
}

/** Throws `overloaded` while what is accepted could not be ended. `opens`: is it the beginning of a conversation? */
export function refuseWhenFull(fullness: Accept['fullness'], opens = false): void {
  const shedding = fullness?.glance() ?? 'nothing';
  if (shedding === 'sends' || (opens && shedding === 'sessions')) {
    throw new ChatError('overloaded', 'There is no room for more', {retryAfterSeconds: 30});
  }
}

/** A person on a chat is not told to wait: what they say in one go waits its turn, instead of going back to the provider. */
const longestBurst = 200;

function roomFor({saidAtMs}: NewMessage, limits: Limits): Limits {
  if (saidAtMs === undefined) return limits; // by a browser, which can wait
  return {...limits, sessionMaxLength: Math.max(limits.sessionMaxLength, longestBurst)};
}

/** Throws `consent_required` with the text to agree to. */
async function insistOnConsent(
  redis: Pick<Redis, 'run'>,
  clinic: Clinic,
  {channel, session, origin}: NewMessage,
): Promise<void> {
  // Whoever wrote in a chat has not seen the widget, which asks as soon as they come to it.
  if ((channel !== 'widget' && channel !== 'legacy') || origin || !clinic.consent) return;
  // The pages of the legacy path have no way to ask, or to agree: behind it nobody has.
  const none = {version: null, locale: null};
  const {version, locale} = channel === 'widget' ? await readConsent(redis, session) : none;
  const consent = consentOf(clinic, locale ?? undefined);
  if (consent?.version === version) return;
  throw new ChatError('consent_required', undefined, {more: {consent}});
}

/** What a clinic's own file says goes before the configuration. */
export function limitsOf(limits: Limits, clinic: Clinic | undefined): Limits {
  const {retentionHours, limits: own} = clinic ?? {};
  return {
    ...limits,
    ...(retentionHours && {resultTtlMs: retentionHours * 3_600_000}),
    ...(own?.waitingTurns && {sessionMaxLength: own.waitingTurns + 1}),
    clinicPerMinute: own?.messagesPerMinute,
  };
}

/** Where a new message interrupts, nobody wants the answers to those before it. It is accepted, whatever comes of this. */
async function interrupt({writes, log}: Accept, limits: Limits, message: NewMessage): Promise<void> {
  const {id, channel, session} = message;
  try {
    for (const before of await readBefore(writes, {channel, session}, id)) {
      await cancel(
        writes,
        {eventsTtlMs, resultTtlMs: limits.resultTtlMs},
        {message: before, channel, session},
      );
      log.info({message: before, channel}, 'message.interrupted');
    }
  } catch (error) {
    log.warn({message: id, error}, 'interrupt.failed');
  }
}

function refusal(
  outcome: Exclude<Enqueued, {status: 'queued' | 'repeated'}>,
  {authorised}: NewMessage,
): ChatError {
  switch (outcome.status) {
    case 'limited':
      return rateLimited(outcome.budget, outcome.forMs);
    case 'erased':
      if (typeof authorised === 'string') return new ChatError('session_token_invalid');
      return new ChatError('unavailable', undefined, {retryAfterSeconds: 5});
    case 'late':
      return new ChatError('unavailable');
    case 'forbidden':
      return new ChatError('session_token_invalid');
    case 'conflict':
      return new ChatError('idempotency_conflict');
    case 'busy':
      return new ChatError('rate_limited', 'Too many messages of this session wait for an answer', {
        retryAfterSeconds: 5,
      });
    case 'overloaded':
      return new ChatError('overloaded', undefined, {retryAfterSeconds: 5});
  }
}

/** The clinic that was asked for, or the default. Throws `clinic_not_found`. */
export function clinicOf({known, fallback}: Clinics, id: string | undefined): Clinic {
  const clinic = known.get(id ?? '') ?? known.get(fallback ?? '');
  if (!clinic) throw new ChatError('clinic_not_found');
  return clinic;
}
