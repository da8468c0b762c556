/** Logistic regression by stochastic gradient, with a step of its own for each weight (AdaGrad). */
import {bucketCount, type Features} from '../../worker/agents/faq/topics/features.ts';
import {createRandom} from './train-noise.ts';

/** `weights` by bucket, then class. */
export type Model = {weights: Float32Array; bias: Float32Array};
type Lesson = {features: Features; class: number; weight: number};

const epochs = 20;
const step = 0.5;
const decay = 1e-6;

/** A probability for each of `count` classes. */
export function learn(lessons: readonly Lesson[], count: number): Model {
  const weights = new Float32Array(bucketCount * count);
  const squares = new Float32Array(bucketCount * count).fill(1e-3);
  const bias = new Float32Array(count);
  const biasSquares = new Float32Array(count).fill(1e-3);
  const sums = new Float64Array(count);
  for (const {features, class: right, weight} of shuffled(lessons)) {
    const {buckets, worth} = features;
    sums.set(bias);
    for (let i = 0; i < buckets.length; i += 1) {
      const row = (buckets[i] ?? 0) * count;
      for (let k = 0; k < count; k += 1) sums[k] = (sums[k] ?? 0) + (weights[row + k] ?? 0) * (worth[i] ?? 0);
    }
    const top = Math.max(...sums);
    const total = sums.reduce((sum, each) => sum + Math.exp(each - top), 0);
    for (let k = 0; k < count; k += 1) {
      const likelihood = Math.exp((sums[k] ?? 0) - top) / total;
      const error = (likelihood - (k === right ? 1 : 0)) * weight;
      if (Math.abs(error) < 1e-4) continue; // nothing to learn here, and most classes are such
      biasSquares[k] = (biasSquares[k] ?? 0) + error * error;
      bias[k] = (bias[k] ?? 0) - (0.1 * step * error) / Math.sqrt(biasSquares[k] ?? 1);
      for (let i = 0; i < buckets.length; i += 1) {
        const at = (buckets[i] ?? 0) * count + k;
        const slope = error * (worth[i] ?? 0) + decay * (weights[at] ?? 0);
        squares[at] = (squares[at] ?? 0) + slope * slope;
        weights[at] = (weights[at] ?? 0) - (step * slope) / Math.sqrt(squares[at] ?? 1);
      }
    }
  }
  return {weights, bias};
}

/** How likely a text is Spanish: the second of two classes, told as one number. */
export function learnLanguage(lessons: ReadonlyArray<Lesson & {spanish: boolean | null}>): Model {
  const asked = lessons
    .filter(({spanish}) => spanish !== null)
    .map(lesson => ({...lesson, class: lesson.spanish ? 1 : 0, weight: 1}));
  const {weights} = learn(asked, 2);
  const difference = Float32Array.from(
    {length: bucketCount},
    (_, i) => (weights[2 * i + 1] ?? 0) - (weights[2 * i] ?? 0),
  );
  // Without a bias: a text that tells nothing is of no language.
  return {weights: difference, bias: new Float32Array(1)};
}

/** All of them as often as there are epochs, in an order that is the same in every run. */
function* shuffled<T>(all: readonly T[]): Generator<T> {
  const random = createRandom(1);
  const order = [...all];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      const [a, b] = [order[i], order[j]];
      if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
    }
    yield* order;
  }
}
