/**
 * A message as words in order, the way a hurried person writes: capitals, accents, apostrophes, drawn-out letters and
 * pictures make no difference. Takes time in proportion to the text, whatever the text is.
 */

export type Tokens = {
  words: string[];
  /** What stands before each word: nothing, a pause such as a comma, or the end of a sentence. */
  breaks: Break[];
  /** The words that a question mark follows. */
  asked: Set<number>;
};

export type Break = 'none' | 'pause' | 'stop';

/** Words by the way in which some people write them. */
export type Spelling = {
  /** One word that stands for another, or for several: "cnt" is "cant", "nopuedo" is "no puedo". */
  aliases: ReadonlyMap<string, readonly string[]>;
  /** Two words that count as one, by the second, then the first: "can not" is "cant". */
  joins: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

const ascii = /^[\x00-\x7f]*$/;
/** Laughter; all other pictures are only a space. */
const laughter = /[\u{1f602}\u{1f923}\u{1f606}\u{1f639}\u{1f605}\u{1f480}\u{1f61c}]+/gu;
const ignored = /[\p{M}'’‘`´]/gu;
const drawnOut = /([a-z])\1\1+/g;
/** A word, a dash, other signs that stand together, or the end of a line. */
const part = /[a-z0-9]+|\s[-–—]+\s|[^a-z0-9\s]+|\n/g;

export function tokenize(text: string): Tokens {
  const words: string[] = [];
  const breaks: Break[] = [];
  const asked = new Set<number>();
  let before: Break = 'stop';
  for (const found of fold(text).match(part) ?? []) {
    if (isWord(found)) {
      words.push(found);
      breaks.push(before);
      before = 'none';
    } else {
      before = stronger(before, breakOf(found));
      if (found.includes('?')) asked.add(words.length - 1);
    }
  }
  return {words, breaks, asked};
}

/** The same words as one language spells them. */
export function respell({words, breaks, asked}: Tokens, {aliases, joins}: Spelling): Tokens {
  const respelled: Tokens = {words: [], breaks: [], asked: new Set()};
  for (const [i, written] of words.entries()) {
    let before = breaks[i] ?? 'none';
    for (const word of aliases.get(written) ?? [written]) {
      const joined = before === 'none' ? joins.get(word)?.get(respelled.words.at(-1) ?? '') : undefined;
      if (joined === undefined) {
        respelled.words.push(word);
        respelled.breaks.push(before);
      } else respelled.words[respelled.words.length - 1] = joined;
      before = 'none';
    }
    if (asked.has(i)) respelled.asked.add(respelled.words.length - 1);
  }
  return respelled;
}

function fold(text: string): string {
  const plain = ascii.test(text)
    ? text.replaceAll("'", '').replaceAll('`', '')
    : text.replace(laughter, ' haha ').normalize('NFKD').replace(ignored, '');
  return plain.toLowerCase().replace(drawnOut, '$1');
}

function isWord(part: string): boolean {
  const first = part.charCodeAt(0);
  return (first >= 0x61 && first <= 0x7a) || (first >= 0x30 && first <= 0x39);
}

/** Three dots are a pause: people who are short of breath, or of words, write them everywhere. */
function breakOf(signs: string): Break {
  if (signs === '\n' || (/[.!?;¡¿]/.test(signs) && !/^\.{2,}$/.test(signs))) return 'stop';
  return /[.,:()…\s]/.test(signs) ? 'pause' : 'none';
}

function stronger(one: Break, other: Break): Break {
  if (one === 'stop' || other === 'stop') return 'stop';
  return one === 'pause' ? one : other;
}
