/** How a language asks for hours, and tells them: what `hours.ts` needs of it. */
import type {HoursSentences} from './tell.ts';
import type {TimeWords} from './when.ts';

/** How a language asks for hours, and how it tells them. Words and patterns are folded. */
export type HoursTalk = {
  times: TimeWords;
  /** Words that ask for hours: open, closed, schedule. */
  asking: ReadonlySet<string>;
  /** Words of coming and being there: beside a time, they ask for hours too. */
  coming: ReadonlySet<string>;
  /** The clinic itself, by whatever word, and what else may stand beside those. */
  neutral: ReadonlySet<string>;
  /** A time is wanted, not a yes or no. */
  asksWhen: RegExp;
  /** A yes would mean: closed. */
  asksShut: RegExp;
  /** Means this moment though no word says so: "are you open?" */
  asksNow: RegExp;
  /** Sounds like a question for hours, and is none: "what time is it?" */
  otherwise: RegExp;
  say: HoursSentences;
};
