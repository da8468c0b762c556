/**
 * Finds the entry of a clinic that answers a question, or honestly none. MiniSearch finds the words, misspelt
 * ones too; what decides is how much of the question an entry covers.
 */
import MiniSearch from 'minisearch';
import type {Clinic, Entry} from '../../core/clinics/clinic.ts';
import {languageOf} from './faq-language.ts';
import {closest} from './faq-likeness.ts';
import type {Words} from './faq-words.ts';

/**
 * At least half of what was asked about, by weight, has to be in the entry. A word that nobody here uses weighs
 * as much as one that a single entry has: so one telling word carries one stranger beside it, and not two.
 */
const enough = 0.5;

/** What a found word is worth by its field: phrasings tell what an entry is about, its answer less so. */
const fieldWeights: Readonly<Record<string, number>> = {questions: 1, keywords: 1, answer: 0.5};

/** What a word is worth that is only the beginning of ours, or a typing error away. */
const nearWeight = 0.75;

type Found = {entry: Entry; coverage: number};
type Find = (text: string) => Entry | null;

const finders = new WeakMap<Clinic, Find>();

/** The entry that answers `text`, or null. The clinic's index is built at its first question. */
export function findEntry(clinic: Clinic, text: string): Entry | null {
  const find = finders.get(clinic) ?? createFind(clinic);
  finders.set(clinic, find);
  return find(text);
}

function createFind(clinic: Clinic): Find {
  const {words} = languageOf(clinic);
  const index = buildIndex(clinic, words);

  const findBest = (text: string): Found | null => {
    const found = coverEntries(clinic, index, words.telling(text)).filter(each => each.coverage >= enough);
    const coverage = Math.max(...found.map(each => each.coverage));
    const equals = found.filter(each => each.coverage === coverage).map(each => each.entry);
    const entry = closest(words, text, equals);
    return entry && {entry, coverage};
  };

  return text => {
    const whole = findBest(text);
    if (whole) return whole.entry;
    // Who tells a long story asks in one of its sentences.
    const sentences = text.split(/[.?!¿¡;\n]+/).flatMap(sentence => findBest(sentence) ?? []);
    return sentences.sort((a, b) => b.coverage - a.coverage)[0]?.entry ?? null;
  };
}

function buildIndex({knowledge}: Clinic, words: Words): MiniSearch {
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

/** The entries that have any of the words, each with the share of the words' weight that it covers, 0 to 1. */
function coverEntries({knowledge}: Clinic, index: MiniSearch, asked: readonly string[]): Found[] {
  const covered = new Map<string, number>();
  let total = 0;
  for (const word of new Set(asked)) {
    const worth = searchWord(index, word);
    // The rarer a word, the more it tells (the usual inverse document frequency).
    const weight = Math.log(1 + knowledge.length / Math.max(1, worth.size));
    total += weight;
    for (const [id, credit] of worth) covered.set(id, (covered.get(id) ?? 0) + weight * credit);
  }
  return knowledge.flatMap(entry => {
    const weight = covered.get(entry.id);
    return weight ? {entry, coverage: weight / total} : [];
  });
}

/** What a word is worth, 0 to 1, per entry id. Only a word that the clinic never uses is taken for a misspelt one. */
function searchWord(index: MiniSearch, word: string): Map<string, number> {
  const exact = index.search(word);
  const found = exact.length > 0 ? exact : index.search(word, {prefix: word.length >= 4, fuzzy: edits(word)});
  const factor = exact.length > 0 ? 1 : nearWeight;
  return new Map(
    found.map(({id, match}) => {
      const fields = Object.values(match).flat();
      return [id, factor * Math.max(...fields.map(field => fieldWeights[field] ?? 0))];
    }),
  );
}

/** Typing errors forgiven: short words are too close to each other, and endless ones are not words. */
function edits({length}: string): number | false {
  if (length < 5 || length > 30) return false;
  return length < 8 ? 1 : 2;
}
