/** Takes greetings, thanks and goodbyes out of a message, so that what is left is the question, if there is one. */
import {namesTime} from '../hours/hear.ts';
import type {Language, SmallTalkKind} from './language.ts';
import {fold} from './words.ts';

export type SmallTalkHeard = {
  /** Null where nothing of the kind was heard. */
  kind: SmallTalkKind | null;
  /** The folded message without it; empty where it was nothing else. */
  rest: string;
};

/** Of several kinds the last one of the list counts: "thanks, bye" is a goodbye. */
export function hearSmallTalk(language: Language, text: string): SmallTalkHeard {
  let kind: SmallTalkKind | null = null;
  let rest = fold(text);
  for (const talk of language.smallTalk) {
    const without = rest.replace(talk.heard, ' ');
    if (without !== rest) kind = talk.kind;
    rest = without;
  }
  // "Hi, and tomorrow?" has no telling word either: what is left of it is a question all the same.
  const asks = language.words.telling(rest).length > 0 || namesTime(language, rest);
  return {kind, rest: asks || kind === null ? rest : ''};
}
