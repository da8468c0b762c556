/**
 * How a word is compared with those of the list that must be heard: by its letters, or, of a number, by its digits
 * (the model knows a number by its size alone). Apart from the reader, so that the list may change without the model.
 */
import {codeOf} from './fold.ts';
import {addLetter, emptyHash, hashOf} from './lexicon.ts';
import type {Words} from './read-words.ts';

/** What the reader sets on the digits of a number, among the letters. */
const numberMark = 0x20000000;

/** The word at `i` as `hashOfWord` gives it. */
export function spelledAt(words: Words, i: number): number {
  const spelled = words.spelled[i] ?? 0;
  const isNumber = spelled !== 0 && spelled === words.notion[i];
  return isNumber ? (words.grams[words.gramsFrom[i] ?? 0] ?? 0) : spelled;
}

/** Of a folded word, or a number. */
export function hashOfWord(word: string): number {
  return /^\d+$/.test(word) ? [...word].reduce(addDigit, emptyHash) | numberMark : hashOf(word);
}

function addDigit(hash: number, digit: string): number {
  return addLetter(hash, codeOf(digit.charCodeAt(0), 0));
}
