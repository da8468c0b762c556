/**
 * What the words of a passage hint at, each clue once: the beginning of a word, which most of its forms share; the
 * sets it belongs to, misspelled or not; and the same again where it stands behind a negation.
 */
import type {Sightings} from './pattern.ts';
import type {Tokens} from './tokens.ts';

/** Places of words; `end` is not in it. */
export type Passage = {start: number; end: number};

const beginning = 5;
const negatedWords = 5;

export function cluesOf(
  {words, breaks}: Tokens,
  sightings: Sightings,
  negations: ReadonlySet<number>,
  {start, end}: Passage,
): Set<string> {
  const clues = new Set<string>();
  let negatedUntil = 0;
  for (let place = start; place < end; place++) {
    if (breaks[place] !== 'none') negatedUntil = 0;
    for (const clue of hints(words[place] ?? '', sightings.symbolsAt(place))) {
      clues.add(clue);
      if (place <= negatedUntil) clues.add(`no_${clue}`);
    }
    if (negations.has(place)) negatedUntil = place + negatedWords;
  }
  return clues;
}

function hints(word: string, symbols: readonly string[]): string[] {
  return [word, ...symbols].map(hint => (/^[A-Z]/.test(hint) ? hint : hint.slice(0, beginning)));
}
