/**
 * How alarming a message sounds, by a linear model that `npm run train:guard` made: the sum of what each clue weighs.
 * The worst stretch counts; that a longer message has more chances to sound alarming is taken off.
 */
import {type Clues, clueBits, createClues, gatherClues, meantWeight} from './clues.ts';
import {type Lexicon, loadLexicon} from './lexicon.ts';
import {createWords, readWords, type Words} from './read-words.ts';
import {eachStretch} from './stretches.ts';

export type Model = {
  /** By place of a clue, in steps. */
  weights: Int8Array | Float32Array;
  step: number;
  bias: number;
};

/** Taken off for each doubling of the stretches of a message. */
export const chancePenalty = 0.5;

/** Reads and judges in buffers of its own; no two texts at once. */
export class Judge {
  readonly #model: Model;
  readonly #lexicon: Lexicon;
  readonly words: Words = createWords();
  readonly #clues: Clues = createClues();

  constructor(model: Model, lexicon: Lexicon = loadLexicon()) {
    this.#model = model;
    this.#lexicon = lexicon;
  }

  /** The higher, the more alarming; what holds no word that we can read is not at all. */
  score(text: string): number {
    readWords(text, this.#lexicon, this.words);
    let worst = Number.NEGATIVE_INFINITY;
    const stretches = eachStretch(this.words, (from, to) => {
      worst = Math.max(worst, this.#judge(from, to));
    });
    return stretches === 0 ? worst : worst - chancePenalty * Math.log2(stretches);
  }

  #judge(from: number, to: number): number {
    gatherClues(this.words, from, to, this.#clues);
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

export const placeCount = 1 << clueBits;
