/** What we say ourselves, by the first part of a BCP 47 tag; what is missing is said in English. */
export type Phrase = {en: string} & Readonly<Record<string, string>>;

/** The words as a sentence, behind which another one may follow. */
export function sentence(words: string): string {
  const text = words.trim();
  return text === '' || /[.!?…。！？؟।]["'”’»)\]]*$/.test(text) ? text : `${text}.`;
}

export function say(phrase: Phrase, locale: string | undefined): string {
  return phrase[locale?.split('-')[0]?.toLowerCase() ?? 'en'] ?? phrase.en;
}
