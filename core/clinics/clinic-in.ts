/**
 * A clinic in one of its further languages. Where a language has no words for something, what is said of it is in the
 * clinic's own.
 */
import type {Clinic} from './clinic.ts';
import {inLanguage, languageOf} from './locale.ts';

/** The clinic as it speaks to who speaks so: the same one where it has no words of that language. */
export function clinicIn(clinic: Clinic, locale: string): Clinic {
  const [tag, words] = inLanguage(clinic.words, locale) ?? [];
  if (!tag || !words || languageOf(tag) === languageOf(clinic.locale)) return clinic;
  const {greeting, disclaimer, quickReplies = clinic.quickReplies, person, address, privacyUrl} = words;
  const {contact} = clinic;
  return {
    ...clinic,
    locale: tag,
    greeting: greeting ?? clinic.greeting,
    disclaimer: disclaimer ?? clinic.disclaimer,
    quickReplies,
    contact: {...contact, person: person ?? contact.person, address: address ?? contact.address},
    privacyUrl: privacyUrl ?? clinic.privacyUrl,
  };
}
