/** The words of the widget in one language. What is missing in it is said in English. */
import {en, type SomeWords, type Words} from './locales/en.ts';

/** Codes that mean the same to a visitor. */
const alike: Record<string, string> = {
  body_too_large: 'invalid_request',
  invalid_json: 'invalid_request',
  idempotency_conflict: 'invalid_request',
  unsupported_media_type: 'internal',
};

export function fillWords(...given: (SomeWords | undefined)[]): Words {
  const errors = Object.assign({}, en.errors, ...given.map(words => words?.errors));
  return {...Object.assign({}, en, ...given), errors};
}

/** A sentence for an error code, whatever the code. */
export function errorWords({errors}: Words, code: string): string {
  const known: Readonly<Record<string, string>> = errors;
  return known[alike[code] ?? code] ?? errors.internal;
}

/** The sentence with its number or time. */
export function say(sentence: string, n: number | string): string {
  return sentence.replace('{n}', `${n}`);
}
