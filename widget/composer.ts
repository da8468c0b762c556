/**
 * The text box. What is being written stays there until it is sent: a key press renders nothing, what is too long is
 * kept and refused, and a draft outlives a reload of its tab. An input method's Enter chooses a word and sends
 * nothing, in whichever order a browser tells of it.
 */
import type {Words} from './locales/en.ts';
import {cleanText} from './message.ts';
import {say} from './words.ts';

/** Code points of a message. */
const most = 4000;
/** With so few left, they are counted. */
const few = 400;

export type ComposerHost = {
  readonly root: ShadowRoot;
  readonly words: Words;
  /** Somebody writes. */
  onDraft(text: string): void;
  onSay(text: string): void;
  readOut(sentence: string): void;
};

export class Composer {
  readonly #host: ComposerHost;

  constructor(host: ComposerHost) {
    this.#host = host;
  }

  get input(): HTMLTextAreaElement | null {
    return this.#host.root.querySelector('textarea');
  }

  get text(): string {
    return this.input?.value ?? '';
  }

  /** Puts the text in place of what is there. */
  put(text: string): void {
    if (this.input) this.input.value = text;
    this.onInput();
  }

  readonly onInput = (): void => {
    const {text} = this;
    this.input?.parentElement?.setAttribute('data-text', text);
    this.#host.onDraft(text);
    this.#count();
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const isComposing = event.isComposing || event.keyCode === 229; // Safari ends the composition first
    if (event.key === 'Enter' && !event.shiftKey && !isComposing) this.onSubmit(event);
  };

  readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    const {text} = this;
    if (this.#count() < 0) this.#host.readOut(this.#counter?.textContent ?? '');
    else if (cleanText(text)) {
      this.put('');
      this.#host.onSay(text);
    }
    this.input?.focus();
  };

  get #counter(): Element | null {
    return this.#host.root.querySelector('[part=counter]');
  }

  /** Shows how many characters are left, or too many, where that matters. Returns how many are left. */
  #count(): number {
    const {text} = this;
    const {left} = this.#host.words;
    const rest = most - (text.length > most - few ? [...cleanText(text)].length : 0);
    const sentence = rest < few ? say(left, rest) : '';
    const counter = this.#counter;
    if (counter && sentence !== counter.textContent) counter.textContent = sentence;
    counter?.classList.toggle('final', rest < 0);
    return rest;
  }
}
