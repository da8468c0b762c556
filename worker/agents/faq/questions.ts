/** Takes a message apart into what may be questions of their own. However long it is, there are only so many. */
import type {Language} from './language/language.ts';
import {split} from './language/words.ts';

export type Part = {text: string; isQuestion: boolean};

const maxParts = 12;
const maxLength = 300;

/** The sentences; of a long message those at both ends, where people say what they want. */
export function sentencesOf(text: string): Part[] {
  const ends = /(?<=[.!;])(?=\s)|(?<=\?)|(?<=[.!?;]\s*)(?=[¿¡])|\n/;
  const parts = text
    .split(ends)
    .filter(part => /\p{L}/u.test(part))
    .map(part => ({text: part.trim().slice(0, maxLength), isQuestion: /[?¿]/.test(part)}));
  const half = maxParts / 2;
  return parts.length <= maxParts ? parts : [...parts.slice(0, half), ...parts.slice(-half)];
}

/** What a sentence is made of, where commas or "and" may part two questions; itself alone where they do not. */
export function clausesOf({reference}: Language, sentence: string): string[] {
  const clauses = sentence
    .split(/,/)
    .flatMap(part => part.split(reference.joining))
    .map(part => part.trim())
    .filter(part => split(part).length > 0);
  return clauses.length > 4 ? [sentence] : clauses;
}
