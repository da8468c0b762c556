/**
 * What Evolution's answer to a send means. Its status does not tell: a 400 may come after the message went out, a 503 may
 * be its licence, and a 201 may be Meta's refusal. Whatever is not known for sure is `unknown`.
 */
import {z} from 'zod';
import type {ProviderAnswer} from '../channel.ts';
import type {Reply} from '../sending/call-provider.ts';
import {explainMeta} from './explain-meta.ts';

const Message = z.union([z.string(), z.array(z.unknown())]);
const Refusal = z.object({response: z.object({message: Message})});
const Licence = z.object({code: z.literal('LICENSE_REQUIRED')});
const NotThere = z.object({exists: z.literal(false)});

/**
 * What Evolution 2.3.7 says while its instance is not connected, at the lookup of the number (500) or at the send itself
 * (400): each is thrown before anything is written to WhatsApp.
 */
const away = new Set([
  'Connection Closed',
  "Cannot read properties of undefined (reading 'onWhatsApp')",
  "Cannot read properties of undefined (reading 'textMessage')",
  'Error: Connection Closed',
  "TypeError: Cannot read properties of undefined (reading 'onWhatsApp')",
  "TypeError: Cannot read properties of undefined (reading 'sendMessage')",
  "TypeError: Cannot read properties of undefined (reading 'id')",
]);

export function explainRefusal({status, body, retryAfterMs}: Reply): ProviderAnswer {
  if (status >= 200 && status < 300) return explainMeta(body);
  if (Licence.safeParse(body).success) return {status: 'parked', code: 'license_required'};
  if (status === 401 || status === 403) return {status: 'parked', code: 'unauthorized'};
  if (status === 404) return {status: 'parked', code: 'instance_missing'};
  if (status >= 300 && status < 400) return {status: 'parked', code: 'redirected'};
  if (status === 413) return {status: 'refused', code: 'too_large'};
  if (status === 429) {
    return {status: 'later', ...(retryAfterMs !== undefined && {afterMs: retryAfterMs})};
  }
  const message = Refusal.safeParse(body).data?.response.message;
  const [first] = Array.isArray(message) ? message : [message];
  if ((status === 400 || status === 500) && typeof first === 'string' && away.has(first)) {
    return {status: 'away'};
  }
  return status === 400 && Array.isArray(message) ? explainBadRequest(first) : {status: 'unknown'};
}

function explainBadRequest(first: unknown): ProviderAnswer {
  if (Array.isArray(first)) return {status: 'refused', code: 'schema'};
  if (NotThere.safeParse(first).success) return {status: 'refused', code: 'not_on_whatsapp'};
  if (first === 'Text is required') return {status: 'refused', code: 'schema'};
  return {status: 'unknown'};
}
