/**
 * What Meta says to a send through Evolution's BUSINESS channel, which passes Meta's error on as the body of a 201. An
 * error is certain: nothing was sent.
 */
import {z} from 'zod';
import type {ProviderAnswer} from '../channel.ts';

const MetaError = z.object({message: z.string(), code: z.coerce.number().int()});

/** Somebody has to put them right: then what waits leaves. */
const parking: Record<number, string> = {
  0: 'unauthorized',
  3: 'unauthorized',
  10: 'unauthorized',
  33: 'number_missing',
  190: 'token_expired',
  368: 'account_blocked',
  131005: 'unauthorized',
  131031: 'account_blocked',
  131042: 'payment_due',
  131045: 'number_unregistered',
  133010: 'number_unregistered',
};
/** They pass by themselves: limits, and Meta's own trouble. */
const passing = new Set([1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133005]);
const refusing: Record<number, string> = {
  100: 'schema',
  131026: 'not_on_whatsapp',
  131047: 'window_closed',
  131049: 'limited_by_meta',
  131050: 'opted_out',
};

export function explainMeta(body: unknown): ProviderAnswer {
  const {data: error} = MetaError.safeParse(body);
  if (!error) return {status: 'unknown'};
  const {code} = error;
  if (passing.has(code)) return {status: 'later'};
  const parked = parking[code] ?? (code >= 200 && code < 300 ? 'unauthorized' : undefined);
  return parked === undefined
    ? {status: 'refused', code: refusing[code] ?? `meta_${code}`}
    : {status: 'parked', code: parked};
}
