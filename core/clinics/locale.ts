/** Language tags as clinics write them. */
import {z} from 'zod';

export const Locale = z.string().refine(isLocale, 'must be a BCP 47 language tag, such as en or es-AR');

export function languageOf(locale: string): string {
  return new Intl.Locale(locale).language;
}

/** The country that is meant where none is said: that of most who speak so. */
export function countryOf(locale: string): string {
  return new Intl.Locale(locale).maximize().region ?? '';
}

/** What there is in the language of a locale, and its tag; of a locale that is none, nothing. */
export function inLanguage<T>(
  texts: Readonly<Record<string, T>> = {},
  locale = '',
): [tag: string, T] | undefined {
  if (!isLocale(locale)) return undefined;
  return Object.entries(texts).find(([tag]) => languageOf(tag) === languageOf(locale));
}

const languages = new Intl.DisplayNames('en', {type: 'language', fallback: 'none'});

/** Language and country alone, of a language that there is: the parts of a tag could be anybody's words. */
export function shortLocale(tag: string): string | undefined {
  if (!isLocale(tag)) return undefined;
  const {language, region} = new Intl.Locale(tag);
  if (languages.of(language) === undefined) return undefined;
  return region === undefined ? language : `${language}-${region}`;
}

export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false; // a RangeError is how Intl says no
  }
}
