/**
 * Says whether a visitor's message speaks of an emergency, from tables alone, without a network: the same words
 * always get the same answer, in about a tenth of a millisecond. It knows English and Spanish. Whoever is not heard
 * still gets the agent's reply, so this only ever adds.
 */
import type {Clinic} from '../clinics/clinic.ts';
import type {Guard} from '../wire/message.ts';
import {english} from './english.ts';
import {createListener, type Listener} from './listener.ts';
import {spanish} from './spanish.ts';
import {type Tokens, tokenize} from './tokens.ts';

const listeners: Listener[] = [createListener(english), createListener(spanish)];

/** `null` where nothing was heard, or the clinic does not want its messages listened to. */
export function hearAlarm(
  clinic: Pick<Clinic, 'locale' | 'locales' | 'emergency' | 'guard'>,
  text: string,
): Guard | null {
  if (clinic.guard?.enabled === false) return null;
  const tokens = tokenize(text);
  const heard = thatUnderstand(tokens, listenersOf(clinic)).find(listener => listener.hears(tokens));
  if (!heard) return null;
  return {kind: 'emergency', text: wordsIn(heard.tag, clinic), phone: clinic.emergency.number};
}

type Spoken = Pick<Clinic, 'locale' | 'locales'>;

/** Asked of each clinic once: reading a language tag costs more than reading a sentence. */
const chosen = new WeakMap<Spoken, Listener[]>();

function listenersOf(clinic: Spoken): Listener[] {
  const known = chosen.get(clinic) ?? chooseListeners(clinic);
  chosen.set(clinic, known);
  return known;
}

/** Those of the clinic's languages; all where it names no others, or none that we know. */
function chooseListeners({locale, locales}: Spoken): Listener[] {
  if (!locales) return listeners;
  const spoken = [locale, ...locales].map(languageOf);
  const known = listeners.filter(({tag}) => spoken.includes(tag));
  return known.length > 0 ? known : listeners;
}

/** A language hears words of another as its own, misspelled, but not their negations: it must know half as many words. */
function thatUnderstand(tokens: Tokens, candidates: readonly Listener[]): Listener[] {
  const counted = candidates.map(listener => ({listener, words: listener.understands(tokens)}));
  const most = Math.max(...counted.map(({words}) => words));
  return counted.filter(({words}) => words * 2 >= most).map(({listener}) => listener);
}

function wordsIn(tag: string, {locale, emergency}: Pick<Clinic, 'locale' | 'emergency'>): string {
  if (languageOf(locale) === tag) return emergency.text;
  const same = Object.entries(emergency.texts ?? {}).find(([other]) => languageOf(other) === tag);
  return same?.[1] ?? emergency.text;
}

function languageOf(locale: string): string {
  return new Intl.Locale(locale).language;
}
