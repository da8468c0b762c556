/**
 * What the words of a passage hint at, each clue once: the beginning of a word, which most of its forms share; the
 * sets it belongs to, misspelled or not; the same again where it stands behind a negation (`no_`); how sentences begin
 * (`so_`); and whether anything is asked (`?`).
 */
import type {Read} from './judge.ts';
import type {Passage} from './pattern.ts';

const beginning = 5;
const negatedWords = 5;

export class Clues {
  readonly #byPlace: ReadonlyArray<readonly string[]>;

  constructor({tokens: {words, breaks, asked}, sightings, negations, turns}: Read) {
    const known = new Map<string, Hints>();
    let negatedUntil = -1;
    this.#byPlace = words.map((word, place) => {
      const hints = known.get(word) ?? hintsOf(word, sightings.symbolsAt(place));
      known.set(word, hints);
      if (breaks[place] !== 'none' || turns.has(place)) negatedUntil = -1;
      const clues = place <= negatedUntil ? hints.negated : hints.plain;
      if (negations.has(place)) negatedUntil = place + negatedWords;
      const also = [breaks[place] === 'stop' ? hints.first : '', asked.has(place) ? '?' : ''].filter(Boolean);
      return also.length > 0 ? [...clues, ...also] : clues;
    });
  }

  of({start, end}: Passage): Set<string> {
    const clues = new Set<string>();
    for (let place = start; place < end; place++)
      for (const clue of this.#byPlace[place] ?? []) clues.add(clue);
    return clues;
  }
}

type Hints = {plain: readonly string[]; negated: readonly string[]; first: string};

function hintsOf(word: string, symbols: readonly string[]): Hints {
  const plain = [word, ...symbols].map(hint => (/^[A-Z]/.test(hint) ? hint : hint.slice(0, beginning)));
  return {
    plain,
    negated: [...plain, ...plain.map(clue => `no_${clue}`)],
    first: `so_${word.slice(0, beginning)}`,
  };
}
