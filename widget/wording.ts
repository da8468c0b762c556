/**
 * The language of the widget: its words, and how it names times. English until another one is there, and
 * for whatever the other one lacks; what the page gives goes before both.
 */
import {en, type SomeWords, type Words} from './locales/en.ts';
import {isPart, loadPart} from './script.ts';

export class Wording {
  words: Words & SomeWords = en;
  /** What is known from the part that is loaded later. */
  later: SomeWords = {};

  readonly #onChange: () => void;
  #locale = '';
  #loaded: SomeWords | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** `locale` is BCP 47; only its language counts for the words. */
  choose(locale: string, own: SomeWords | undefined): void {
    if (locale !== this.#locale) {
      this.#locale = locale;
      this.#loaded = undefined;
      const [part = ''] = locale.toLowerCase().split('-');
      if (isPart(part)) void loadPart(part).then(words => this.#take(locale, words));
    }
    this.words = {...en, ...this.later, ...this.#loaded, ...own};
  }

  /** By the clock of the wall. Not by `Intl`, which takes a phone longer than all the rest when it is first used. */
  readonly time = (at: number): string => {
    const date = new Date(at);
    const hours = date.getHours();
    const minutes = `${date.getMinutes()}`.padStart(2, '0');
    const isHalved = /^en(?!-GB|-IE|-ZA)/.test(this.#locale);
    return isHalved ? `${hours % 12 || 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}` : `${hours}:${minutes}`;
  };

  #take(locale: string, words: unknown): void {
    if (locale !== this.#locale || !words) return;
    this.#loaded = words;
    this.#onChange();
  }
}
