/** What a clinic's visitors agree to before they are answered. Another text has another version: it is asked anew. */
import {createHash} from 'node:crypto';
import type {Clinic} from './clinic.ts';
import {inLanguage} from './locale.ts';

export type Consent = {text: string; version: string};

/** In the language of the locale where the clinic has it; `undefined` where it asks for none. */
export function consentOf({consent}: Pick<Clinic, 'consent'>, locale = ''): Consent | undefined {
  if (!consent) return undefined;
  const {text, texts} = consent;
  const version = createHash('sha256').update(JSON.stringify(consent)).digest('base64url').slice(0, 16);
  return {text: inLanguage(texts, locale)?.[1] ?? text, version};
}
