/**
 * Finds the entry of a clinic that answers a question, or honestly none. MiniSearch finds the words, misspelt
 * ones too; what decides is how much of the question an entry covers.
 */
import MiniSearch from 'minisearch';
import type {Clinic, Entry} from '../../../core/clinics/clinic.ts';
import {hearLanguage, type Language, languageOf} from './language.ts';
import {closest} from './likeness.ts';
import {correct, edits, isForgiven} from './spelling.ts';
import {fold, split, type Words} from './words.ts';

/**
 * More than half of what was asked about, by weight, has to be in the entry. A word that nobody here uses weighs as
 * much as one that a single entry has: so no telling word carries a stranger, two of them do. And one that only the
 * answer has is not enough alone.
 */
const enough = 0.5;

/** What a found word is worth by its field: phrasings tell what an entry is about, its answer less so. */
const fieldWeights: Readonly<Record<string, number>> = {questions: 1, keywords: 1, answer: 0.5};

/** What a word is worth that is only the beginning of ours, or a typing error away. */
const nearWeight = 0.75;

/** What "how much" and "where" are worth beside the thing that they are asked of. */
const aspectWeight = 0.5;

type Found = {entry: Entry; coverage: number};
type Searched = {
  knowledge: readonly Entry[];
  index: MiniSearch;
  /** Stems, as the index has them. */
  aspects: ReadonlySet<string>;
  /** Whether misspelt words are searched for too. */
  forgiving: boolean;
};
type Find = (text: string, subject: string) => Entry | null;

const finders = new WeakMap<Clinic, Map<Language, Find>>();

/**
 * The entry that answers `text`, or null; of those in the language of the question. Of all that fit it, `subject`
 * prefers the one that also fits what was spoken of before. An index is built at its first question.
 */
export function findEntry(
  clinic: Clinic,
  text: string,
  language: Language = hearLanguage(clinic, text),
  subject = '',
): Entry | null {
  const known = finders.get(clinic) ?? new Map<Language, Find>();
  finders.set(clinic, known);
  const find = known.get(language) ?? createFind(clinic, language);
  known.set(language, find);
  return find(text, subject);
}

function createFind(clinic: Clinic, language: Language): Find {
  const {words} = language;
  const knowledge = clinic.knowledge.filter(entry => languageOf(clinic, entry) === language);
  const index = buildIndex(knowledge, words);
  const aspects = new Set(words.telling([...language.reference.aspects].join(' ')));
  const spell = createSpeller(knowledge, words);

  const findBest = (text: string, subject: string, forgiving: boolean): Found | null => {
    const cover = (asked: string) =>
      coverEntries({knowledge, index, aspects, forgiving}, words.telling(asked));
    const fitting = cover(text).filter(each => isEnough(each, subject !== ''));
    const fits = new Set(fitting.map(each => each.entry));
    const found = subject ? cover(`${text} ${subject}`).filter(each => fits.has(each.entry)) : fitting;
    const coverage = Math.max(...found.map(each => each.coverage));
    const equals = found.filter(each => each.coverage === coverage).map(each => each.entry);
    const entry = closest(words, spell(text), equals);
    return entry && {entry, coverage};
  };

  return (text, subject) => {
    const forgiving = isForgiven(`${text} ${subject}`);
    const whole = findBest(text, subject, forgiving);
    if (whole) return whole.entry;
    // Who tells a long story asks in one of its sentences.
    const parts = text.split(/[.?!¿¡;,\n]+/);
    const sentences = parts.flatMap(part => findBest(part, subject, forgiving) ?? []);
    return sentences.sort((a, b) => b.coverage - a.coverage)[0]?.entry ?? null;
  };
}

function buildIndex(knowledge: readonly Entry[], words: Words): MiniSearch {
  const index = new MiniSearch({
    fields: Object.keys(fieldWeights),
    tokenize: words.telling,
    // Synonyms are spread here and not in the question: so a misspelt synonym is found too.
    processTerm: words.alike,
    searchOptions: {tokenize: word => [word], processTerm: word => word},
  });
  for (const {id, questions, keywords = [], answer} of knowledge) {
    index.add({id, questions: questions.join('\n'), keywords: keywords.join('\n'), answer});
  }
  return index;
}

/** Writes misspelt words as the entries have them. */
function createSpeller(knowledge: readonly Entry[], words: Words): (text: string) => string {
  const known = knowledge.flatMap(({questions, keywords = []}) => [...questions, ...keywords].flatMap(split));
  const vocabulary = [...new Set(known)];
  return text => correct(fold(text), vocabulary, words.knows);
}

/** Half is enough for what was spoken of before; and for an emergency: mistaking one costs less than missing one. */
function isEnough({entry, coverage}: Found, inContext: boolean): boolean {
  return coverage > enough || (coverage === enough && (inContext || entry.kind === 'emergency'));
}

/** The entries that have any of the words, each with the share of the words' weight that it covers, 0 to 1. */
function coverEntries({knowledge, index, aspects, forgiving}: Searched, asked: readonly string[]): Found[] {
  const covered = new Map<string, number>();
  let total = 0;
  for (const word of new Set(asked)) {
    const worth = searchWord(index, word, forgiving);
    // The rarer a word, the more it tells (the usual inverse document frequency).
    const rarity = Math.log(1 + knowledge.length / Math.max(1, worth.size));
    const weight = aspects.has(word) ? rarity * aspectWeight : rarity;
    total += weight;
    for (const [id, credit] of worth) covered.set(id, (covered.get(id) ?? 0) + weight * credit);
  }
  return knowledge.flatMap(entry => {
    const weight = covered.get(entry.id);
    return weight ? {entry, coverage: weight / total} : [];
  });
}

/** What a word is worth, 0 to 1, per entry id. Only a word that the clinic never uses is taken for a misspelt one. */
function searchWord(index: MiniSearch, word: string, forgiving: boolean): Map<string, number> {
  const exact = index.search(word);
  const near = {prefix: word.length >= 4, fuzzy: edits(word) || false};
  const found = exact.length > 0 || !forgiving ? exact : index.search(word, near);
  const factor = exact.length > 0 ? 1 : nearWeight;
  return new Map(
    found.map(({id, match}) => {
      const fields = Object.values(match).flat();
      return [id, factor * Math.max(...fields.map(field => fieldWeights[field] ?? 0))];
    }),
  );
}
