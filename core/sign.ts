import {createHmac} from 'node:crypto';

/** What we send to a clinic's own server carries this header, where a secret is set. */
export const signatureHeader = 'X-PlainTalk-Signature';

/**
 * `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`: the time is signed with the body, so that the receiver can
 * refuse what is old.
 */
export function sign(body: string, secret: string, atMs = Date.now()): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
