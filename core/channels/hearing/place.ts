/**
 * Where something that was said on a channel belongs: the clinic that answers there, the chat, and the conversation that
 * is kept and answered, which for a clinic that keeps health data off WhatsApp is one of the secure widget.
 */

import {sessionOf} from '../../chats/chat.ts';
import type {Chat} from '../../chats/chat-record.ts';
import type {Clinic} from '../../clinics/clinic.ts';
import {type Channel, keys} from '../../keys.ts';
import {accountTtlMs} from '../../outbox/delivery.ts';
import type {Redis} from '../../redis/connection.ts';
import type {Received} from '../channel.ts';
import {isKeptOut, secureSession} from './invite.ts';
import {clinicOf, type ReceiveDeps} from './receive-deps.ts';
import {resolveSession} from './resolve-session.ts';

export type Place = {
  clinic: Clinic;
  /** That we speak there ourselves. */
  locale: string;
  chat: Chat & {target: string};
  /** Further names that its provider has for the chat. */
  others: readonly Chat[];
  /** Without a target no reply is carried out. */
  home: Chat & {target?: string; authorised?: true};
};

/** Throws `clinic_not_found` and `unavailable`. */
export async function placeOf(deps: ReceiveDeps, channel: Channel, message: Received): Promise<Place> {
  const {redis} = deps;
  const {account, chats, target, sender, medium} = message;
  const clinic = clinicOf(deps.clinics, message.clinic);
  const [session] = await Promise.all([
    resolveSession(redis, channel, account, chats),
    noteInbound(redis, channel, account),
  ]);
  const chat = {channel, session, target};
  const others = chats.map(name => ({channel, session: sessionOf(account, name)}));
  const secure = isKeptOut(clinic, medium ?? channel) && (await secureSession(deps, clinic, chat, sender));
  return {
    clinic,
    locale: localeIn(clinic, message.locale),
    chat,
    others: others.filter(other => other.session !== session),
    home: secure ? {channel: 'widget', session: secure, authorised: true} : chat,
  };
}

/** Of the clinic's languages that of whoever wrote, where it is one of them. */
function localeIn({locale, locales = []}: Clinic, wanted: string | undefined): string {
  const languageOf = (tag: string) => tag.split('-')[0]?.toLowerCase();
  const known = [locale, ...locales];
  return known.find(tag => wanted !== undefined && languageOf(tag) === languageOf(wanted)) ?? locale;
}

/** An end that hears nothing for long is perhaps deaf. */
async function noteInbound(redis: Redis, channel: Channel, account: string): Promise<void> {
  const key = keys.account(channel, account);
  await redis.run(client =>
    Promise.all([client.hSet(key, 'last_inbound_at', Date.now()), client.pExpire(key, accountTtlMs)]),
  );
}
