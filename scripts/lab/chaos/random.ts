/** Chance that can be had again: the same seed gives the same numbers on every machine and version of Node. */
export type Random = {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number, at least 0, less than `n`. */
  int(n: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
};

/** mulberry32: 32 bits of state, plenty for choosing faults. `seed` is a whole number, of which 32 bits count. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (n: number) => Math.floor(next() * n);
  return {
    next,
    int,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('There is nothing to pick from');
      return list[int(list.length)] as T;
    },
    chance: p => next() < p,
  };
}
