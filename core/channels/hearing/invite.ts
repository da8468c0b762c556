/**
 * No health data over WhatsApp, where a clinic wants that: what somebody writes there is answered in a session of the
 * secure widget, and the chat is told no more than where to read on.
 */
import type {Clinic, ClinicsById} from '../../clinics/clinic.ts';
import {type Channel, keys} from '../../keys.ts';
import {notify} from '../../outbox/notify.ts';
import {invitation} from '../../phrases/chats.ts';
import {say} from '../../phrases/phrase.ts';
import type {Conversation} from '../../queue/handoff/take-over.ts';
import type {Redis} from '../../redis/connection.ts';
import {generationOf, openSession} from '../../sessions/open-session.ts';
import {type Links, linkMs, secureSessionOf, signLink} from '../../sessions/secure-link.ts';

export type InviteDeps = {redis: Redis; limits: {resultTtlMs: number}; links: Links};

export type Chat = {channel: Channel; session: string; target: string};

/** Twilio's brings it beside SMS. */
const carriesWhatsApp: readonly Channel[] = ['whatsapp', 'sms'];

/** A link that was not used yet is not followed by another for so long. */
const everyMs = 5 * 60_000;

/** Is a chat that this carries to be answered elsewhere? */
export function isKeptOut(clinic: Clinic, medium: Channel): boolean {
  return medium === 'whatsapp' && clinic.whatsapp?.noHealthData === true;
}

/** Throws, in plain words, where a clinic wants links that there cannot be. Nobody starts so. */
export function requirePublicUrl(clinics: ClinicsById, publicUrl: string | undefined): void {
  const [clinic] = [...clinics.values()].filter(clinic => isKeptOut(clinic, 'whatsapp'));
  if (clinic && !publicUrl) {
    throw new Error(`Clinic "${clinic.id}" has whatsapp.noHealthData: its links need PUBLIC_URL to be set`);
  }
}

/** The session where it is answered, opened if need be. Throws `unavailable`. */
export async function secureSession(
  {redis, links}: InviteDeps,
  clinic: Clinic,
  chat: Chat,
  user: string,
): Promise<string> {
  const id = await secureSessionOf(links, clinic.id, chat.session);
  // Long enough for the message to come into it, which prolongs it.
  await openSession(redis, {id, clinic: clinic.id, user, locale: clinic.locale}, linkMs);
  return id;
}

/** A chat, and the sessions where it is answered: whoever erases or exports the one means all. */
export async function withSecureSessions(
  links: Pick<Links, 'secrets'>,
  clinics: ClinicsById,
  {channel, session}: Conversation,
): Promise<Conversation[]> {
  if (!carriesWhatsApp.includes(channel)) return [{channel, session}];
  const keptOut = [...clinics.values()].filter(clinic => isKeptOut(clinic, 'whatsapp'));
  const secure = await Promise.all(keptOut.map(({id}) => secureSessionOf(links, id, session)));
  return [{channel, session}, ...secure.map(id => ({channel: 'widget' as const, session: id}))];
}

/** Gives the chat a link to the session, for the message `id` at most once; it may have one that is not used yet. */
export async function invite(
  {redis, limits, links}: InviteDeps,
  clinic: Clinic,
  chat: Chat,
  {id, session}: {id: string; session: string},
): Promise<void> {
  const {locale} = clinic;
  const generation = await generationOf(redis, session);
  if (generation === undefined) return; // erased meanwhile
  const tail = lastDigitsOf(chat.target);
  const link = await signLink(links, {session, clinic: clinic.id, locale, generation, tail});
  await notify(redis, limits, {
    ...chat,
    clinic: clinic.id,
    // As a link of Markdown, so that no character of it is taken for a mark.
    text: `${say(invitation, locale)}\n[${link}](${link})`,
    key: `invitation ${id}`,
    everyMs: limits.resultTtlMs,
    lately: {key: keys.invited(session), everyMs},
  });
}

/** Of a phone number: enough for its owner to know it, and too little for anybody else. None of a privacy id. */
function lastDigitsOf(target: string): string | undefined {
  return /^(?:whatsapp:)?\+?\d{5,}?(\d\d)(?:@(?:s\.whatsapp\.net|c\.us)| .*)?$/.exec(target)?.[1];
}
