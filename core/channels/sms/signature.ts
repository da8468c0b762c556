/** Twilio's signature of a request: HMAC-SHA1 of the public address and, in order, of all fields of the form. */
import {createHmac} from 'node:crypto';
import {sameSecret} from '../same-secret.ts';

export type Signed = {
  /** As Twilio was told it, query included. */
  url: string;
  fields: URLSearchParams;
  /** The header `X-Twilio-Signature`. */
  signature: string;
};

/** Twilio itself is not of one mind whether the address has its port. */
export function isSigned({url, fields, signature}: Signed, authToken: string): boolean {
  return [withoutPort(url), withPort(url)].some(address =>
    sameSecret(signature, sign(address, fields, authToken)),
  );
}

export function sign(url: string, fields: URLSearchParams, authToken: string): string {
  const names = [...new Set(fields.keys())].sort();
  const values = (name: string) => [...new Set(fields.getAll(name))].sort();
  const all = names.flatMap(name => values(name).map(value => name + value));
  return createHmac('sha1', authToken)
    .update(url + all.join(''))
    .digest('base64');
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
