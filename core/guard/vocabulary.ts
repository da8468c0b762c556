/**
 * Which language a text is in, by the words that the guard met while it learned; and whether it is one of ours at
 * all. The words themselves are not kept: a bit at two places tells nearly always (a Bloom filter).
 */
import type {Words} from './read-words.ts';

export type Language = 'en' | 'es';

const bits = 1 << 16;

export class Vocabulary {
  readonly #bits: Uint8Array;

  /** Of what `toBase64` gave, or empty. */
  constructor(base64?: string) {
    this.#bits = new Uint8Array(bits / 8);
    if (base64) this.#bits.set(Buffer.from(base64, 'base64'));
  }

  add(word: number): void {
    for (const place of placesOf(word)) {
      this.#bits[place >> 3] = (this.#bits[place >> 3] ?? 0) | (1 << (place & 7));
    }
  }

  has(word: number): boolean {
    return this.#isSet(firstPlace(word)) && this.#isSet(secondPlace(word));
  }

  toBase64(): string {
    return Buffer.from(this.#bits).toString('base64');
  }

  #isSet(place: number): boolean {
    return ((this.#bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }
}

/** `language` is undefined where neither has more of the words. */
export type Understanding = {understood: boolean; language: Language | undefined};

/** A text of few words is understood; of a longer one, half of the words must be known. Numbers are of any language. */
export function understand(words: Words, english: Vocabulary, spanish: Vocabulary): Understanding {
  let [count, known, inEnglish, inSpanish] = [0, 0, 0, 0];
  for (let i = 0; i < words.count; i++) {
    const word = words.spelled[i] ?? 0;
    if (word === words.notion[i]) continue;
    const [en, es] = [english.has(word), spanish.has(word)];
    count++;
    if (en || es || words.notion[i] !== 0) known++;
    if (en) inEnglish++;
    if (es) inSpanish++;
  }
  const language = inSpanish > inEnglish ? 'es' : inEnglish > inSpanish ? 'en' : undefined;
  return {understood: count < fewWords || known * 2 >= count, language};
}

const fewWords = 4;

function placesOf(word: number): [number, number] {
  return [firstPlace(word), secondPlace(word)];
}

function firstPlace(word: number): number {
  return (Math.imul(word ^ (word >>> 15), 0x85ebca6b) >>> 11) & (bits - 1);
}

function secondPlace(word: number): number {
  return (Math.imul(word ^ (word >>> 13), 0xc2b2ae35) >>> 9) & (bits - 1);
}
