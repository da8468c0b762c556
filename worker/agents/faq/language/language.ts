/** What the `faq` agent has to know of a language. Words and patterns are folded. */
import type {HoursTalk} from '../hours/hours-talk.ts';
import type {Words} from './words.ts';

export type Language = {
  code: 'en' | 'es';
  words: Words;
  hours: HoursTalk;
  reference: Reference;
  smallTalk: readonly SmallTalk[];
  lines: Lines;
};

/** How a question leans on the one before it. */
export type Reference = {
  /** Words that ask for something of a thing without naming the thing: how much, how long, where. */
  aspects: ReadonlySet<string>;
  /** What is asked for so, and what an answer that tells it must have. */
  asks: Readonly<Record<Aspect, RegExp>>;
  /** Begins a question that adds to the one before: "and for children?" */
  adding: RegExp;
  /** What stands after that, where it is no question of its own: "for children". */
  fragment: RegExp;
  /** "It", "that", "there". */
  pointing: RegExp;
  /** Speaks of the clinic itself: "your", "do you". */
  addressing: RegExp;
  /** Stands between two questions of one sentence. */
  joining: RegExp;
};

export type Aspect = 'where' | 'when' | 'price';

export type SmallTalkKind = 'greeting' | 'thanks' | 'goodbye';

/** What people say besides asking: how it is heard (a global pattern). */
export type SmallTalk = {kind: SmallTalkKind; heard: RegExp};

/** The sentences of the agent's own. */
export type Lines = Record<SmallTalkKind | 'unknown' | 'rest' | 'otherInsurance' | 'wordless', string> & {
  /** A clinician must answer this; `number` is for what cannot wait. */
  clinician(number: string): string;
  /** A holiday that the clinic's calendar says nothing of. */
  holiday(phone: string): string;
};
