/**
 * How alarming a message sounds, by a linear model that `npm run train:guard` made: the sum of what each of its clues
 * weighs. The worst stretch counts. Any text costs at most what a long message does.
 */
import {readFileSync} from 'node:fs';
import {brotliDecompressSync} from 'node:zlib';
import {z} from 'zod';
import {type Clues, clueBits, createClues, gatherClues, meantWeight} from './clues.ts';
import type {Words} from './read-words.ts';
import {eachSentence, eachStretch} from './stretches.ts';

export const modelFile = new URL('model.json', import.meta.url);
export const placeCount = 1 << clueBits;

/** What `npm run train:guard` writes. */
export const Artefact = z.strictObject({
  about: z.string(),
  /** The public corpora among what it learned from. */
  learnedFrom: z.array(
    z.strictObject({name: z.string(), source: z.string(), licence: z.string(), sha256: z.string()}),
  ),
  /** The hash of each file of ours that it comes from, by path: messages, lexicon, code. */
  madeFrom: z.record(z.string(), z.string()),
  /** From these scores on a message is one, or may be. */
  thresholds: z.strictObject({emergency: z.number(), urgent: z.number()}),
  bias: z.number(),
  step: z.number(),
  /** Four bits for each place, minus eight; Brotli, base64. */
  weights: z.string(),
  /** The words that it met; see `Vocabulary`. */
  english: z.string(),
  spanish: z.string(),
});
export type Artefact = z.infer<typeof Artefact>;

export type Packed = Pick<Artefact, 'weights' | 'step' | 'bias'>;

export type Model = {
  /** By place of a clue, in steps. */
  weights: Int8Array | Float32Array;
  step: number;
  bias: number;
};

export function loadArtefact(): Artefact {
  return Artefact.parse(JSON.parse(readFileSync(modelFile, 'utf8')));
}

export function unpackWeights({weights: packed, step, bias}: Packed): Model {
  const pairs = brotliDecompressSync(Buffer.from(packed, 'base64'));
  const weights = new Int8Array(placeCount);
  for (const [i, pair] of pairs.entries()) {
    weights[2 * i] = (pair & 15) - 8;
    weights[2 * i + 1] = (pair >> 4) - 8;
  }
  return {weights, step, bias};
}

/** A longer message has more chances to sound alarming: taken off for each doubling of what is judged. */
const forChances = 1;
/** Taken off a sentence that is judged without what stands around it. */
const forLackOfContext = 1;

export class Judge {
  readonly #model: Model;
  readonly #clues: Clues = createClues();

  constructor(model: Model) {
    this.#model = model;
  }

  /** The higher, the more alarming; a text without a word that we can read is not at all. */
  score(words: Words): number {
    let worst = Number.NEGATIVE_INFINITY;
    const judge = (from: number, to: number) => {
      worst = Math.max(worst, this.#judge(words, from, to));
    };
    const stretches = eachStretch(words, judge);
    const inContext = worst - forChances * Math.log2(Math.max(1, stretches));
    worst = Number.NEGATIVE_INFINITY;
    const sentences = eachSentence(words, judge);
    return Math.max(inContext, worst - forLackOfContext - forChances * Math.log2(Math.max(1, sentences)));
  }

  #judge(words: Words, from: number, to: number): number {
    gatherClues(words, from, to, this.#clues);
    const {plain, plainCount, meant, meantCount} = this.#clues;
    const {weights, step, bias} = this.#model;
    let said = 0;
    for (let i = 0; i < plainCount; i++) said += weights[plain[i] ?? 0] ?? 0;
    let intended = 0;
    for (let i = 0; i < meantCount; i++) intended += weights[meant[i] ?? 0] ?? 0;
    const square = Math.max(1, plainCount + meantCount * meantWeight * meantWeight);
    return bias + ((said + intended * meantWeight) * step) / Math.sqrt(Math.sqrt(square));
  }
}
