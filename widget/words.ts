/** A sentence for whatever goes wrong, and one with a number in it. */
import type {SomeWords, Words} from './locales/en.ts';

/** Codes that mean the same to a visitor as one that has a sentence. */
const alike = /^(?:body_too_large|invalid_json|idempotency_conflict)$/;

/** For an error code, whatever the code. */
export function errorWords(words: Words & SomeWords, code: string): string {
  const sentence: unknown = Reflect.get(words, code.replace(alike, 'invalid_request'));
  return typeof sentence === 'string' ? sentence : words.internal;
}

/** The sentence with its number or time. */
export function say(sentence = '', n: number | string): string {
  return sentence.replace('{n}', `${n}`);
}
