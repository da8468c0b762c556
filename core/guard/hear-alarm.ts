/**
 * Says whether a visitor's message speaks of an emergency, or may do so, without a network: the same words always get
 * the same answer, in microseconds. It reads English and Spanish. Whoever is not heard still gets the agent's reply,
 * so this only ever adds. How often it is right is measured: docs/guard.md.
 */
import type {Clinic} from '../clinics/clinic.ts';
import {type AlarmKind, emergencyWords, helpLineWords} from '../clinics/emergency.ts';
import {languageOf} from '../clinics/locale.ts';
import type {Guard} from '../wire/message.ts';
import {loadEar} from './ear.ts';
import type {HelpLine} from './must-hear.ts';

const ear = loadEar();

type Listening = Pick<Clinic, 'locale' | 'locales' | 'emergency' | 'guard'>;

/** What is said, and in which language the visitor wrote; undefined where it could be either. */
export type HeardAlarm = {guard: Guard; language: string | undefined};

/** `null` where nothing was heard, or the clinic does not want its messages listened to. */
export function hearAlarm(clinic: Listening, text: string): HeardAlarm | null {
  if (clinic.guard?.enabled === false) return null;
  const heard = ear.hear(text);
  return heard && {guard: sayAlarm(clinic, heard.kind, heard), language: heard.language};
}

/** The words for an alarm; also for who raises one from `urgent` to `emergency`. */
export function sayAlarm(
  clinic: Listening,
  kind: AlarmKind,
  {language, lines}: {language?: string | undefined; lines: Iterable<HelpLine>},
): Guard {
  const spoken = language ?? languageOf(clinic.locale);
  const {text, locale} = emergencyWords(clinic, kind, spoken);
  const words = [text];
  for (const line of lines) words.push(helpLineWords(clinic, line, spoken) ?? '');
  return {kind, text: words.filter(part => part !== '').join(' '), phone: clinic.emergency.number, locale};
}
