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

export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false; // a RangeError is how Intl says no
  }
}
