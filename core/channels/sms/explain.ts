/** What Twilio's answer to a send means. Its codes tell more than its statuses. */
import {z} from 'zod';
import type {ProviderAnswer} from '../channel.ts';
import type {Reply} from '../sending/call-provider.ts';

const Accepted = z.object({sid: z.string().min(1)});
const Refusal = z.object({code: z.int()});

/** Somebody has to put them right: then what waits leaves. */
const parking: Record<number, string> = {
  20003: 'unauthorized',
  20005: 'account_inactive',
  20404: 'account_missing',
  21606: 'sender_missing',
  21603: 'sender_missing',
  21659: 'sender_missing',
  21660: 'sender_missing',
  21701: 'sender_missing',
  21703: 'sender_missing',
  63007: 'sender_missing',
};
/** They pass by themselves. */
const passing = new Set([14107, 20429, 21611, 63018, 63038]);
const refusing: Record<number, string> = {
  21610: 'opted_out',
  21211: 'not_a_number',
  21614: 'not_a_mobile',
  21408: 'region_forbidden',
  21617: 'too_large',
  63016: 'window_closed',
};

export function explainTwilio({status, body, retryAfterMs}: Reply): ProviderAnswer {
  const accepted = Accepted.safeParse(body);
  if (status < 300 && accepted.success) return {status: 'sent', providerId: accepted.data.sid};
  const code = Refusal.safeParse(body).data?.code ?? 0;
  if (status === 429 || passing.has(code)) {
    return {status: 'later', ...(retryAfterMs !== undefined && {afterMs: retryAfterMs})};
  }
  const parked = parking[code];
  if (parked !== undefined) return {status: 'parked', code: parked};
  const refused = refusing[code];
  if (refused !== undefined) return {status: 'refused', code: refused};
  if (status === 401 || status === 403 || status === 404) return {status: 'parked', code: 'unauthorized'};
  if (status >= 400 && status < 500) return {status: 'refused', code: 'refused'};
  return {status: 'unknown'};
}
