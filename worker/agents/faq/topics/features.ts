/**
 * What a model sees of a text: its words, pairs of them, and pieces of words, each hashed into a bucket. Training and
 * answering both come here, so that what was learnt is what is asked.
 */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {split} from '../language/words.ts';

/** A power of two. */
export const bucketCount = 1 << 14;

/** Nobody says what he is about with the fortieth word; and a word is no longer than that. */
const maxWords = 40;
const maxLetters = 20;

/** Numbers that mean something by themselves. */
const telling = /^(?:911|112|988|999|061)$/;

/** Words of one kind, in both languages: whatever is said of one medicine may be said of another. */
const concepts = new Map(
  Object.entries(
    z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(new URL('concepts.json', import.meta.url), 'utf8'))),
  ).flatMap(([concept, words]) => words.split(' ').map(word => [word, `@${concept}`] as const)),
);

/** Medicines, complaints and parts of the body. */
const ofHealth = new Set(['@drug', '@symptom', '@illness', '@body', '@cure']);

export function speaksOfHealth(text: string): boolean {
  return wordsIn(text).some(word => ofHealth.has(concepts.get(word) ?? ''));
}

export type Features = {buckets: Int32Array; worth: Float32Array};

/** The first words, folded; all numbers are alike. */
export function wordsIn(text: string): string[] {
  return split(text)
    .slice(0, maxWords)
    .map(word => (/^\d+$/.test(word) && !telling.test(word) ? '#' : word.slice(0, maxLetters)));
}

/** A word that `isKnown` does not know counts as "some strange word", beside its pieces. Of length one, as a vector. */
export function featuresOf(words: readonly string[], isKnown: (word: string) => boolean): Features {
  const found = new Map<number, number>();
  const add = (name: string, worth: number) => {
    const bucket = hash(name) & (bucketCount - 1);
    found.set(bucket, Math.max(worth, found.get(bucket) ?? 0));
  };
  const shown = words.map(word => (isKnown(word) ? word : '?'));
  for (const word of shown) add(`w${word}`, 1);
  const kinds = words.map((word, i) => concepts.get(word) ?? shown[i] ?? '?');
  for (const kind of kinds) if (kind.startsWith('@')) add(`w${kind}`, 0.8);
  for (const word of words) {
    const marked = `^${word}$`;
    for (let size = 3; size <= 5; size += 1) {
      for (let at = 0; at + size <= marked.length; at += 1) add(`c${marked.slice(at, at + size)}`, 0.4);
    }
  }
  for (const line of [shown, kinds]) {
    const whole = ['<', ...line, '>'];
    for (const [i, word] of whole.entries()) {
      if (i + 1 < whole.length) add(`b${word} ${whole[i + 1]}`, 0.8);
      if (i + 2 < whole.length) add(`s${word} ${whole[i + 2]}`, 0.4);
    }
  }
  const length = Math.hypot(...found.values()) || 1;
  return {
    buckets: Int32Array.from(found.keys()),
    worth: Float32Array.from(found.values(), worth => worth / length),
  };
}

/** FNV-1a, stirred once more so that its low bits are as good as its high ones. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return (state ^ (state >>> 12)) >>> 0;
}
