/**
 * A model's words without what it thinks aloud, wherever its marks were split. Where only the end of the thoughts is
 * marked, what went out before it is taken back. What stands inside marks is never kept.
 */
import type {Said} from '../agent.ts';
import {findMarks, type Mark, unfinished} from './marks.ts';

/** Nobody's reply is longer. */
const maxHeldChars = 200_000;
/** With this a model begins that drops the marks of its channels: `analysisWe need to …assistantfinalWe open at 8.` */
const bareChannel = 'analysis';

export class Thoughts {
  /** All words that went out and were not taken back. */
  text = '';
  /** How many opening marks wait for their closing ones. */
  #depth = 0;
  /** The end of what was heard, while it may be the beginning of a mark. */
  #pending = '';
  /** What is thought or said, nobody knows: of a model that does not mark where its thoughts begin. */
  #held: string | undefined;
  #isBeginning = true;
  readonly #onUnmarked: (() => void) | undefined;

  /**
   * `fromStart`: this model is known to begin with thoughts that it does not mark; nothing goes out before their end.
   * `onUnmarked` is told where one turns out to be such.
   */
  constructor({fromStart = false, onUnmarked}: {fromStart?: boolean; onUnmarked?: () => void} = {}) {
    this.#onUnmarked = onUnmarked;
    if (fromStart) this.#held = '';
  }

  /** What may go out after these words. */
  take(words: string): Said[] {
    const heard = this.#begin(this.#pending + words);
    if (heard === undefined) return [];
    const hadText = this.text !== '';
    let isTakenBack = false;
    let fresh = '';
    let from = 0;
    for (const {kind, from: at, to} of findMarks(heard)) {
      fresh += this.#hear(heard.slice(from, at), fresh);
      from = to;
      if (this.#pass(kind)) continue;
      isTakenBack = hadText;
      [this.text, fresh] = ['', ''];
    }
    const until = Math.max(from, heard.length - unfinished(heard));
    fresh += this.#hear(heard.slice(from, until), fresh);
    this.#pending = heard.slice(until);
    this.text += fresh;
    return [...(isTakenBack ? [{type: 'reset'} as const] : []), ...(fresh === '' ? [] : [fresh])];
  }

  /** What was held, once the model has said that it has ended. */
  flush(): Said[] {
    const rest =
      this.#held === undefined ? this.#hear(this.#pending, '') : (this.#held + this.#pending).trimStart();
    this.#pending = '';
    this.#held = undefined;
    this.text += rest;
    return rest === '' ? [] : [rest];
  }

  #begin(heard: string): string | undefined {
    if (!this.#isBeginning) return heard;
    if (heard.length <= bareChannel.length && bareChannel.startsWith(heard)) {
      this.#pending = heard;
      return undefined;
    }
    this.#isBeginning = false;
    return /^analysis[A-Z]/.test(heard) ? `<think>${heard.slice(bareChannel.length)}` : heard;
  }

  /** Of these words, those that may go out behind the fresh ones. */
  #hear(words: string, fresh: string): string {
    if (this.#held !== undefined) this.#held = (this.#held + words).slice(0, maxHeldChars);
    if (this.#held !== undefined || this.#depth > 0) return '';
    return this.text === '' && fresh === '' ? words.trimStart() : words;
  }

  /** `false`: all that went out before this mark were thoughts. */
  #pass(kind: Mark['kind']): boolean {
    if (kind === 'alone') return true;
    const wasHeld = this.#held !== undefined;
    this.#held = undefined;
    if (kind === 'open') this.#depth += 1;
    else if (this.#depth > 0) this.#depth = kind === 'final' ? 0 : this.#depth - 1;
    else if (!wasHeld) {
      if (this.text !== '') this.#onUnmarked?.();
      return false;
    }
    return true;
  }
}
