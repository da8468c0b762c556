/**
 * Tokens that we sign and that only we believe: JWTs with HS256 and our own keys; what a token's header says of keys
 * is never looked at. One kind is never taken for another, and each has one spelling.
 */
import {createHmac, type KeyObject} from 'node:crypto';
import {errors, type JWTPayload, jwtVerify} from 'jose';
import type {z} from 'zod';
import type {Secrets} from './session-secrets.ts';

/** `now`: unix milliseconds. */
export type Tokens = {secrets: Secrets; now: () => number};

export type Kind = {
  typ: string;
  audience: string;
  /** How long it is good for, in milliseconds. */
  ms: number;
};

const longest = 2048;
/** Of the clocks of our own processes, in seconds. */
const clockSkew = 60;
const algorithm = 'HS256';
const issuer = 'plaintalk';

/** `expiresAt` is ISO 8601. Throws `unavailable`. */
export async function sign(
  {secrets, now}: Tokens,
  {typ, audience, ms}: Kind,
  claims: {sub: string} & Record<string, string | number>,
): Promise<{token: string; expiresAt: string}> {
  const [key] = await secrets();
  if (!key) throw new TypeError('There is no secret to sign with');
  const issued = Math.floor(now() / 1000);
  const expires = issued + Math.floor(ms / 1000);
  const payload = {...claims, iss: issuer, aud: audience, iat: issued, exp: expires};
  const token = compact(key, {alg: algorithm, typ}, payload);
  return {token, expiresAt: new Date(expires * 1000).toISOString()};
}

/**
 * RFC 7515, 7.1: what jose's `SignJWT` makes too, in a task of the thread pool, which costs a tenth of a send. Only jose
 * reads tokens.
 */
function compact(key: KeyObject, header: object, payload: JWTPayload): string {
  const signed = [header, payload]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** Its claims; `null` where it is not of this kind and ours, or expired more than `lateMs` ago. Throws `unavailable`. */
export async function verify<T extends z.ZodType>(
  tokens: Tokens,
  {typ, audience, ms}: Kind,
  claims: T,
  token: string,
  lateMs = 0,
): Promise<z.infer<T> | null> {
  if (token.length > longest || !isCanonical(token)) return null;
  for (const key of await tokens.secrets()) {
    try {
      const {payload} = await jwtVerify(token, key, {
        issuer,
        audience,
        typ,
        algorithms: [algorithm],
        currentDate: new Date(tokens.now()),
        clockTolerance: lateMs / 1000,
        requiredClaims: ['exp'],
      });
      return isOfOurAge(payload, ms, tokens.now()) ? (claims.safeParse(payload).data ?? null) : null;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
  return null;
}

/** Was it issued in the past, and for no longer than its kind lasts? */
function isOfOurAge({iat, exp}: JWTPayload, ms: number, now: number): boolean {
  if (iat === undefined || exp === undefined) return false;
  return iat <= now / 1000 + clockSkew && exp - iat <= ms / 1000;
}

/** Base64url leaves bits over at the end of a part that decoders ignore. */
function isCanonical(token: string): boolean {
  return token.split('.').every(part => Buffer.from(part, 'base64url').toString('base64url') === part);
}
