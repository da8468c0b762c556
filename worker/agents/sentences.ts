/** A text that is broken off ends after its last whole sentence. */

/** These end with a full stop, and no sentence with them. */
const abbreviations =
  /(?:^|[\s(¿¡"“'])(?:dra?|mrs?|ms|sra?|srta|prof|st|no|nr|nº|tel|ext|vs|etc|approx|aprox|e\.g|i\.e|p\.ej|[a-z])\.$/iu;
/** A full stop, and what closes after it; behind it a new sentence begins, or nothing. */
const ends = /[.!?…؟।]+["'”’»)\]]*(?=\s+(?:[^\p{Ll}\s]|$)|$)|[。！？]["'”’»)\]]*/gu;

/** All whole sentences within the first `maxChars` of the text; empty where there is none. */
export function wholeSentences(text: string, maxChars = text.length): string {
  let whole = 0;
  for (const {0: end, index} of text.matchAll(ends)) {
    const until = index + end.length;
    if (until > maxChars) break;
    const before = text.slice(Math.max(0, index - 12), index + 1);
    const isLast = text.slice(until).trim() === '';
    // What stands at the very end may go on: "2." as 2.5.
    if (end.startsWith('.') && (abbreviations.test(before) || (isLast && /\d\.$/.test(before)))) continue;
    whole = until;
  }
  return text.slice(0, whole);
}
