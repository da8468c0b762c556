/**
 * What was said on a channel, into the queue: by a webhook, or read afterwards because no webhook came. The
 * same event is the same message, whichever way it comes and however often.
 */
import type {Clinic, ClinicsById} from '../clinics/clinic.ts';
import {ChatError} from '../errors.ts';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import {accountTtlMs} from '../outbox/delivery.ts';
import {notify} from '../outbox/notify.ts';
import type {NewMessage} from '../queue/enqueue.ts';
import type {Redis} from '../redis/connection.ts';
import type {Links} from '../sessions/secure-link.ts';
import type {Guard} from '../wire/message.ts';
import type {Received} from './channel.ts';
import {invite, isKeptOut, secureSession} from './invite.ts';
import {resolveSession} from './resolve-session.ts';

export type ReceiveDeps = {
  redis: Redis;
  /** Into the queue, as every way in has it. */
  accept(message: NewMessage): Promise<{id: string; guard: Guard | undefined}>;
  limits: {resultTtlMs: number};
  clinics: {known: ClinicsById; fallback: string | undefined};
  /** To the secure widget, for clinics that answer only there. */
  links: Links;
};

/**
 * The message's id; durable. Throws `clinic_not_found` when the account's clinic is not there, and what `accept`
 * throws. Safe to repeat.
 */
export async function receive(
  deps: ReceiveDeps,
  channel: Channel,
  message: Received & {text: string},
): Promise<string> {
  const {redis, limits} = deps;
  const {account, eventId, text, sender, target, providerId} = message;
  const clinic = clinicOf(deps.clinics, message.clinic);
  const chat = {channel, session: await sessionFor(redis, channel, message), target};
  const secure = isKeptOut(clinic, channel) && (await secureSession(deps, clinic, chat, sender));
  // Without a target no reply is carried out.
  const place = secure
    ? ({channel: 'widget', session: secure, authorised: true} as const)
    : {...chat, providerId};
  const {id, guard} = await deps.accept({
    ...place,
    id: newId(),
    text,
    clinic: clinic.id,
    user: sender,
    saidAtMs: message.atMs,
    // No payload: a provider that repeats itself may have changed something meanwhile.
    idempotency: {key: eventId, scope: `account ${account}`, payload: null},
  });
  if (guard) {
    // By the message: however often its event comes, this is said once. It says nothing of whoever wrote, and is urgent:
    // it goes to the chat also where replies do not.
    const notice = {...chat, clinic: clinic.id, text: guard.text, key: id, everyMs: limits.resultTtlMs};
    await notify(redis, limits, {...notice, isAhead: true});
  }
  if (secure) await invite(deps, clinic, chat, {id, session: secure});
  return id;
}

/** The clinic that answers there. Unlike a visitor, an account is never given another one than its own. */
export function clinicOf(clinics: ReceiveDeps['clinics'], id: string | undefined): Clinic {
  const clinic = clinics.known.get(id ?? clinics.fallback ?? '');
  if (!clinic) throw new ChatError('clinic_not_found');
  return clinic;
}

/** The conversation that this belongs to. Throws `unavailable`. */
export async function sessionFor(redis: Redis, channel: Channel, message: Received): Promise<string> {
  const {account, chats} = message;
  const [session] = await Promise.all([
    resolveSession(redis, channel, account, chats),
    noteInbound(redis, channel, account),
  ]);
  return session;
}

/** An end that hears nothing for long is perhaps deaf. */
async function noteInbound(redis: Redis, channel: Channel, account: string): Promise<void> {
  const key = keys.account(channel, account);
  await redis.run(client =>
    Promise.all([client.hSet(key, 'last_inbound_at', Date.now()), client.pExpire(key, accountTtlMs)]),
  );
}
