/**
 * Which language a visitor speaks. A clinic is answered in another language than its own only where it has entries
 * in it.
 */
import type {Clinic, Entry} from '../../../../core/clinics/clinic.ts';
import type {Utterance} from '../../../../core/queue/transcript.ts';
import {hearTopics} from '../topics/topics.ts';
import {english} from './english.ts';
import type {Language} from './language.ts';
import {spanish} from './spanish.ts';

/** Beginnings tell a language as well as the whole. */
const maxLength = 200;

/** Which way a text leans that is as likely either. */
const undecided = 0.2;

/** The language of a clinic, or of one of its entries; English where its own is not here yet. */
export function languageOf({locale}: Pick<Clinic, 'locale'>, entry?: Entry): Language {
  return new Intl.Locale(entry?.locale ?? locale).language === 'es' ? spanish : english;
}

/** The languages that a clinic has entries in, its own first. */
export function languagesOf(clinic: Clinic): readonly Language[] {
  const known = languages.get(clinic) ?? [
    ...new Set([languageOf(clinic), ...clinic.knowledge.map(entry => languageOf(clinic, entry))]),
  ];
  languages.set(clinic, known);
  return known;
}

const languages = new WeakMap<Clinic, readonly Language[]>();

/** The language of `text`; where it does not tell, that of what the visitor said before, the latest first. */
export function hearLanguage(clinic: Clinic, text: string, history: readonly Utterance[] = []): Language {
  const own = languageOf(clinic);
  if (languagesOf(clinic).length < 2) return own;
  const earlier = history.filter(({role}) => role === 'user').map(utterance => utterance.text);
  for (const said of [text, ...earlier.toReversed()]) {
    const {spanish: likelihood} = hearTopics(said.slice(0, maxLength));
    if (Math.abs(likelihood - 0.5) > undecided) return likelihood > 0.5 ? spanish : english;
  }
  return own;
}
