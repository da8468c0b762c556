/** A sentence for whatever goes wrong, and one with a number in it. */
import type {SomeWords, Words} from './locales/en.ts';

/** Codes that mean the same to a visitor. */
const alike: Record<string, string> = {
  body_too_large: 'invalid_request',
  invalid_json: 'invalid_request',
  idempotency_conflict: 'invalid_request',
};

/** For an error code, whatever the code. */
export function errorWords(words: Words & SomeWords, code: string): string {
  const sentence: unknown = Reflect.get(words, alike[code] ?? code);
  return typeof sentence === 'string' ? sentence : words.internal;
}

/** The sentence with its number or time. */
export function say(sentence = '', n: number | string): string {
  return sentence.replace('{n}', `${n}`);
}
