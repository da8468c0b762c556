/**
 * What a clinic knows in one language, laid out to be found: entries by their topic, by their very phrasings, and by
 * the words that they share with a question.
 */
import type {Clinic, Entry} from '../../../../core/clinics/clinic.ts';
import type {Language} from '../language/language.ts';
import {languageOf} from '../language/languages.ts';
import {createSpeller, type Speller} from '../language/spelling.ts';
import {split} from '../language/words.ts';
import {wordsIn} from '../topics/features.ts';
import {hearTopics, isKnownWord, topics} from '../topics/topics.ts';

export type Library = {
  language: Language;
  entries: readonly Entry[];
  /** Entries of no topic that is known are found by their words alone. */
  topicOf: ReadonlyMap<Entry, string | null>;
  /** Strange words that are near one of the clinic's are taken for it. */
  respell(text: string): string;
  /** Whose phrasing a question is, word by word. */
  phrased(text: string): Entry | null;
  /** How much of what is asked, 0 to 1, is in each entry, half as much where only its answer has it; the best first. */
  cover(text: string): Covered[];
};

export type Covered = {entry: Entry; share: number; words: number};

const libraries = new WeakMap<Clinic, Map<Language, Library>>();

/** Laid out at its first question. */
export function libraryOf(clinic: Clinic, language: Language): Library {
  const known = libraries.get(clinic) ?? new Map<Language, Library>();
  libraries.set(clinic, known);
  const library = known.get(language) ?? createLibrary(clinic, language);
  known.set(language, library);
  return library;
}

function createLibrary(clinic: Clinic, language: Language): Library {
  const entries = clinic.knowledge.filter(entry => languageOf(clinic, entry) === language);
  const phrasings = new Map(
    entries.flatMap(entry => entry.questions.map(text => [plain(text), entry] as const)),
  );
  return {
    language,
    entries,
    topicOf: new Map(entries.map(entry => [entry, topicOf(entry)])),
    phrased: text => phrasings.get(plain(text)) ?? null,
    ...createCover(entries, language),
  };
}

/** As the clinic says, by its kind, or the one that its phrasings speak of. */
function topicOf({id, topic, kind, questions}: Entry): string | null {
  const said = topic ?? kind ?? id;
  if (topics.includes(said)) return said;
  const heard = questions.map(hearTopics);
  const likelihoodOf = (each: string) => heard.reduce((sum, {of}) => sum + of(each), 0) / heard.length;
  const best = topics.reduce((a, b) => (likelihoodOf(b) > likelihoodOf(a) ? b : a));
  return likelihoodOf(best) >= 0.5 ? best : null;
}

function plain(text: string): string {
  return split(text).join(' ');
}

const answerWorth = 0.5;

/** The usual inverse document frequency: a word that nobody here uses weighs as much as one that a single entry has. */
function createCover(entries: readonly Entry[], {words}: Language): Pick<Library, 'cover' | 'respell'> {
  const places = new Map<string, Map<Entry, number>>();
  const spelt = new Set<string>();
  const put = (entry: Entry, text: string, worth: number) => {
    for (const alike of words.telling(text).flatMap(words.alike)) {
      const place = places.get(alike) ?? new Map<Entry, number>();
      places.set(alike, place.set(entry, Math.max(worth, place.get(entry) ?? 0)));
    }
  };
  for (const entry of entries) {
    const asked = [...entry.questions, ...(entry.keywords ?? [])].join(' ');
    for (const word of split(asked)) spelt.add(word);
    put(entry, asked, 1);
    put(entry, entry.answer, answerWorth);
  }
  let speller: Speller | undefined;
  const respell = (text: string) => {
    speller ??= createSpeller(spelt);
    return respellBy(text, speller);
  };
  const cover = (text: string): Covered[] => {
    const shares = new Map<Entry, {weight: number; words: number}>();
    let total = 0;
    for (const word of new Set(words.telling(respell(text)))) {
      const found = places.get(word) ?? new Map<Entry, number>();
      const weight = Math.log(1 + entries.length / Math.max(1, found.size));
      total += weight;
      for (const [entry, worth] of found) {
        const before = shares.get(entry) ?? {weight: 0, words: 0};
        shares.set(entry, {weight: before.weight + weight * worth, words: before.words + 1});
      }
    }
    const covered = [...shares].map(([entry, {weight, words: count}]) => ({
      entry,
      share: weight / total,
      words: count,
    }));
    return covered.toSorted((a, b) => b.share - a.share);
  };
  return {cover, respell};
}

/** Nobody misspells more in one question: what has more strange words is of another language, or of none. */
const mostStrange = 60;

/** Only a strange word is taken for a misspelt one. */
function respellBy(text: string, speller: Speller): string {
  let left = mostStrange;
  const respell = (word: string) => {
    if (isKnownWord(word) || left === 0) return word;
    left -= 1;
    return speller(word);
  };
  return wordsIn(text).map(respell).join(' ');
}
