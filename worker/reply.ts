/** A reply as it grows: what its agent has said and not taken back comes to one ending. */
import type {Ending} from '../core/queue/finish.ts';
import {maxChoiceChars, maxChoices, type Said} from './agents/agent.ts';
import type {Words} from './batch.ts';

type Whole = Extract<Ending, {status: 'done'}>;

export class Reply {
  /** All of it so far; `rest` are the last words, which readers do not have yet. */
  readonly ending: Omit<Whole, 'status'>;
  #isShown = false;

  /** `agent` answers as long as nobody else is named. */
  constructor(agent: string) {
    this.ending = {text: '', agent};
  }

  /** Do readers have words that could be taken back? */
  get isShown(): boolean {
    return this.#isShown;
  }

  take(said: Words | Exclude<Said, string>): void {
    const {ending} = this;
    switch (said.type) {
      case 'words':
        ending.text += said.text;
        if (said.isLast) ending.rest = said.text;
        else this.#isShown = true;
        break;
      case 'reset':
        ending.text = '';
        delete ending.choices;
        delete ending.locale;
        delete ending.handoff;
        this.#isShown = false;
        break;
      case 'by':
        ending.agent = said.agent;
        break;
      case 'language':
        ending.locale = said.locale;
        break;
      case 'choices':
        ending.choices = said.choices
          .filter(({length}) => length > 0 && length <= maxChoiceChars)
          .slice(0, maxChoices);
        break;
      case 'handoff':
        ending.handoff = {reason: said.reason};
        break;
      case 'tokens':
        ending.tokens = {input: said.input, output: said.output};
        break;
      case 'writing': // who waits sees that somebody writes since the turn began
        break;
    }
  }
}
