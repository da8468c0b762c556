/**
 * Learns weights from labelled messages: logistic regression by FTRL-Proximal, with most clues left out at random each
 * time, so that no clue may rely on another (it is what generalises to other authors; see docs/decisions).
 * A message is as alarming as its worst stretch. The same messages give the same weights.
 */
import {type Clues, clueBits, meantWeight} from '../../core/guard/clues.ts';

/** The clues of a stretch; from `meantFrom` on they are of what is meant. */
export type Stretch = {places: Int32Array; meantFrom: number};
export type Example = {stretches: readonly Stretch[]; alarm: boolean; weight: number};
export type Weights = {byPlace: Float32Array; bias: number};

export const settings = {
  rounds: 24,
  leftOut: 0.75,
  rate: 1,
  steadiness: 1,
  ridge: 0.05,
  seed: 1,
};

export function toStretch({plain, plainCount, meant, meantCount}: Clues): Stretch {
  const places = new Int32Array(plainCount + meantCount);
  places.set(plain.subarray(0, plainCount));
  places.set(meant.subarray(0, meantCount), plainCount);
  return {places, meantFrom: plainCount};
}

/** By the fourth root of the clues' square sum: between a sum, which long texts win, and a mean, which they lose. */
export function scaleOf({places, meantFrom}: Stretch): number {
  const square = meantFrom + (places.length - meantFrom) * meantWeight ** 2;
  return 1 / Math.max(1, square) ** 0.25;
}

export function learn(examples: readonly Example[], options: Partial<typeof settings> = {}): Weights {
  const learner = new Learner({...settings, ...options});
  const order = examples.map((_, i) => i);
  for (let round = 0; round < learner.rounds; round++) {
    shuffle(order, learner.random);
    for (const i of order) {
      const example = examples[i];
      if (example) learner.see(example);
    }
  }
  return learner.weights();
}

class Learner {
  readonly rounds: number;
  readonly random: () => number;
  readonly #options: typeof settings;
  readonly #sums = new Float32Array(1 << clueBits);
  readonly #squares = new Float32Array(1 << clueBits);
  #biasSum = 0;
  #biasSquares = 0;
  #kept = new Uint8Array(1 << 13);

  constructor(options: typeof settings) {
    this.#options = options;
    this.rounds = options.rounds;
    this.random = randomFrom(options.seed);
  }

  see({stretches, alarm, weight}: Example): void {
    const stretch = stretches.length === 1 ? stretches[0] : this.#worst(stretches);
    if (!stretch) return;
    const {places, meantFrom} = stretch;
    const kept = this.#kept;
    const scale = scaleOf(stretch) / (1 - this.#options.leftOut);
    let score = this.#bias();
    for (let i = 0; i < places.length; i++) {
      const keeps = this.random() >= this.#options.leftOut;
      kept[i] = keeps ? 1 : 0;
      if (keeps) score += this.#weight(places[i] ?? 0) * scale * (i < meantFrom ? 1 : meantWeight);
    }
    const error = (1 / (1 + Math.exp(-score)) - (alarm ? 1 : 0)) * weight;
    if (Math.abs(error) < 1e-4) return;
    for (let i = 0; i < places.length; i++) {
      if (kept[i]) this.#move(places[i] ?? 0, error * scale * (i < meantFrom ? 1 : meantWeight));
    }
    this.#biasSum += error - this.#step(this.#biasSquares, error) * this.#bias();
    this.#biasSquares += error * error;
  }

  weights(): Weights {
    return {byPlace: this.#sums.map((_, place) => this.#weight(place)), bias: this.#bias()};
  }

  #worst(stretches: readonly Stretch[]): Stretch | undefined {
    let worst: Stretch | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const stretch of stretches) {
      const scale = scaleOf(stretch);
      let score = 0;
      for (const [i, place] of stretch.places.entries()) {
        score += this.#weight(place) * scale * (i < stretch.meantFrom ? 1 : meantWeight);
      }
      if (score > most) [worst, most] = [stretch, score];
    }
    return worst;
  }

  #move(place: number, gradient: number): void {
    const squares = this.#squares[place] ?? 0;
    const sum = this.#sums[place] ?? 0;
    this.#sums[place] = sum + gradient - this.#step(squares, gradient) * this.#weight(place);
    this.#squares[place] = squares + gradient * gradient;
  }

  #step(squares: number, gradient: number): number {
    return (Math.sqrt(squares + gradient * gradient) - Math.sqrt(squares)) / this.#options.rate;
  }

  #weight(place: number): number {
    const sum = this.#sums[place] ?? 0;
    if (sum === 0) return 0;
    const {rate, steadiness, ridge} = this.#options;
    return -sum / ((steadiness + Math.sqrt(this.#squares[place] ?? 0)) / rate + ridge);
  }

  #bias(): number {
    const {rate, steadiness} = this.#options;
    return -this.#biasSum / ((steadiness + Math.sqrt(this.#biasSquares)) / rate);
  }
}

/** The same numbers for the same seed, from 0 to before 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
}
