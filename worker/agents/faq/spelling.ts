/** Forgives typing errors: as many in a word as leave it more like itself than like another. */

/** Errors forgiven: short words are too close to each other, and endless ones are not words. */
export function edits({length}: string): number {
  if (length < 5 || length > 30) return 0;
  return length < 8 ? 1 : 2;
}

/** Longer texts are taken as they are: one mistyped word decides nothing there, and they are answered in no time. */
const maxLength = 200;

/** Whether errors are forgiven in a text at all. */
export function isForgiven({length}: string): boolean {
  return length <= maxLength;
}

/** Replaces each word of `text` that `isKnown` does not know by the one of `vocabulary` it was meant to be, if any. */
export function correct(
  text: string,
  vocabulary: readonly string[],
  isKnown: (word: string) => boolean,
): string {
  if (!isForgiven(text)) return text;
  return text.replace(/\p{L}{5,30}/gu, word => {
    if (isKnown(word) || vocabulary.includes(word)) return word;
    return vocabulary.find(meant => edits(meant) > 0 && distance(word, meant) <= edits(meant)) ?? word;
  });
}

/** Letters to add, drop, replace or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
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
