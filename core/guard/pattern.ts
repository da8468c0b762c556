/**
 * Patterns over the symbols of a message. `CHEST + PAIN`: both near each other, in any order. `WANT to DIE`: one
 * after the other, with up to two words between; `left_arm`: with none between. Nothing reaches over the end of a
 * sentence.
 */
import type {Lexicon} from './lexicon.ts';
import type {Tokens} from './tokens.ts';

/** A sequence is a list of symbols, each with the words that may stand before it. */
type Sequence = ReadonlyArray<{symbol: string; gap: number}>;
export type Pattern = readonly Sequence[];

/** Places of words; `end` is behind the last. */
export type Passage = {start: number; end: number};

/** Places of words, in order. */
export type Match = {start: number; end: number; places: readonly number[]};

const gapWords = 2;
const nearWords = 6;

export function parsePattern(text: string): Pattern {
  return text
    .split(' + ')
    .map(sequence =>
      sequence
        .split(' ')
        .flatMap(step => step.split('_').map((symbol, i) => ({symbol, gap: i === 0 ? gapWords : 0}))),
    );
}

/** The words that a pattern names itself; sets are written in capitals. */
export function wordsOf(pattern: Pattern): string[] {
  return pattern.flat().flatMap(({symbol}) => (/^[A-Z]/.test(symbol) ? [] : [symbol]));
}

/** A message made ready for patterns: where each symbol is. */
export class Sightings {
  readonly #places = new Map<string, number[]>();
  /** The sentence of each word, counted from the beginning. */
  readonly #sentences: number[] = [];
  readonly #symbols: Array<readonly string[]> = [];

  constructor({words, breaks}: Tokens, lexicon: Lexicon) {
    const known = new Map<string, readonly string[]>();
    let sentence = 0;
    for (const [place, word] of words.entries()) {
      if (breaks[place] === 'stop') sentence++;
      this.#sentences.push(sentence);
      let symbols = known.get(word);
      if (!symbols) {
        symbols = lexicon.symbolsOf(word);
        known.set(word, symbols);
      }
      this.#symbols.push(symbols);
      for (const symbol of symbols) this.#add(symbol, place);
    }
  }

  #add(symbol: string, place: number): void {
    const places = this.#places.get(symbol);
    if (!places) this.#places.set(symbol, [place]);
    else if (places.at(-1) !== place) places.push(place);
  }

  sentenceOf(place: number): number {
    return this.#sentences[place] ?? 0;
  }

  sentences(): Passage[] {
    const starts = this.#sentences.flatMap((number, place) =>
      number === this.#sentences[place - 1] ? [] : [place],
    );
    return starts.map((start, i) => ({start, end: starts[i + 1] ?? this.#sentences.length}));
  }

  symbolsAt(place: number): readonly string[] {
    return this.#symbols[place] ?? [];
  }

  /** Is every symbol of the pattern somewhere? */
  has(pattern: Pattern): boolean {
    return pattern.every(sequence => sequence.every(({symbol}) => this.#places.has(symbol)));
  }

  find(pattern: Pattern): Match[] {
    const matches: Match[] = [];
    const [first, ...others] = pattern;
    if (!first || !this.has(pattern)) return matches;
    for (const start of this.#placesOf(first[0]?.symbol)) {
      const found = this.#follow(first, start);
      if (!found) continue;
      const places = [...found];
      if (others.every(other => this.#joinNear(other, places))) {
        places.sort((a, b) => a - b);
        matches.push({start: places[0] ?? start, end: places.at(-1) ?? start, places});
      }
    }
    return matches;
  }

  #placesOf(symbol: string | undefined): readonly number[] {
    return this.#places.get(symbol ?? '') ?? [];
  }

  /** The places of a sequence that begins here. */
  #follow(sequence: Sequence, start: number): number[] | null {
    const places = [start];
    for (const {symbol, gap} of sequence.slice(1)) {
      const last = places.at(-1) ?? start;
      const next = firstAfter(this.#placesOf(symbol), last);
      if (next === undefined || next > last + 1 + gap || this.sentenceOf(next) !== this.sentenceOf(start))
        return null;
      places.push(next);
    }
    return places;
  }

  /** Adds the places of a sequence that is near those that are there. */
  #joinNear(sequence: Sequence, places: number[]): boolean {
    const low = Math.min(...places);
    const high = Math.max(...places);
    const starts = this.#placesOf(sequence[0]?.symbol);
    for (let i = firstIndexAfter(starts, low - nearWords - 2); i < starts.length; i++) {
      const start = starts[i] ?? 0;
      if (start > high + nearWords + 1) return false;
      if (places.includes(start) || this.sentenceOf(start) !== this.sentenceOf(low)) continue;
      const found = this.#follow(sequence, start);
      if (found) return places.push(...found) > 0;
    }
    return false;
  }
}

function firstAfter(places: readonly number[], place: number): number | undefined {
  return places[firstIndexAfter(places, place)];
}

/** By halving: places are in order. */
function firstIndexAfter(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
