/** What a visitor’s message is made of: its key, and its text as the server takes it; and how JSON is read that may be anybody’s. */

/** A new idempotency key: 128 random bits in hexadecimal. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** As the server takes it: well-formed, trimmed, and without what a careless paste may bring. */
export function cleanText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/** What the text says; an empty object where it is no JSON, or nothing (to throw takes longer than all the rest). */
export function readJson(text: string | null | undefined) {
  try {
    return Object(JSON.parse(text || '{}'));
  } catch {
    return {}; // a page in the place of an answer, or a record of another script
  }
}
