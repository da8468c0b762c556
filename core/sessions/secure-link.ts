/**
 * Links that open a conversation in the secure widget, for whoever must not read it where they wrote: signed, good for
 * a quarter of an hour and for one use, which ends the device that had the conversation before. What opens it stands
 * behind the `#`, which browsers keep to themselves: paths and queries end in logs and in `Referer`.
 */
import {createHmac} from 'node:crypto';
import {z} from 'zod';
import type {Owned} from '../events/owned.ts';
import {newId} from '../ids.ts';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {text} from '../redis/replies.ts';
import {call, defineScript, lua} from '../redis/script.ts';
import {SessionId} from '../wire/message.ts';
import {sign, type Tokens, verify} from './signed-token.ts';

/** `publicUrl`: where browsers reach us; without it there are no links. */
export type Links = Tokens & {publicUrl: string | undefined};

/** What a link opens. `locale` is the language in which its page speaks, a BCP 47 tag. */
export type Opening = Owned & {clinic: string; locale: string};

export const linkMs = 15 * 60_000;

const kind = {typ: 'plaintalk-link+jwt', audience: 'plaintalk-continue', ms: linkMs};

const Claims = z.object({sub: SessionId, clinic: z.string(), locale: z.string(), gen: z.string().min(1)});

export const takeLinkScript = defineScript<Owned>()({
  name: 'take-link',
  lua: lua(import.meta.url, 'take-link.lua'),
  keys: {
    session: ({session}) => keys.session('widget', session),
    invited: ({session}) => keys.invited(session),
  },
  args: {generation: ({generation}) => generation, fresh: () => newId()},
  answers: {taken: {generation: text}, gone: {}},
});

/**
 * `tail`: the last digits of the chat's number, by which its page asks whether it is in the right hands. Throws
 * `unavailable`, and an `Error` where there is no public address.
 */
export async function signLink(
  links: Links,
  {session, clinic, locale, generation, tail = ''}: Opening & {tail?: string | undefined},
): Promise<string> {
  if (!links.publicUrl) throw new Error('A link to the secure widget needs PUBLIC_URL');
  const {token} = await sign(links, kind, {sub: session, clinic, locale, gen: generation, tail});
  return `${links.publicUrl}/continue#${token}`;
}

/**
 * Uses the link up; `null` where it is not ours, has expired or was used, or its session is no more. The generation is
 * the session's own from now on. Throws `unavailable`.
 */
export async function takeLink(redis: Redis, tokens: Tokens, token: string): Promise<Opening | null> {
  const claims = await verify(tokens, kind, Claims, token);
  if (!claims) return null;
  const {sub: session, clinic, locale, gen} = claims;
  const taken = await call(redis, takeLinkScript, {session, generation: gen});
  return taken.status === 'taken' ? {session, clinic, locale, generation: taken.generation} : null;
}

const secureName = /^wa-[\w-]{22}$/;

/** Is this the name of a session that a chat is carried on in? It comes back after it was erased or has expired. */
export function isSecureName(session: string): boolean {
  return secureName.test(session);
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
  const named = ['secure session', ...names].join('\n');
  return `wa-${createHmac('sha256', key).update(named).digest('base64url').slice(0, 22)}`;
}
