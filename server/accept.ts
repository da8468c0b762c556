/** Into the queue, or refused at the door: the same for every way in. */

import type {Clinic} from '../core/clinics/clinic.ts';
import {ChatError} from '../core/errors.ts';
import type {Log} from '../core/log.ts';
import type {Commit} from '../core/queue/commit.ts';
import {enqueue, type Limits, type NewMessage} from '../core/queue/enqueue.ts';
import type {Redis} from '../core/redis.ts';

export type Accept = {
  /** The connection that writes; with confirmation by replicas where that is asked for. */
  writes: Redis | Commit;
  limits: Limits;
  clinics: Clinics;
  log: Log;
};
export type Clinics = {known: ReadonlyMap<string, Clinic>; fallback: string | undefined};

/**
 * The message is durable when this returns; for a repeated idempotency key it is the first one's id.
 * Throws `idempotency_conflict`, `rate_limited`, `overloaded` or `unavailable`; then nothing was written,
 * except that after `unavailable` the outcome is unknown.
 */
export async function accept(
  {writes, limits, log}: Accept,
  message: NewMessage,
): Promise<{id: string; session: string}> {
  const outcome = await enqueue(writes, limits, message);
  switch (outcome.status) {
    case 'repeated':
      log.info({message: outcome.id}, 'send.repeated');
      return {id: outcome.id, session: outcome.session};
    case 'queued':
      return {id: outcome.id, session: outcome.session};
    case 'late':
      throw new ChatError('unavailable');
    case 'conflict':
      throw new ChatError('idempotency_conflict');
    case 'busy':
      throw new ChatError('rate_limited', 'Too many messages of this session wait for an answer', {
        retryAfterSeconds: 5,
      });
    case 'overloaded':
      throw new ChatError('overloaded', undefined, {retryAfterSeconds: 5});
  }
}

/** The clinic that was asked for, or the default. Throws `clinic_not_found`. */
export function clinicOf({known, fallback}: Clinics, id: string | undefined): Clinic {
  const clinic = known.get(id ?? '') ?? known.get(fallback ?? '');
  if (!clinic) throw new ChatError('clinic_not_found');
  return clinic;
}
