/**
 * Twilio's signature of a request: HMAC-SHA1 of the public address and, in order, of all fields of the form. Nothing
 * stands between a name, its value and the next name, so that the same signature is right for the same letters cut
 * elsewhere (`cut.ts`).
 */
import {createHmac} from 'node:crypto';
import {sameSecret} from '../same-secret.ts';

export type Signed = {
  /** As Twilio was told it, query included. */
  url: string;
  fields: URLSearchParams;
  /** The header `X-Twilio-Signature`. */
  signature: string;
};

/** Twilio sends some thirty. */
const mostFields = 500;

/** Twilio itself is not of one mind whether the address has its port. */
export function isSigned({url, fields, signature}: Signed, authToken: string): boolean {
  if (fields.size > mostFields) return false;
  return [withoutPort(url), withPort(url)].some(address =>
    sameSecret(signature, sign(address, fields, authToken)),
  );
}

/** In one pass: what is not signed is read as well, and may hold any number of fields. */
export function sign(url: string, fields: URLSearchParams, authToken: string): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of fields) {
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  const hmac = createHmac('sha1', authToken).update(url);
  for (const name of [...values.keys()].sort()) {
    for (const value of [...(values.get(name) ?? [])].sort()) hmac.update(name + value);
  }
  return hmac.digest('base64');
}

function withoutPort(url: string): string {
  return url.replace(/^(https?:\/\/[^/?#]*?):\d+(?=[/?#]|$)/, '$1');
}

function withPort(url: string): string {
  const port = url.startsWith('https:') ? 443 : 80;
  return /^https?:\/\/[^/?#]*:\d+(?=[/?#]|$)/.test(url)
    ? url
    : url.replace(/^(https?:\/\/[^/?#]*)/, `$1:${port}`);
}
