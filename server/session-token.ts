/** Session tokens: they say which session their bearer owns, and nothing about a person. */
import type {Context} from 'koa';
import {z} from 'zod';
import {ChatError} from '../core/errors.ts';
import type {Message} from '../core/events/read.ts';
import {sign, type Tokens, verify} from '../core/sessions/signed-token.ts';
import {SessionId} from '../core/wire/message.ts';

export type {Tokens};

/** Whom a token stands for. */
export type Owner = {session: string; clinic: string};

/** How long a token is good for, in milliseconds, and how long after that it can still be renewed. */
export const tokenMs = 30 * 60_000;
export const renewableMs = 24 * 3_600_000;

const kind = {typ: 'plaintalk-session+jwt', audience: 'plaintalk-widget', ms: tokenMs};

const Claims = z.object({sub: SessionId, clinic: z.string()});

/** `expiresAt` is ISO 8601. Throws `unavailable`. */
export function signToken(
  tokens: Tokens,
  {session, clinic}: Owner,
): Promise<{token: string; expiresAt: string}> {
  return sign(tokens, kind, {sub: session, clinic});
}

/** `null` for a token that is not ours, or expired more than `lateMs` ago. Throws `unavailable`. */
export async function verifyToken(tokens: Tokens, token: string, lateMs = 0): Promise<Owner | null> {
  const claims = await verify(tokens, kind, Claims, token, lateMs);
  return claims && {session: claims.sub, clinic: claims.clinic};
}

/** Whoever wants to write. `undefined` where no token is shown; throws `session_token_invalid` where a wrong one is. */
export async function ownerOf(tokens: Tokens, ctx: Context, lateMs = 0): Promise<Owner | undefined> {
  const token = bearerOf(ctx);
  return token === undefined ? undefined : takeToken(tokens, token, lateMs);
}

/** As `verifyToken`, but throws `session_token_invalid`. */
export async function takeToken(tokens: Tokens, token: string, lateMs = 0): Promise<Owner> {
  const owner = await verifyToken(tokens, token, lateMs);
  if (!owner) throw new ChatError('session_token_invalid');
  return owner;
}

/** The same where it must be shown. */
export async function insistOnToken(tokens: Tokens, ctx: Context): Promise<Owner> {
  const owner = await ownerOf(tokens, ctx);
  if (!owner) throw new ChatError('session_token_invalid');
  return owner;
}

/** Throws `session_token_invalid` where the token is of another session, or of another clinic. */
export function insistOnOwner(owner: Owner, wanted: {session: string | undefined; clinic: string}): void {
  if (owner.session !== wanted.session || owner.clinic !== wanted.clinic) {
    throw new ChatError('session_token_invalid');
  }
}

/**
 * Whoever wants to read a message, whose id is enough; but where a token is shown the message must be of its session,
 * which this is. A token that has just expired still tells. Throws `message_not_found` where it is not ours at all.
 */
export async function readerOf(tokens: Tokens, ctx: Context): Promise<string | undefined> {
  const token = bearerOf(ctx);
  if (token === undefined) return undefined;
  const owner = await verifyToken(tokens, token, renewableMs);
  if (!owner) throw new ChatError('message_not_found');
  return owner.session;
}

/** Throws `message_not_found`, as if it were not there. */
export function insistOnReader(
  reader: string | undefined,
  message: Pick<Message, 'channel' | 'session'> | null,
): void {
  const isForeign = message?.channel !== 'widget' || message.session !== reader;
  if (reader !== undefined && isForeign) throw new ChatError('message_not_found');
}

/** The token of `Authorization: Bearer …`; `''` for another scheme. */
function bearerOf(ctx: Context): string | undefined {
  const authorization = ctx.get('Authorization');
  if (authorization === '') return undefined;
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
