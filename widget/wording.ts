/**
 * The language of the widget: its words, and how it names times and days. English until another one is there, and
 * for whatever the other one lacks; what the page gives goes before both.
 */
import {en, type SomeWords, type Words} from './locales/en.ts';
import {loadPart, type Part} from './script.ts';
import {fillWords} from './words.ts';

const parts: readonly Part[] = ['ar', 'es', 'fr', 'pt'];

export class Wording {
  words: Words = en;

  readonly #onChange: () => void;
  #language = '';
  #loaded: SomeWords | undefined;
  #own: SomeWords | undefined;
  #locale = '';
  #formats = new Map<string, Intl.DateTimeFormat>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** `locale` is BCP 47; only its language counts for the words. */
  choose(locale: string, own: SomeWords | undefined): void {
    const language = locale.toLowerCase().split('-')[0] ?? '';
    if (locale !== this.#locale) this.#formats.clear();
    this.#locale = locale;
    if (own !== this.#own) this.#use(this.#loaded, own);
    if (language === this.#language) return;
    this.#language = language;
    this.#use(undefined, own);
    const part = parts.find(name => name === language);
    if (part) void loadPart(part).then(words => this.#take(part, words));
  }

  readonly time = (at: number): string => this.#format({hour: 'numeric', minute: '2-digit'}).format(at);

  readonly date = (at: number): string => new Date(at).toLocaleString(this.words.lang);

  /** The day, where it is another than that of `before`, or than today where nothing was before. */
  day(at: number, before = Date.now()): string {
    const isSame = !at || new Date(at).toDateString() === new Date(before).toDateString();
    return isSame ? '' : this.#format({weekday: 'long', day: 'numeric', month: 'long'}).format(at);
  }

  #take(part: Part, words: unknown): void {
    if (part !== this.#language || !words) return;
    this.#use(words, this.#own);
    this.#onChange();
  }

  #use(loaded: SomeWords | undefined, own: SomeWords | undefined): void {
    this.#loaded = loaded;
    this.#own = own;
    this.words = fillWords(loaded, own);
  }

  /** Made when it is needed: it takes a browser longer than all the rest. */
  #format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = Object.keys(options).join();
    const known = this.#formats.get(key) ?? create(this.#locale, options);
    this.#formats.set(key, known);
    return known;
  }
}

function create(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale || undefined, options);
  } catch {
    return new Intl.DateTimeFormat(undefined, options); // what the page calls its language is none
  }
}
