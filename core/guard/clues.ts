/**
 * What a stretch of words gives away, as numbers of the places where the model keeps its weights. Words, and letters
 * within them, say what was typed (`plain`); notions and subjects say what was meant (`meant`), in either language:
 * alone, in twos and threes, over a gap, and in order without the words that mean nothing to us.
 */
import type {Words} from './read-words.ts';

export const clueBits = 20;
/** How much more a clue of what is meant counts. */
export const meantWeight = 1.5;
/** Of any stretch that is judged at once. */
export const maxStretch = 40;
/** Up to here the number of words is a clue: who writes no more has seldom said enough. */
const fewWords = 3;

export type Clues = {
  plain: Int32Array;
  plainCount: number;
  meant: Int32Array;
  meantCount: number;
};

export function createClues(): Clues {
  return {
    plain: new Int32Array(maxStretch * 64),
    plainCount: 0,
    meant: new Int32Array(maxStretch * 32),
    meantCount: 0,
  };
}

const start = 0x51ed270b;
const end = 0x2545f491;
/** What words mean, with an edge before and two behind; and the same without the words that mean nothing to us. */
const mixed = new Int32Array(maxStretch + 3);
const notions = new Int32Array(maxStretch + 3);
const subjects = new Int32Array(maxStretch + 3);

/** Replaces what was in `clues` by the clues of the words from `from` to before `to`. */
export function gatherClues(words: Words, from: number, to: number, clues: Clues): void {
  clues.plainCount = 0;
  clues.meantCount = 0;
  gatherPlain(words, from, to, clues);
  gatherMeaning(words, from, to, clues);
  gatherOrder(words, from, to, clues);
  if (to - from <= fewWords) clues.meant[clues.meantCount++] = placeOf(19, to - from, 0, 0);
}

function gatherPlain(words: Words, from: number, to: number, clues: Clues): void {
  const {plain} = clues;
  const {spelled, grams} = words;
  let at = 0;
  for (let i = from - 1; i < to; i++) {
    const word = i < from ? start : (spelled[i] ?? 0);
    const next = i + 1 < to ? (spelled[i + 1] ?? 0) : end;
    if (i >= from) plain[at++] = placeOf(1, word, 0, 0);
    plain[at++] = placeOf(2, word, next, 0);
    if (i + 1 >= to) continue;
    const second = i + 2 < to ? (spelled[i + 2] ?? 0) : end;
    plain[at++] = placeOf(3, word, next, second);
    plain[at++] = placeOf(4, word, second, 0);
    if (i + 2 < to) plain[at++] = placeOf(4, word, i + 3 < to ? (spelled[i + 3] ?? 0) : end, 0);
  }
  const gramsTo = words.gramsFrom[to] ?? 0;
  for (let i = words.gramsFrom[from] ?? 0; i < gramsTo && at < plain.length; i++) {
    plain[at++] = placeOf(5, grams[i] ?? 0, 0, 0);
  }
  clues.plainCount = at;
}

function gatherMeaning(words: Words, from: number, to: number, clues: Clues): void {
  const {meant} = clues;
  const length = to - from;
  mixed[0] = start;
  for (let i = 0; i < length; i++) mixed[i + 1] = words.notion[from + i] || (words.spelled[from + i] ?? 0);
  mixed[length + 1] = end;
  let at = 0;
  for (let i = 0; i <= length; i++) {
    const [word, next, second] = [mixed[i] ?? 0, mixed[i + 1] ?? 0, mixed[i + 2] ?? 0];
    meant[at++] = placeOf(6, word, next, 0);
    if (i < length) {
      meant[at++] = placeOf(7, word, second, 0);
      meant[at++] = placeOf(8, word, next, second);
    }
  }
  for (let i = from; i < to; i++) {
    const subject = words.subject[i] ?? 0;
    if (subject === 0) continue;
    const next = i + 1 < to ? (words.subject[i + 1] ?? 0) : 0;
    meant[at++] = placeOf(9, i > from ? (words.spelled[i - 1] ?? 0) : start, subject, 0);
    meant[at++] = placeOf(10, subject, i + 1 < to ? (words.spelled[i + 1] ?? 0) : end, 0);
    if (next > 0) meant[at++] = placeOf(11, subject, next, 0);
  }
  clues.meantCount = at;
}

function gatherOrder(words: Words, from: number, to: number, clues: Clues): void {
  const {meant} = clues;
  let at = clues.meantCount;
  let length = 0;
  let [seenLow, seenHigh] = [0, 0];
  for (let i = from; i < to; i++) {
    const subject = words.subject[i] ?? 0;
    if (subject === 0) continue;
    notions[++length] = words.notion[i] ?? 0;
    subjects[length] = subject;
    meant[at++] = placeOf(12, words.notion[i] ?? 0, 0, 0);
    const bit = 1 << (subject & 31);
    if (((subject < 32 ? seenLow : seenHigh) & bit) === 0) meant[at++] = placeOf(13, subject, 0, 0);
    if (subject < 32) seenLow |= bit;
    else seenHigh |= bit;
  }
  notions[0] = start;
  subjects[0] = start;
  notions[length + 1] = end;
  subjects[length + 1] = end;
  for (let i = 0; i <= length; i++) {
    const [one, two, three] = [notions[i] ?? 0, notions[i + 1] ?? 0, notions[i + 2] ?? 0];
    const [first, second] = [subjects[i] ?? 0, subjects[i + 1] ?? 0];
    meant[at++] = placeOf(14, one, two, 0);
    meant[at++] = placeOf(15, first, second, 0);
    if (i === length) continue;
    meant[at++] = placeOf(16, one, three, 0);
    meant[at++] = placeOf(17, one, two, three);
    meant[at++] = placeOf(18, first, second, subjects[i + 2] ?? 0);
  }
  clues.meantCount = at;
}

/** Spreads what it is given over all places, evenly. */
function placeOf(kind: number, one: number, two: number, three: number): number {
  let hash = Math.imul(one ^ Math.imul(kind, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ two, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ three, 0x27d4eb2f);
  return ((hash ^ (hash >>> 16)) >>> 0) & ((1 << clueBits) - 1);
}
