/**
 * What words are about: a notion ("swallow") and the subject it belongs to ("ingest"), the same ones in English and
 * Spanish. A word is looked up by its hash while it is read, a letter at a time, so a stem is found on the way.
 */
import {readFileSync} from 'node:fs';

/** Never 0. */
export const emptyHash = 0x811c9dc5 | 0;

/** The hash of a word is that of its letters so far (1 to 26), in order. */
export function addLetter(hash: number, letter: number): number {
  return Math.imul(hash ^ letter, 0x01000193);
}

/** Numbers are notions too, by their size; these come before those of the file. */
export const numberSubject = 1;
export const numberNotions = 16;

export type Lexicon = {
  /** The notion of a word, or of a stem; 0: none. */
  word(hash: number): number;
  stem(hash: number): number;
  /** The subject by notion. */
  subjects: Uint8Array;
};

export function loadLexicon(): Lexicon {
  return parseLexicon(readFileSync(new URL('lexicon.txt', import.meta.url), 'utf8'));
}

/** A word that stands in two places belongs to the first. */
export function parseLexicon(text: string): Lexicon {
  const words = new HashTable(1 << 13);
  const stems = new HashTable(1 << 11);
  const subjects = new Uint8Array(1024);
  subjects.fill(numberSubject, 1, numberNotions + 1);
  let subject = numberSubject;
  let notion = numberNotions;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) subject++;
    if (line.startsWith('[') || line.startsWith('#') || line.trim() === '') continue;
    notion++;
    subjects[notion] = subject;
    for (const word of line.slice(line.indexOf(':') + 1).matchAll(/\S+/g)) {
      const [spelled] = word;
      if (spelled.endsWith('*')) stems.add(hashOf(spelled), notion);
      else words.add(hashOf(spelled), notion);
    }
  }
  return {word: hash => words.get(hash), stem: hash => stems.get(hash), subjects};
}

/** Of a folded word; what is no letter does not count. */
export function hashOf(word: string): number {
  let hash = emptyHash;
  for (let i = 0; i < word.length; i++) {
    const letter = word.charCodeAt(i) - 96;
    if (letter >= 1 && letter <= 26) hash = addLetter(hash, letter);
  }
  return hash;
}

/** Numbers by hash, in two flat arrays; half empty at most. */
class HashTable {
  readonly #keys: Int32Array;
  readonly #values: Int32Array;
  readonly #mask: number;

  constructor(size: number) {
    this.#keys = new Int32Array(size);
    this.#values = new Int32Array(size);
    this.#mask = size - 1;
  }

  add(key: number, value: number): void {
    let at = key & this.#mask;
    while (this.#values[at] && this.#keys[at] !== key) at = (at + 1) & this.#mask;
    if (this.#values[at]) return;
    this.#keys[at] = key;
    this.#values[at] = value;
  }

  get(key: number): number {
    let at = key & this.#mask;
    while (this.#values[at] && this.#keys[at] !== key) at = (at + 1) & this.#mask;
    return this.#values[at] ?? 0;
  }
}
