/** Somebody sent a picture, a voice note or the like: they are told, once in a while, that we read text only. */
import type {Channel} from '../keys.ts';
import {notify} from '../outbox/notify.ts';
import type {Received} from './channel.ts';
import {clinicOf, type ReceiveDeps, sessionFor} from './receive.ts';

const everyMs = 3_600_000;

const sentences: Record<string, string> = {
  en: 'I can read text only. Please write to me what it is about.',
  es: 'Solo puedo leer texto. Por favor, escríbame de qué se trata.',
  pt: 'Só consigo ler texto. Por favor, escreva do que se trata.',
};

/** `repeated`: it was said lately. Throws `clinic_not_found` and `unavailable`. */
export async function askForText(
  {redis, clinics, limits}: Omit<ReceiveDeps, 'accept' | 'links'>,
  channel: Channel,
  message: Received,
): Promise<'noted' | 'repeated'> {
  const clinic = clinicOf(clinics, message.clinic);
  const session = await sessionFor(redis, channel, message);
  const text = sentences[clinic.locale.slice(0, 2)] ?? sentences['en'] ?? '';
  return notify(redis, limits, {
    channel,
    session,
    target: message.target,
    clinic: clinic.id,
    text,
    key: 'ask-for-text',
    everyMs,
  });
}
