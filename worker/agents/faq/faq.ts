/**
 * The agent that answers from a clinic's own knowledge and hours: no key, no network, no invention. What it says is
 * `answer`; here it is said at a pace.
 */
import type {Agent} from '../agent.ts';
import {answer} from './answer.ts';
import {typing} from './typing.ts';

export type FaqOptions = {
  /** Milliseconds between two words, as a model would stream them; 0 sends them at once. */
  paceMs?: number;
  /** The clock by which a clinic is open. */
  now?: () => Date;
};

export function createFaqAgent({paceMs = 25, now = () => new Date()}: FaqOptions = {}): Agent {
  return {
    name: 'faq',
    async *reply(question) {
      const {signal} = question;
      signal.throwIfAborted();
      const {text, wantsPerson, choices} = answer(question, now());
      if (wantsPerson) yield {type: 'handoff', reason: 'asked'};
      if (choices.length > 0) yield {type: 'choices', choices};
      yield* typing(splitPieces(text), paceMs, signal);
    },
  };
}

/** Word by word, each with the space before it; joined they are the text. */
function splitPieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
