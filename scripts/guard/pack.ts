/** Weights as they are kept: fifteen levels each, most of them zero, so that Brotli makes them small. */
import {brotliCompressSync, constants} from 'node:zlib';
import type {Packed} from '../../core/guard/model.ts';
import type {Weights} from './learn.ts';

const levels = 7;
/** Of the weights that are not zero; the strongest few are held down, which also generalises better. */
const heldDownFrom = 0.998;

/** The mean of several, which differ by the order of learning alone, errs less than each. */
export function meanOf(several: readonly Weights[]): Weights {
  const [first, ...others] = several;
  if (!first) throw new Error('There are no weights');
  const byPlace = first.byPlace.map(
    (weight, place) =>
      others.reduce((sum, {byPlace}) => sum + (byPlace[place] ?? 0), weight) / several.length,
  );
  return {byPlace, bias: several.reduce((sum, {bias}) => sum + bias, 0) / several.length};
}

export function pack({byPlace, bias}: Weights): Packed {
  const sizes = byPlace.filter(weight => weight !== 0).map(Math.abs);
  sizes.sort();
  const step = (sizes[Math.floor(sizes.length * heldDownFrom)] ?? 1) / levels;
  const level = (place: number) => {
    const rounded = Math.round((byPlace[place] ?? 0) / step);
    return Math.max(-levels, Math.min(levels, rounded)) + 8;
  };
  const pairs = new Uint8Array(byPlace.length / 2);
  for (let i = 0; i < pairs.length; i++) pairs[i] = level(2 * i) | (level(2 * i + 1) << 4);
  const params = {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22};
  return {weights: brotliCompressSync(pairs, {params}).toString('base64'), step, bias};
}
