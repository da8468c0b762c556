/** Takes greetings, thanks and goodbyes out of a message, so that what is left is the question, if there is one. */

import {namesTime} from './hours/hours.ts';
import type {Language} from './language.ts';
import {fold} from './words.ts';

export type Heard = {
  /** What is said back to it; null where nothing of the kind was heard. */
  line: string | null;
  /** The folded message without it; empty where it was nothing else. */
  rest: string;
};

/** Of several kinds the last one of the list counts: "thanks, bye" is a goodbye. */
export function hearSmallTalk(language: Language, text: string): Heard {
  let line: string | null = null;
  let rest = fold(text);
  for (const talk of language.smallTalk) {
    const without = rest.replace(talk.heard, ' ');
    if (without !== rest) line = talk.line;
    rest = without;
  }
  // "Hi, and tomorrow?" has no telling word either: what is left of it is a question all the same.
  const asks = language.words.telling(rest).length > 0 || namesTime(language, rest);
  return {line, rest: asks || line === null ? rest : ''};
}
