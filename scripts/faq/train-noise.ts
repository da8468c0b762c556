/**
 * What makes phrases more like what people type: typing errors, and what is said around them; by a chance that is the
 * same in every run.
 */
import {readFileSync} from 'node:fs';
import {z} from 'zod';

const Around = z.strictObject({before: z.array(z.string()), after: z.array(z.string())});
const wrappers = z
  .strictObject({en: Around, es: Around})
  .parse(JSON.parse(readFileSync(new URL('train-wrappers.json', import.meta.url), 'utf8')));

/** With something said before it, after it, or both. */
export function wrap(text: string, language: 'en' | 'es', random: () => number): string {
  const {before, after} = wrappers[language];
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const which = random();
  return [which < 0.7 ? pick(before) : '', text, which > 0.45 ? pick(after) : ''].join(' ').trim();
}

/** Numbers from 0 to 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One letter of one word left out, swapped with its neighbour, or twice; null where all words are short. */
export function misspell(words: readonly string[], random: () => number): string[] | null {
  const long = words.flatMap((word, i) => (/^\p{L}{4,}$/u.test(word) ? [i] : []));
  const chosen = long[Math.floor(random() * long.length)];
  if (chosen === undefined) return null;
  const word = words[chosen] ?? '';
  const at = 1 + Math.floor(random() * (word.length - 1));
  const [before, letter, last] = [word.slice(0, at), word.charAt(at), word.charAt(at - 1)];
  const wrong = [
    before + word.slice(at + 1),
    `${word.slice(0, at - 1)}${letter}${last}${word.slice(at + 1)}`,
    before + letter + word.slice(at),
  ][Math.floor(random() * 3)];
  return words.map((each, i) => (i === chosen ? (wrong ?? each) : each));
}
