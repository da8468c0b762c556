/**
 * Words as the search sees them: folded, cut to their stems, without those that say nothing. The same for what
 * a clinic knows and for what a visitor asks, so that the two can meet.
 */

/** Lower case, without accents and apostrophe endings: "¿Cuánto…?" is "¿cuanto…?", "What's" is "what". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’](?:s|t|d|m|re|ve|ll)\b/g, '');
}

export type Words = {
  /** Every word of a text, once. */
  all(text: string): Set<string>;
  /** The words that tell what a text is about, in order. */
  telling(text: string): string[];
  /** A word and all that mean the same; of the same group always in the same order. */
  alike(word: string): string[];
  /** Whether a folded word is one that the language has at a front desk, with a subject or without. */
  knows(word: string): boolean;
};

type Vocabulary = {
  /** Folded words that say nothing about the subject of a question. */
  stopWords: ReadonlySet<string>;
  /** Groups of folded words that mean the same at a front desk. */
  synonyms: ReadonlyArray<readonly string[]>;
  /** Writes a folded word as it sounds, where a language is often spelt by ear. */
  sound?(word: string): string;
  /** Cuts a folded word's endings off, roughly: what matters is that its forms meet. */
  stem(word: string): string;
};

export function createWords({stopWords, synonyms, sound = word => word, stem: cut}: Vocabulary): Words {
  const stem = (word: string) => sound(cut(word));
  const small = new Set([...stopWords].map(sound));
  const isSmall = (word: string) => small.has(sound(word));
  const groups = new Map<string, string[]>();
  for (const group of synonyms) {
    const words = group.map(stem);
    for (const word of words) groups.set(word, [...new Set([...(groups.get(word) ?? []), ...words])]);
  }
  return {
    all: text => new Set(split(text).map(stem)),
    telling: text =>
      split(text)
        .filter(word => word.length > 1 && !isSmall(word))
        .map(stem),
    alike: word => groups.get(word) ?? [word],
    knows: word => isSmall(word) || groups.has(stem(word)),
  };
}

/** The folded words of a text. */
export function split(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}
