/**
 * What the words of a passage hint at, each clue once: the beginning of a word, which most of its forms share; the
 * sets it belongs to, misspelled or not; the same again where it stands behind a negation (`no_`); how sentences begin
 * (`so_`); and whether anything is asked (`?`).
 */
import type {Read} from './judge.ts';
import type {Passage} from './pattern.ts';

/** `speaks`: for an alarm, and not by being a number, which alone says nothing. */
type Clue = {name: string; weight: number; speaks: boolean; countedIn: number};

const beginning = 5;
const negatedWords = 5;

export class Clues {
  readonly #weights: ReadonlyMap<string, number>;
  readonly #clues = new Map<string, Clue>();
  /** By word. */
  readonly #plain = new Map<string, readonly Clue[]>();
  readonly #negated = new Map<string, readonly Clue[]>();
  readonly #byPlace: ReadonlyArray<readonly Clue[]>;
  #weighings = 0;

  constructor(
    {tokens: {words, breaks, asked}, sightings, negations, turns}: Read,
    weights: ReadonlyMap<string, number>,
  ) {
    this.#weights = weights;
    const question = this.#clue('?');
    let negatedUntil = -1;
    this.#byPlace = words.map((word, place) => {
      const isFirst = breaks[place] === 'stop';
      if (breaks[place] !== 'none' || turns.has(place)) negatedUntil = -1;
      const clues = this.#cluesOf(word, sightings.symbolsAt(place), place <= negatedUntil);
      if (negations.has(place)) negatedUntil = place + negatedWords;
      if (!isFirst && !asked.has(place)) return clues;
      const first = isFirst ? [this.#clue(`so_${word.slice(0, beginning)}`)] : [];
      return [...clues, ...first, ...(asked.has(place) ? [question] : [])];
    });
  }

  names(): string[] {
    return [...new Set(this.#byPlace.flat())].map(({name}) => name);
  }

  /** The more clues there are, the less each of them says. */
  weigh({start, end}: Passage): number {
    const weighing = ++this.#weighings;
    let [sum, count, speaks] = [0, 0, false];
    for (let place = start; place < end; place++) {
      for (const clue of this.#byPlace[place] ?? []) {
        if (clue.countedIn === weighing) continue;
        clue.countedIn = weighing;
        count++;
        sum += clue.weight;
        speaks ||= clue.speaks;
      }
    }
    return speaks ? sum / Math.sqrt(count) : Math.min(0, sum);
  }

  #cluesOf(word: string, symbols: readonly string[], isNegated: boolean): readonly Clue[] {
    const known = isNegated ? this.#negated : this.#plain;
    let clues = known.get(word);
    if (!clues) {
      const names = [word, ...symbols].map(hint => (/^[A-Z]/.test(hint) ? hint : hint.slice(0, beginning)));
      if (isNegated) names.push(...names.map(name => `no_${name}`));
      clues = names.map(name => this.#clue(name));
      known.set(word, clues);
    }
    return clues;
  }

  #clue(name: string): Clue {
    let clue = this.#clues.get(name);
    if (!clue) {
      const weight = this.#weights.get(name) ?? 0;
      clue = {name, weight, speaks: weight > 0 && !/^(?:so_)?(?:MANY|\d+)$/.test(name), countedIn: 0};
      this.#clues.set(name, clue);
    }
    return clue;
  }
}
