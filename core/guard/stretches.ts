/**
 * Which words of a message are judged together. A short message is, whole; of a longer one a few sentences at a time,
 * with some in common, so that an emergency between courtesies is heard and what belongs together is not torn. All
 * of a message costs at most three times its words; of a very long one, nothing is read twice.
 */
import type {Words} from './read-words.ts';

/** In words. */
const wholeUpTo = 30;
const together = 26;
const longSentence = 20;
const piece = 10;
const inCommonUpTo = 250;

/** Calls `judge` with the first word of each stretch and the one after its last. */
export function eachStretch(words: Words, judge: (from: number, to: number) => void): number {
  if (words.count === 0) return 0;
  if (words.count <= wholeUpTo) {
    judge(0, words.count);
    return 1;
  }
  let stretches = 0;
  let from = 0;
  while (from < words.count) {
    let to = nextBreak(words, from);
    let following = to;
    while (to < words.count) {
      const after = nextBreak(words, to);
      if (after - from > together) break;
      if (following - from < piece) following = to;
      to = after;
    }
    judge(from, to);
    stretches++;
    if (to >= words.count) break;
    from = words.count > inCommonUpTo ? to : Math.max(following, from + 1);
  }
  return stretches;
}

/** Where the sentence of `from` ends, or a piece of it where it is long. */
function nextBreak(words: Words, from: number): number {
  const sentence = words.sentence[from] ?? 0;
  let to = from + 1;
  while (to < words.count && words.sentence[to] === sentence && to - from <= longSentence) to++;
  return to - from <= longSentence ? to : from + piece;
}
