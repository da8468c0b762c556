/**
 * What fits into the alphabet of SMS, GSM-7: an SMS with one other character in it costs twice as much and more. Marks of
 * typography have a plain form there and get it; letters stay what they are.
 */

const plain = new Map(
  Object.entries({
    '“„‟«»″': '"',
    '‘’‚‛′ʼ': "'",
    '–—―‒‐‑−': '-',
    '…': '...',
    '•·◦‣▪●○': '-',
    '→⇒': '->',
    '×': 'x',
    '\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t': ' ',
    '\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f': '',
    '№': 'No.',
    '™': '(TM)',
    '©': '(C)',
    '®': '(R)',
    '½': '1/2',
    '¼': '1/4',
    '¾': '3/4',
    '✓✔': '+',
  }).flatMap(([from, to]) => Array.from(from, character => [character, to] as const)),
);
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each of these counts twice. */
const extended = new Set('\f^{}\\[~]|€');

/** Two parts of an SMS, of 153 characters in GSM-7 each: about what carriers advise at most. */
const mostSeptets = 306;
/** Four parts in any other alphabet, of 67 units each: shorter ones would tear sentences apart. */
const mostUnits = 268;

export function toGsm(text: string): string {
  return Array.from(text.normalize('NFC'), character => plain.get(character) ?? character).join('');
}

/** What it counts, in septets; `undefined` where it is not all GSM-7. */
export function septetsOf(text: string): number | undefined {
  let count = 0;
  for (const character of text) {
    if (extended.has(character)) count += 2;
    else if (basic.has(character)) count += 1;
    else return undefined;
  }
  return count;
}

/** May it be one message, by what carriers advise? */
export function isShortEnough(text: string): boolean {
  const septets = septetsOf(text);
  return septets === undefined ? text.length <= mostUnits : septets <= mostSeptets;
}
