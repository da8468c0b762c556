/** Which language the widget speaks; the one place to add another to. */
import {en, type Words} from './en.ts';
import {es} from './es.ts';

const languages: readonly Words[] = [en, es];

/** The words for a BCP 47 tag, by its language alone; English where we do not speak it. */
export function chooseWords(locale: string): Words {
  const [language] = locale.toLowerCase().split('-');
  return languages.find(({lang}) => lang === language) ?? en;
}

/** A sentence for an error code, whatever the code. */
export function errorWords(words: Words, code: string): string {
  const errors: Readonly<Record<string, string>> = words.errors;
  return errors[code] ?? words.errors.internal;
}
