import type {ChatSettings, Verdict} from '../../chats/weigh.ts';
import type {Clinic, ClinicsById} from '../../clinics/clinic.ts';
import {ChatError} from '../../errors.ts';
import type {Log} from '../../log.ts';
import type {NewMessage} from '../../queue/enqueue.ts';
import type {Redis} from '../../redis/connection.ts';
import type {Links} from '../../sessions/secure-link.ts';
import type {Tally} from '../../tally.ts';
import type {Ignored} from '../channel.ts';

/** What everything needs that comes in on a channel. */
export type ReceiveDeps = {
  redis: Redis;
  log: Log;
  tally: Tally;
  /** Into the queue, as every way in has it. */
  accept(message: NewMessage): Promise<{id: string}>;
  limits: {resultTtlMs: number};
  chats: ChatSettings;
  clinics: {known: ClinicsById; fallback: string | undefined};
  /** To the secure widget, for clinics that answer only there. */
  links: Links;
};

/** `message`: what it became in the queue; durable. Otherwise the reason why it becomes none, for good. */
export type Outcome =
  | {message: string}
  | {reason: Ignored | Verdict | 'wordless' | 'amended' | 'unchanged' | 'missed'};

/** The clinic that answers there. Unlike a visitor, an account is never given another one than its own. */
export function clinicOf(clinics: ReceiveDeps['clinics'], id: string | undefined): Clinic {
  const clinic = clinics.known.get(id ?? clinics.fallback ?? '');
  if (!clinic) throw new ChatError('clinic_not_found');
  return clinic;
}
