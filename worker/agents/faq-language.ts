/** What the `faq` agent has to know of a language: its words, and the sentences that no clinic's file holds. */
import type {Clinic} from '../../core/clinics/clinic.ts';
import {english} from './faq-english.ts';
import {spanish} from './faq-spanish.ts';
import type {Words} from './faq-words.ts';

export type Language = {
  words: Words;
  smallTalk: readonly SmallTalk[];
  /** Says that the answer is not known; how to reach a person comes after it. */
  unknown: string;
};

/** What people say besides asking: how it is heard in folded text (a global pattern), and what is said back. */
export type SmallTalk = {heard: RegExp; line: string};

/** The language of a clinic; English where its own is not here yet. */
export function languageOf({locale}: Pick<Clinic, 'locale'>): Language {
  return new Intl.Locale(locale).language === 'es' ? spanish : english;
}
