/**
 * Forgives typing errors, as many in a word as leave it more like itself than like another. Words are looked up by
 * what is left of them without a letter, so one costs the same however many are known.
 */

/** A word that is known for one that is not, or the same word. */
export type Speller = (word: string) => string;

/** Errors forgiven in a word: short ones are too close to each other, and endless ones are not words. */
function errorsIn({length}: string): number {
  if (length < 5 || length > 20) return 0;
  return length < 8 ? 1 : 2;
}

/** Letters that a word may have lost already, or has too many of. */
const slack = 2;

/** Of `vocabulary`, the first word that fits; one earlier in the list is preferred. */
export function createSpeller(vocabulary: Iterable<string>): Speller {
  const words = new Set(vocabulary);
  const shortened = new Map<string, string[]>();
  for (const word of words) {
    for (const left of shorten(word, errorsIn(word)))
      shortened.set(left, [...(shortened.get(left) ?? []), word]);
  }
  return word => {
    if (words.has(word) || word.length + slack < 5 || word.length > 20) return word;
    // Most that are near are so in several ways, and are compared once.
    const near = new Set(
      [...shorten(word, word.length < 7 || word.length > 12 ? 1 : slack)].flatMap(
        left => shortened.get(left) ?? [],
      ),
    );
    const fits = (meant: string) => distance(word, meant) <= errorsIn(meant);
    // The first letter is seldom the wrong one: "munday" is no Sunday.
    const farness = (meant: string) => distance(word, meant) + (meant[0] === word[0] ? 0 : 0.5);
    return [...near].filter(fits).toSorted((a, b) => farness(a) - farness(b))[0] ?? word;
  };
}

/** A word, and all that is left of it without some of its letters. */
function shorten(word: string, most: number): Set<string> {
  let left = new Set([word]);
  const all = new Set(left);
  for (let errors = 0; errors < most; errors += 1) {
    left = new Set([...left].flatMap(each => [...each].map((_, i) => each.slice(0, i) + each.slice(i + 1))));
    for (const each of left) all.add(each);
  }
  return all;
}

/** Letters to add, drop, replace or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  let [beforeLast, last] = [[] as number[], Array.from({length: b.length + 1}, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const best = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      row.push(swapped ? Math.min(best, at(beforeLast, j - 2) + 1) : best);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], i: number): number {
  return row[i] ?? Number.POSITIVE_INFINITY;
}
