/**
 * Reads a text into words as the guard knows them: how each is spelled, what it is about, which letters stand
 * together in it, which sentence it is in. One pass, into buffers that are there once, and never more than `maxWords`:
 * what comes after them is not heard.
 */
import {codeOf, foreign, gap, sentenceEnd, skipped} from './fold.ts';
import {addLetter, emptyHash, type Lexicon, numberNotions, numberSubject} from './lexicon.ts';

export const maxWords = 1000;
const maxLetters = 24;
const gramsPerWord = 2 * maxLetters + 1;

export type Words = {
  count: number;
  /** By word: the hash of its letters; of a number, that of its size. */
  spelled: Int32Array;
  /** By word; 0 where the lexicon does not have it. */
  notion: Int32Array;
  subject: Int32Array;
  /** By word: how many sentences end before it. */
  sentence: Int32Array;
  /** Four and five letters each, of word `i` those from `gramsFrom[i]` to before `gramsFrom[i + 1]`. */
  grams: Int32Array;
  gramsFrom: Int32Array;
};

export function createWords(): Words {
  return {
    count: 0,
    spelled: new Int32Array(maxWords),
    notion: new Int32Array(maxWords),
    subject: new Int32Array(maxWords),
    sentence: new Int32Array(maxWords),
    grams: new Int32Array(maxWords * gramsPerWord),
    gramsFrom: new Int32Array(maxWords + 1),
  };
}

/** One letter more on each side, so that the edges of the word are seen. */
const letters = new Uint8Array(maxLetters + 2);
const edge = 27;

/** Replaces what was in `words`. */
export function readWords(text: string, lexicon: Lexicon, words: Words): void {
  words.count = 0;
  let sentence = 0;
  let at = 0;
  let before = 0;
  while (at < text.length && words.count < maxWords) {
    const unit = text.charCodeAt(at);
    const code = codeOf(unit, before);
    before = unit;
    if (code === sentenceEnd && words.count > 0 && words.sentence[words.count - 1] === sentence) sentence++;
    words.sentence[words.count] = sentence;
    if (code >= 1 && code <= 26) at = readWord(text, at, lexicon, words);
    else if (code >= 32 && code < gap) at = readNumber(text, at, lexicon, words);
    else if (code === foreign) at = passForeign(text, at);
    else at++;
  }
}

/** The next place in `text`. Letters that are drawn out ("heeelp") count once. */
function readWord(text: string, start: number, lexicon: Lexicon, words: Words): number {
  let length = 0;
  let run = 0;
  let at = start;
  let before = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const code = codeOf(unit, before);
    before = unit;
    if (code === skipped) continue;
    if (code > 26) break;
    run = code === letters[length] ? run + 1 : 1;
    if (run === 3) length--;
    if (run < 3 && length < maxLetters) letters[++length] = code;
  }
  addWord(length, lexicon, words);
  letters.fill(0, 0, length + 1);
  return at;
}

function addWord(length: number, lexicon: Lexicon, words: Words): void {
  let hash = emptyHash;
  let stem = 0;
  for (let i = 1; i <= length; i++) {
    hash = addLetter(hash, letters[i] ?? 0);
    if (i >= 3) stem = lexicon.stem(hash) || stem;
  }
  const notion = lexicon.word(hash) || stem;
  const from = words.gramsFrom[words.count] ?? 0;
  push(
    words,
    hash,
    notion,
    lexicon.subjects[notion] ?? 0,
    length < 2 ? from : addGrams(length, words.grams, from),
  );
}

/** Five bits a letter; the shorter ones are marked by a bit beyond. The next free place. */
function addGrams(length: number, grams: Int32Array, from: number): number {
  letters[0] = edge;
  letters[length + 1] = edge;
  let to = from;
  let packed = 0;
  for (let i = 0; i <= length + 1; i++) {
    packed = ((packed << 5) | (letters[i] ?? 0)) & 0x1ffffff;
    if (i >= 3) grams[to++] = (packed & 0xfffff) | 0x40000000;
    if (i >= 4) grams[to++] = packed;
  }
  letters[length + 1] = 0;
  return to;
}

/** Up to here, by the number's size: ages, degrees, saturation, sugar, pressure. */
const sizes = [3, 10, 35, 37.4, 43, 69, 84, 93, 100, 106, 159, 249, 999, 9999];

/** `39.5`, `170/110`, `10:30` are one number each, read by their first part. */
function readNumber(text: string, start: number, lexicon: Lexicon, words: Words): number {
  let value = 0;
  let unit = 1;
  let hash = emptyHash;
  let at = start;
  for (; at < text.length; at++) {
    const code = codeOf(text.charCodeAt(at), 0);
    if (code >= 32 && code < gap) {
      hash = addLetter(hash, code);
      if (unit === 1 && value < 1e6) value = value * 10 + code - 32;
      else if (unit < 1) value += (code - 32) * unit;
      if (unit < 1) unit /= 10;
    } else if ('.,/:'.includes(text.charAt(at)) && isDigit(text, at + 1)) {
      hash = addLetter(hash, 27);
      unit = unit === 1 && '.,'.includes(text.charAt(at)) ? 0.1 : 0;
    } else break;
  }
  const size = sizes.findIndex(limit => value <= limit);
  const notion = 1 + (size < 0 ? numberNotions - 1 : size);
  const from = words.gramsFrom[words.count] ?? 0;
  words.grams[from] = hash | 0x20000000;
  push(words, notion, notion, lexicon.subjects[notion] ?? numberSubject, from + 1);
  return at;
}

function isDigit(text: string, at: number): boolean {
  const code = codeOf(text.charCodeAt(at), 0);
  return at < text.length && code >= 32 && code < gap;
}

function push(words: Words, spelled: number, notion: number, subject: number, gramsTo: number): void {
  const at = words.count++;
  words.spelled[at] = spelled;
  words.notion[at] = notion;
  words.subject[at] = subject;
  words.gramsFrom[at + 1] = gramsTo;
}

/** A word of another script is passed over whole, with what looks like our letters in it. */
function passForeign(text: string, start: number): number {
  let at = start;
  let before = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const code = codeOf(unit, before);
    before = unit;
    if (code >= gap && code !== foreign) break;
  }
  return at;
}
