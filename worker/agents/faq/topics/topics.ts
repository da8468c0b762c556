/**
 * Hears what a text is about: a linear model over its words, trained by `npm run train:faq`, gives each topic of a
 * front desk a probability, and also what is none of them: a personal medical question, small talk, everything else.
 */
import {readFileSync} from 'node:fs';
import {brotliDecompressSync} from 'node:zlib';
import {z} from 'zod';
import {bucketCount, featuresOf, hash, wordsIn} from './features.ts';

/** As `npm run train:faq` writes it. */
export const Weights = z.strictObject({
  /** A digest of all that it was trained on, and by. */
  inputs: z.string(),
  trainedOn: z.array(z.string()),
  /** What a weight is divided by. */
  scale: z.number(),
  /** Topics, then classes that are none, which begin with a hyphen; the last column is the language. */
  classes: z.array(z.string()),
  bias: z.array(z.number()),
  /** A bit per hashed word that training knew. */
  words: z.base64(),
  /** Per bucket: how many weights, then class and weight of each; compressed. */
  weights: z.base64(),
});
export type Weights = z.infer<typeof Weights>;

/** Language is the last class of the weights, beside all others. */
export const languageClass = 'es';

export const wordBits = 1 << 17;

export type Heard = {
  /** The likeliest topic, and how likely it is, 0 to 1. */
  topic: string;
  likelihood: number;
  /** How likely any topic or class is. */
  of(name: string): number;
  /** How likely it is Spanish, not English. */
  spanish: number;
};

const weights = Weights.parse(JSON.parse(readFileSync(new URL('weights.json', import.meta.url), 'utf8')));
const classes = weights.classes;
const width = classes.length;
const known = Buffer.from(weights.words, 'base64');
const table = expand(brotliDecompressSync(Buffer.from(weights.weights, 'base64')));

export function hearTopics(text: string): Heard {
  const {buckets, worth} = featuresOf(wordsIn(text), isKnownWord);
  const sums = Float64Array.from(weights.bias);
  for (const [i, bucket] of buckets.entries()) {
    const share = (worth[i] ?? 0) / weights.scale;
    const row = bucket * width;
    for (let k = 0; k < width; k += 1) sums[k] = (sums[k] ?? 0) + share * (table[row + k] ?? 0);
  }
  const spanish = 1 / (1 + Math.exp(-(sums[width - 1] ?? 0)));
  const likelihoods = softmax(sums.subarray(0, width - 1));
  const of = (name: string) => likelihoods[classes.indexOf(name)] ?? 0;
  const topic = topics.reduce((best, each) => (of(each) > of(best) ? each : best));
  return {topic, likelihood: of(topic), of, spanish};
}

/** What a front desk is asked, without the classes that are no topic. */
export const topics: readonly string[] = classes.slice(0, -1).filter(name => !name.startsWith('-'));

/** Whether training knew a folded word. */
export function isKnownWord(word: string): boolean {
  return hasBit(known, word);
}

export function hasBit(bits: Uint8Array, word: string): boolean {
  const bit = hash(word) % wordBits;
  return ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function softmax(sums: Float64Array): Float64Array {
  const top = sums.reduce((a, b) => Math.max(a, b));
  const raised = sums.map(sum => Math.exp(sum - top));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map(each => each / total);
}

function expand(packed: Uint8Array): Int8Array {
  const all = new Int8Array(bucketCount * width);
  let at = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const count = packed[at] ?? 0;
    at += 1;
    for (let i = 0; i < count; i += 1, at += 2) all[bucket * width + (packed[at] ?? 0)] = packed[at + 1] ?? 0;
  }
  return all;
}
