/**
 * Which language a visitor speaks. A clinic is answered in another language than its own only where it has entries
 * in it.
 */
import type {Clinic, Entry} from '../../../../core/clinics/clinic.ts';
import type {Utterance} from '../../../../core/queue/transcript.ts';
import {wordsIn} from '../topics/features.ts';
import {hearTopics, isKnownWord} from '../topics/topics.ts';
import {english} from './english.ts';
import type {Language} from './language.ts';
import {spanish} from './spanish.ts';

/** Beginnings tell a language as well as the whole. */
const maxLength = 200;
const maxMessages = 4;

/** How far from even the odds must be; farther where every word is strange. */
const decided = 0.2;
const decidedByStrangers = 0.48;

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
  const earlier = history
    .filter(({role}) => role === 'user')
    .slice(-maxMessages)
    .map(utterance => utterance.text);
  for (const said of [text, ...earlier.toReversed()]) {
    const beginning = said.slice(0, maxLength);
    const {spanish: likelihood} = hearTopics(beginning);
    const enough = wordsIn(beginning).some(isKnownWord) ? decided : decidedByStrangers;
    if (Math.abs(likelihood - 0.5) > enough) return likelihood > 0.5 ? spanish : english;
  }
  return own;
}
