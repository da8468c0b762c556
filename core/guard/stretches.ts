/**
 * Which words of a message are judged together. A short message is, whole; of a longer one a few sentences at a time,
 * with some in common, so that what belongs together is not torn; and each sentence alone, so that an emergency
 * between courtesies is heard. No word is judged more than four times; of a very long message, twice.
 */
import type {Words} from './read-words.ts';

/** In words. */
const wholeUpTo = 30;
const together = 26;
const longSentence = 20;
const piece = 10;
const inCommonUpTo = 250;

type JudgeStretch = (from: number, to: number) => void;

/** Calls `judge` with the first word of each stretch and the one after its last. How many they are. */
export function eachStretch(words: Words, judge: JudgeStretch): number {
  if (words.count === 0) return 0;
  if (words.count <= wholeUpTo) {
    judge(0, words.count);
    return 1;
  }
  let stretches = 0;
  for (let from = 0; from < words.count; ) {
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
    from = words.count > inCommonUpTo || to >= words.count ? to : following;
  }
  return stretches;
}

/** The same for each sentence, or piece of a long one; none where there is but one. */
export function eachSentence(words: Words, judge: JudgeStretch): number {
  if ((words.sentence[words.count - 1] ?? 0) === 0) return 0;
  let sentences = 0;
  for (let from = 0; from < words.count; ) {
    const to = nextBreak(words, from);
    if (to - from > 1) judge(from, to);
    sentences++;
    from = to;
  }
  return sentences;
}

/** Where the sentence of `from` ends, or a piece of it where it is long. */
function nextBreak(words: Words, from: number): number {
  const sentence = words.sentence[from] ?? 0;
  let to = from + 1;
  while (to < words.count && words.sentence[to] === sentence && to - from <= longSentence) to++;
  return to - from <= longSentence ? to : from + piece;
}
