/**
 * Links that open a conversation in the secure widget, for whoever must not read it where they wrote: signed, good for
 * a quarter of an hour and for one use. What opens it stands behind the `#`, which browsers keep to themselves: paths
 * and queries end in logs and in `Referer`.
 */
import {z} from 'zod';
import {newId} from '../ids.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {SessionId} from '../wire/message.ts';
import {sign, type Tokens, verify} from './signed-token.ts';

/** `publicUrl`: where browsers reach us; without it there are no links. */
export type Links = Tokens & {publicUrl: string | undefined};

/** What a link opens. `locale` is the language in which its page speaks, a BCP 47 tag. */
export type Opening = {session: string; clinic: string; locale: string};

export const linkMs = 15 * 60_000;

const kind = {typ: 'plaintalk-link+jwt', audience: 'plaintalk-continue', ms: linkMs};

const Claims = z.object({sub: SessionId, clinic: z.string(), locale: z.string(), jti: z.string()});

/** Throws `unavailable`, and an `Error` where there is no public address. */
export async function signLink(links: Links, {session, clinic, locale}: Opening): Promise<string> {
  if (!links.publicUrl) throw new Error('A link to the secure widget needs PUBLIC_URL');
  const {token} = await sign(links, kind, {sub: session, clinic, locale, jti: newId()});
  return `${links.publicUrl}/continue#${token}`;
}

/** Uses the link up; `null` where it is not ours, has expired or was used. Throws `unavailable`. */
export async function takeLink(redis: Redis, tokens: Tokens, token: string): Promise<Opening | null> {
  const claims = await verify(tokens, kind, Claims, token);
  if (!claims) return null;
  const {sub: session, clinic, locale, jti} = claims;
  const expiration = {type: 'PX', value: linkMs} as const;
  const used = keys.usedLink(jti);
  const [first] = await redis.run(client =>
    Promise.all([
      client.set(used, '1', {condition: 'NX', expiration}),
      client.del(keys.invited(session)), // whoever writes again gets another
    ]),
  );
  return first === 'OK' ? {session, clinic, locale} : null;
}

/**
 * The session that a chat is carried on in, the same each time: 22 characters that nobody can tell beforehand. It is
 * another one after a change of the first secret.
 */
export async function secureSessionOf(
  {secrets}: Pick<Tokens, 'secrets'>,
  ...names: string[]
): Promise<string> {
  const [key] = await secrets();
  if (!key) throw new TypeError('There is no secret to name a session with');
  // What tokens are signed from begins otherwise, so neither can stand for the other.
  const named = Buffer.from(['secure session', ...names].join('\n'));
  return `wa-${Buffer.from(await crypto.subtle.sign('HMAC', key, named))
    .toString('base64url')
    .slice(0, 22)}`;
}
