/** Decides between entries of the same topic: the one that is asked for in the most similar words. */
import type {Entry} from '../../../../core/clinics/clinic.ts';
import type {Words} from '../language/words.ts';

/** The closest entry to `text`, small words included; of equals the first. */
export function closest(words: Words, text: string, entries: readonly Entry[]): Entry | null {
  const asked = gist(words, text);
  const ranked = entries.map(entry => ({entry, likeness: likenessOf(words, asked, entry)}));
  return ranked.sort((a, b) => b.likeness - a.likeness)[0]?.entry ?? null;
}

/** Dice's coefficient of the most similar phrasing: shared words by all words, 0 to 1. */
function likenessOf(words: Words, asked: ReadonlySet<string>, {questions, keywords = []}: Entry): number {
  const likenesses = [...questions, ...keywords].map(phrasing => {
    const said = gist(words, phrasing);
    const shared = [...said].filter(word => asked.has(word)).length;
    return (2 * shared) / (said.size + asked.size);
  });
  return Math.max(...likenesses);
}

/** All words; of those that mean the same always the same one. */
function gist(words: Words, text: string): Set<string> {
  return new Set([...words.all(text)].map(word => words.alike(word)[0] ?? word));
}
