/**
 * What a character is to the guard. Accents, capitals, full width and decoration make no difference; a letter of
 * another script is a letter that it cannot read. Tables, so that no text costs more than another.
 */

/** What `codeOf` answers beside 1 to 26 (a to z) and 32 to 41 (0 to 9). */
export const skipped = 0;
export const gap = 64;
export const sentenceEnd = 65;
export const foreign = 66;

const firstDigit = 32;
const tableSize = 0x250;
const table = new Uint8Array(tableSize);
const extended = new Uint8Array(0x100);
const mathematical = new Uint8Array(0x400);

for (let code = 0; code < tableSize; code++) table[code] = classify(code);
for (let i = 0; i < extended.length; i++) extended[i] = classify(0x1e00 + i);
for (let i = 0; i < mathematical.length; i++) mathematical[i] = classify(0x1d400 + i);

/** `code` is a UTF-16 unit; of a surrogate pair the second one says what it is, and `before` is the first. */
export function codeOf(code: number, before: number): number {
  if (code < tableSize) return table[code] ?? gap;
  if (code >= 0xff01 && code <= 0xff5e) return table[code - 0xfee0] ?? gap;
  if (code >= 0x1e00 && code <= 0x1eff) return extended[code - 0x1e00] ?? gap;
  if (isInvisible(code)) return skipped;
  if (code >= 0xd800 && code <= 0xdbff) return skipped;
  if (code >= 0xdc00 && code <= 0xdfff) return before === 0xd835 ? bold(code) : gap;
  if (code === 0x2026) return sentenceEnd;
  if (code >= 0x2000 && code <= 0x303f) return gap;
  return foreign;
}

/** Apostrophes, accents that stand alone, joiners: a word goes on through them. */
function isInvisible(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200d) ||
    (code >= 0x2018 && code <= 0x201b) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0x2b9 ||
    code === 0x2bc ||
    code === 0xfeff
  );
}

/** The bold, italic and other letters that some write to be noticed: U+1D400 and on. */
function bold(low: number): number {
  return mathematical[low - 0xdc00] ?? foreign;
}

function classify(code: number): number {
  const text = String.fromCodePoint(code);
  if ("'`´\u00ad".includes(text)) return skipped;
  if ('.!?;\n\r¡¿'.includes(text)) return sentenceEnd;
  const plain = text.normalize('NFKD').toLowerCase().charCodeAt(0);
  if (plain >= 97 && plain <= 122) return plain - 96;
  if (plain >= 48 && plain <= 57) return plain - 48 + firstDigit;
  return /\p{L}/u.test(text) ? foreign : gap;
}
