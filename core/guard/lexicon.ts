/**
 * Which symbols a word stands for. A symbol is a word that patterns name, or the name of a set of words. A word that
 * is not known by its spelling is known by its beginning (`bleed*`), or else by one typing error, in long words by
 * two. A look-up costs what the length of the word says, whatever the word is.
 */
import {type Near, nearWords} from './near-words.ts';

/** Longer ones are no words. */
const longest = 24;
const mostMet = 5000;
/** The symbol of every number from ten to 9999. */
const many = 'MANY';
const anyMany = /^[1-9]\d{1,3}$/;

export class Lexicon {
  readonly #exact = new Map<string, string[]>();
  readonly #beginnings = new Map<string, string[]>();
  readonly #beginningLengths: ReadonlySet<number>;
  readonly #near: Near;
  readonly #distinct: ReadonlySet<string>;
  /** Words are met again and again, and comparing them is most of the work. */
  readonly #met = new Map<string, readonly string[]>();

  /**
   * `entries`: symbol and word, the word with a `*` where only its beginning counts. `distinct`: words that are close
   * to one of these, and no typing errors.
   */
  constructor(entries: Iterable<readonly [symbol: string, word: string]>, distinct: ReadonlySet<string>) {
    for (const [symbol, word] of entries) {
      if (word.endsWith('*')) add(this.#beginnings, word.slice(0, -1), symbol);
      else add(this.#exact, word, symbol);
    }
    this.#beginningLengths = new Set(Array.from(this.#beginnings.keys(), ({length}) => length));
    // So that a known word needs no second look.
    for (const [word, symbols] of this.#exact) symbols.push(...this.#byBeginning(word));
    this.#near = nearWords(this.#exact.keys());
    this.#distinct = distinct;
  }

  /** Is it a word of ours, rightly spelled? */
  knows(word: string): boolean {
    return this.#exact.has(word);
  }

  symbolsOf(word: string): readonly string[] {
    const met = this.#met.get(word);
    if (met) return met;
    const symbols = this.#lookUp(word);
    if (this.#met.size >= mostMet) this.#met.clear();
    this.#met.set(word, symbols);
    return symbols;
  }

  #lookUp(word: string): readonly string[] {
    const exact = this.#exact.get(word);
    if (anyMany.test(word)) return [many, ...(exact ?? [])];
    if (exact || word.length > longest) return exact ?? [];
    const begun = this.#byBeginning(word);
    if (begun.length > 0 || this.#distinct.has(word)) return begun;
    return this.#near(word).flatMap(meant => this.#exact.get(meant) ?? []);
  }

  #byBeginning(word: string): string[] {
    const found: string[] = [];
    for (const length of this.#beginningLengths) {
      if (word.length >= length) found.push(...(this.#beginnings.get(word.slice(0, length)) ?? []));
    }
    return found;
  }
}

function add(lists: Map<string, string[]>, name: string, item: string): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
