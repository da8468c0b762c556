/**
 * What the `faq` agent has to know of a language, and which one a visitor speaks. A clinic is answered in another
 * language than its own only where it has entries in it.
 */
import type {Clinic, Entry} from '../../../core/clinics/clinic.ts';
import type {Utterance} from '../../../core/queue/transcript.ts';
import {english} from './english.ts';
import type {HoursTalk} from './hours/hours.ts';
import {spanish} from './spanish.ts';
import {split, type Words} from './words.ts';

export type Language = {
  words: Words;
  hours: HoursTalk;
  reference: Reference;
  smallTalk: readonly SmallTalk[];
  /** Says that the answer is not known; how to reach a person comes after it. */
  unknown: string;
  /** How to reach a person, where the clinic's own sentence is in another language. */
  person(phone: string): string;
};

/** How a question leans on the one before it. Folded. */
export type Reference = {
  /** Words that ask for something of a thing without naming the thing: how much, how long, where. */
  aspects: ReadonlySet<string>;
  /** Begins a question that adds to the one before: "and for children?" */
  adding: RegExp;
  /** "It", "that", "there". */
  pointing: RegExp;
  /** Speaks of the clinic itself: "your", "do you". */
  addressing: RegExp;
};

/** What people say besides asking: how it is heard in folded text (a global pattern), and what is said back. */
export type SmallTalk = {heard: RegExp; line: string};

/** The language of a clinic, or of one of its entries; English where its own is not here yet. */
export function languageOf({locale}: Pick<Clinic, 'locale'>, entry?: Entry): Language {
  return new Intl.Locale(entry?.locale ?? locale).language === 'es' ? spanish : english;
}

/** The languages that a clinic has entries in, its own first. */
export function languagesOf(clinic: Clinic): Language[] {
  return [...new Set([languageOf(clinic), ...clinic.knowledge.map(entry => languageOf(clinic, entry))])];
}

/** The language of `text` by its small words; where they do not tell, that of what the visitor said before. */
export function hearLanguage(clinic: Clinic, text: string, history: readonly Utterance[] = []): Language {
  const languages = languagesOf(clinic);
  const earlier = history.filter(({role}) => role === 'user').map(utterance => utterance.text);
  for (const said of [text, ...earlier.reverse()]) {
    const words = split(said);
    const known = ({words: {knows}}: Language) => words.filter(knows).length;
    const [first, second] = languages.toSorted((a, b) => known(b) - known(a));
    if (first && second && known(first) > known(second)) return first;
  }
  return languageOf(clinic);
}
