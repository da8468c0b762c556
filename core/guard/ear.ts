/**
 * Puts together what hears: the phrases that must be heard, and the model with its two thresholds. What it does not
 * understand, because it is another language or none, stays quiet unless one of the phrases is in it.
 */
import type {AlarmKind} from '../clinics/emergency.ts';
import {type Dangers, loadDangers, saysEnough} from './evidence.ts';
import {type Lexicon, loadLexicon} from './lexicon.ts';
import {type Artefact, Judge, loadArtefact, unpackWeights} from './model.ts';
import {type HelpLine, PhraseFinder} from './must-hear.ts';
import {createWords, readWords} from './read-words.ts';
import {type Language, understand, Vocabulary} from './vocabulary.ts';

/** `language` is undefined where it could be either. */
export type Heard = {kind: AlarmKind; language: Language | undefined; lines: ReadonlySet<HelpLine>};

export type EarParts = {
  lexicon: Lexicon;
  dangers: Dangers;
  judge: Judge;
  thresholds: Artefact['thresholds'];
  phrases: PhraseFinder;
  english: Vocabulary;
  spanish: Vocabulary;
};

/** Reads into a buffer of its own, a text after the other. */
export class Ear {
  readonly #parts: EarParts;
  readonly #words = createWords();

  constructor(parts: EarParts) {
    this.#parts = parts;
  }

  hear(text: string): Heard | null {
    const {lexicon, dangers, judge, thresholds, phrases, english, spanish} = this.#parts;
    const words = this.#words;
    readWords(text, lexicon, words);
    const {understood, language} = understand(words, english, spanish);
    const {kind, lines} = phrases.find(words);
    const score = understood && saysEnough(words, dangers) ? judge.score(words) : Number.NEGATIVE_INFINITY;
    if (kind === 'emergency' || score >= thresholds.emergency) return {kind: 'emergency', language, lines};
    return kind || score >= thresholds.urgent ? {kind: 'urgent', language, lines} : null;
  }
}

export function loadEar(): Ear {
  const artefact = loadArtefact();
  return new Ear({
    lexicon: loadLexicon(),
    dangers: loadDangers(),
    judge: new Judge(unpackWeights(artefact)),
    thresholds: artefact.thresholds,
    phrases: new PhraseFinder(),
    english: new Vocabulary(artefact.english),
    spanish: new Vocabulary(artefact.spanish),
  });
}
