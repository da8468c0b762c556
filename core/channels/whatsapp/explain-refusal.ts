/**
 * What Evolution's answer to a send means. Its status does not tell: a 400 may come after the message went out, and a
 * 503 may be its licence. Whatever is not known for sure is `unknown`.
 */
import {z} from 'zod';
import type {Reply} from '../call-provider.ts';
import type {ProviderAnswer} from '../channel.ts';

const Message = z.union([z.string(), z.array(z.unknown())]);
const Refusal = z.object({response: z.object({message: Message})});
const Licence = z.object({code: z.literal('LICENSE_REQUIRED')});
const NotThere = z.object({exists: z.literal(false)});

/** Answers that say that nothing was sent, and that it may be later. */
const passing = ['Connection Closed', "Cannot read properties of undefined (reading 'textMessage')"];

export function explainRefusal({status, body, retryAfterMs}: Reply): ProviderAnswer {
  if (Licence.safeParse(body).success) return {status: 'parked', code: 'license_required'};
  if (status === 401 || status === 403) return {status: 'parked', code: 'unauthorized'};
  if (status === 404) return {status: 'parked', code: 'instance_missing'};
  if (status >= 300 && status < 400) return {status: 'parked', code: 'redirected'};
  if (status === 413) return {status: 'refused', code: 'too_large'};
  if (status === 429) {
    return {status: 'later', ...(retryAfterMs !== undefined && {afterMs: retryAfterMs})};
  }
  const message = Refusal.safeParse(body).data?.response.message;
  if (status === 400 && Array.isArray(message)) return explainBadRequest(message);
  if (status === 500 && typeof message === 'string' && passing.includes(message)) return {status: 'later'};
  return {status: 'unknown'};
}

function explainBadRequest(message: readonly unknown[]): ProviderAnswer {
  const [first] = message;
  if (Array.isArray(first)) return {status: 'refused', code: 'schema'};
  if (NotThere.safeParse(first).success) return {status: 'refused', code: 'not_on_whatsapp'};
  if (first === 'Text is required') return {status: 'refused', code: 'schema'};
  return {status: 'unknown'};
}
