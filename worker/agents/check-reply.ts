/**
 * Instructions never come back: a reply that repeats a long run of their letters is broken off before the run is out.
 * Whatever else stands between the letters, and however they are written, does not matter. Words that happen to agree
 * with the instructions are held until they differ again, so an ordinary reply is not delayed; a run that has begun
 * shows at most its first letters.
 */
import type {Said} from './agent.ts';
import {failure} from './upstream/faults.ts';

/** So many letters in one run are no coincidence. */
const runLetters = 50;
/** So many are one: they go out at once. */
const chanceLetters = 20;

/** Throws a failure instead of the run. */
export async function* checkReply(pieces: AsyncIterable<Said>, instructions: string): AsyncGenerator<Said> {
  const guarded = lettersOfAll(instructions);
  let held = '';
  let run = new Run(guarded);
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (piece.type === 'reset') [held, run] = ['', new Run(guarded)];
      yield piece;
      continue;
    }
    let at = held.length;
    held += piece;
    for (const character of piece) {
      for (const letter of lettersOf(character)) run.add(letter, at);
      if (run.length >= runLetters) throw failure('leaking');
      at += character.length;
    }
    const end = run.length < chanceLetters ? held.length : run.from;
    const free = held.slice(0, end).replace(/[\uD800-\uDBFF]$/, ''); // half a character waits for the rest
    if (free !== '') yield free;
    held = held.slice(free.length);
    run.move(free.length);
  }
  if (held !== '') yield held;
}

/** The longest end of what was said that also stands in the instructions, letter by letter. */
class Run {
  readonly #guarded: string;
  #letters = '';
  /** Where each of them stands in what is held. */
  #places: number[] = [];

  constructor(guarded: string) {
    this.#guarded = guarded;
  }

  get length(): number {
    return this.#letters.length;
  }

  get from(): number {
    return Math.max(0, this.#places[0] ?? 0);
  }

  add(letter: string, place: number): void {
    this.#letters += letter;
    this.#places.push(place);
    while (!this.#guarded.includes(this.#letters)) {
      this.#letters = this.#letters.slice(1);
      this.#places.shift();
    }
  }

  /** So much of what was held has gone out. */
  move(chars: number): void {
    this.#places = this.#places.map(place => place - chars);
  }
}

/** Few are in use at a time, one for each clinic. */
const folded = new Map<string, string>();

function lettersOfAll(instructions: string): string {
  const known = folded.get(instructions);
  if (known !== undefined) return known;
  if (folded.size > 100) folded.clear();
  const letters = [...instructions].map(lettersOf).join('');
  folded.set(instructions, letters);
  return letters;
}

/** In lower case, without accents; nothing for what is no letter and no digit. */
function lettersOf(character: string): string {
  if (/^[a-z0-9]$/.test(character)) return character;
  return character
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
