/**
 * Decides whether what may be an emergency is one. What stands around it can take it back: a negation, a time long
 * past, a question about the matter, a figure of speech. Whatever nothing takes back is upheld: in doubt somebody
 * reads a number too many.
 */
import type {Context} from './language.ts';
import type {Match, Pattern, Sightings} from './pattern.ts';
import type {Tokens} from './tokens.ts';

export type Patterns = readonly Pattern[];

/** A message as far as it has been read. */
export type Read = {
  tokens: Tokens;
  sightings: Sightings;
  negations: ReadonlySet<number>;
  /** Where a negation ends though no comma stands there. */
  turns: ReadonlySet<number>;
};

const negationWords = 8;
const endingWords = 6;

export class Judge {
  readonly #tokens: Tokens;
  readonly #sightings: Sightings;
  readonly #idioms: ReadonlySet<number>;
  readonly #negations: ReadonlySet<number>;
  readonly #turns: ReadonlySet<number>;
  readonly #lists: ReadonlySet<number>;
  readonly #endings: readonly Match[];
  /** Sentences that are about what was. */
  readonly #past: ReadonlySet<number>;
  /** Where the matter is named that a sentence is about, by sentence. */
  readonly #topics: ReadonlyMap<number, number>;

  constructor(rules: Context<Patterns>, {tokens, sightings, negations, turns}: Read) {
    this.#tokens = tokens;
    this.#sightings = sightings;
    this.#idioms = placesOf(rules.idioms, sightings);
    this.#negations = negations;
    this.#turns = turns;
    this.#lists = placesOf(rules.lists, sightings);
    this.#endings = matchesOf(rules.endings, sightings);
    this.#past = without(
      this.#sentences(placesOf(rules.past, sightings)),
      this.#sentences(placesOf(rules.now, sightings)),
    );
    const somebody = this.#sentences(
      without(placesOf(rules.somebody, sightings), placesOf(rules.nobody, sightings)),
    );
    const topics = matchesOf(rules.topics, sightings).map(
      ({start}) => [sightings.sentenceOf(start), start] as const,
    );
    this.#topics = new Map(
      topics.filter(([sentence]) => !somebody.has(sentence)).sort(([, a], [, b]) => b - a),
    );
  }

  upholds(match: Match): boolean {
    return !(
      match.places.some(place => this.#idioms.has(place)) ||
      this.#past.has(this.#sightings.sentenceOf(match.start)) ||
      this.#isTopic(match) ||
      this.#isNegated(match) ||
      this.#hasEnded(match)
    );
  }

  #isTopic({start, end}: Match): boolean {
    const topic = this.#topics.get(this.#sightings.sentenceOf(start));
    if (topic === undefined) return false;
    for (let place = end + 1; place <= topic; place++)
      if (this.#tokens.breaks[place] !== 'none') return false;
    return true;
  }

  /** Is there a negation inside the match that is not of it, or before it in the same clause? */
  #isNegated({start, end, places}: Match): boolean {
    for (let place = start; place < end; place++) {
      if (this.#negations.has(place) && !places.includes(place)) return true;
    }
    for (let place = start - 1; place >= Math.max(0, start - negationWords); place--) {
      const after = this.#tokens.breaks[place + 1];
      if (after === 'stop' || this.#turns.has(place + 1)) return false;
      if (after === 'pause' && !this.#isListed(place + 1, end)) return false;
      if (this.#negations.has(place)) return true;
    }
    return false;
  }

  #isListed(from: number, to: number): boolean {
    for (let place = from; place <= to + 2; place++) if (this.#lists.has(place)) return true;
    return false;
  }

  #hasEnded({end}: Match): boolean {
    return this.#endings.some(
      ({start}) =>
        start > end &&
        start <= end + endingWords &&
        this.#sightings.sentenceOf(start) === this.#sightings.sentenceOf(end) &&
        ![1, 2, 3].some(back => start - back > end && this.#negations.has(start - back)),
    );
  }

  #sentences(places: Iterable<number>): Set<number> {
    return new Set(Array.from(places, place => this.#sightings.sentenceOf(place)));
  }
}

export function negationsIn(sightings: Sightings, rules: Context<Patterns>): Set<number> {
  return without(placesOf(rules.negations, sightings), placesOf(rules.falseNegations, sightings));
}

export function turnsIn(sightings: Sightings, rules: Context<Patterns>): Set<number> {
  return new Set(matchesOf(rules.turns, sightings).map(({start}) => start));
}

function matchesOf(patterns: Patterns, sightings: Sightings): Match[] {
  return patterns.flatMap(pattern => sightings.find(pattern));
}

function placesOf(patterns: Patterns, sightings: Sightings): Set<number> {
  return new Set(matchesOf(patterns, sightings).flatMap(({places}) => places));
}

function without(places: ReadonlySet<number>, taken: ReadonlySet<number>): Set<number> {
  return new Set([...places].filter(place => !taken.has(place)));
}
