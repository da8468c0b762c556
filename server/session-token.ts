/** Session tokens: they say which session their bearer owns, and nothing about a person. */
import type {Context} from 'koa';
import {z} from 'zod';
import type {Clinic, ClinicsById} from '../core/clinics/clinic.ts';
import {ChatError} from '../core/errors.ts';
import type {Owned} from '../core/events/owned.ts';
import type {Acceptance} from '../core/queue/accept.ts';
import type {NewMessage} from '../core/queue/enqueue.ts';
import {tokenMs} from '../core/queue/messages.ts';
import type {Redis} from '../core/redis/connection.ts';
import {channelOf} from '../core/sessions/open-session.ts';
import {isSecureName} from '../core/sessions/secure-link.ts';
import {type Tokens as Signing, sign, verify} from '../core/sessions/signed-token.ts';
import {SessionId} from '../core/wire/message.ts';
import {type AllowOriginsOptions, insistOnOrigin} from './middleware/allow-origins.ts';

/** `required`: nobody writes to a session, or reads of it, without its token. */
export type Tokens = Signing & {required?: boolean};

/** Whom a token stands for; `sinceMs`: when its first one was given, unix milliseconds. */
export type Owner = Owned & {clinic: string; sinceMs: number};

/** Who reads by a token: for so long yet, in milliseconds, and while the session is of this generation. */
export type Reader = Owned & {leftMs: number};

export {tokenMs};

/** How long after its end a token can still be renewed, and for how long in all, in milliseconds. */
export const renewableMs = 30 * 60_000;
export const longestMs = 12 * 3_600_000;

const kind = {typ: 'plaintalk-session+jwt', audience: 'plaintalk-widget', ms: tokenMs};

/** `gen`: the session's generation; `since` is in seconds. */
const Claims = z.object({sub: SessionId, clinic: z.string(), gen: z.string().min(1), since: z.int()});

/** `expiresAt` is ISO 8601. Throws `unavailable`, and `session_token_invalid` where it was renewed for long enough. */
export async function signToken(
  tokens: Tokens,
  {session, clinic, generation, sinceMs}: Owner,
): Promise<{token: string; expiresAt: string}> {
  const left = insistOnTimeLeft(tokens, {sinceMs});
  const lasting = {...kind, ms: Math.min(tokenMs, left)};
  return sign(tokens, lasting, {sub: session, clinic, gen: generation, since: Math.floor(sinceMs / 1000)});
}

/** How long tokens can still be given to who has the session since then. Throws `session_token_invalid` where that is over. */
export function insistOnTimeLeft(tokens: Tokens, owner: Pick<Owner, 'sinceMs'>): number {
  const left = timeLeft(tokens, owner);
  if (left <= 0) throw new ChatError('session_token_invalid');
  return left;
}

function timeLeft({now}: Tokens, {sinceMs}: Pick<Owner, 'sinceMs'>): number {
  return (Math.floor(sinceMs / 1000) - Math.floor(now() / 1000)) * 1000 + longestMs;
}

/** As what its owner reads. Throws `session_token_invalid` where no token can be given any more. */
export function readerOf(tokens: Tokens, owner: Owner): Reader {
  const {session, generation} = owner;
  return {session, generation, leftMs: insistOnTimeLeft(tokens, owner)};
}

/** `null` for a token that is not ours, or expired more than `lateMs` ago. Throws `unavailable`. */
export async function verifyToken(tokens: Tokens, token: string, lateMs = 0): Promise<Owner | null> {
  const claims = await verify(tokens, kind, Claims, token, lateMs);
  if (!claims) return null;
  const {sub: session, clinic, gen: generation, since} = claims;
  return {session, clinic, generation, sinceMs: since * 1000};
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

/** What says who may ask in a session's name, and from which pages. */
export type Door = {tokens: Tokens; clinics: {known: ClinicsById}; cors: AllowOriginsOptions};

/** The same where it must be shown, by a page that may chat with its clinic. Throws `origin_not_allowed` for another. */
export async function insistOnToken(door: Door, ctx: Context): Promise<Owner> {
  const owner = await ownerOf(door.tokens, ctx);
  if (!owner) throw new ChatError('session_token_invalid');
  insistOnOrigin(ctx, door.cors, clinicsOf(door, owner));
  return owner;
}

/** The one that a token names, while it is there. */
export function clinicsOf({clinics}: Pick<Door, 'clinics'>, {clinic}: Owner): Clinic[] {
  const known = clinics.known.get(clinic);
  return known ? [known] : [];
}

/**
 * Whoever shows no token. Throws `session_token_invalid` where open sessions are refused, and for the name of a secure
 * one: who had it before it was erased could put words into the conversation that takes the name up again.
 */
export function insistOnOpenSession({required}: Tokens, session: string): void {
  if (required || isSecureName(session)) throw new ChatError('session_token_invalid');
}

/** Throws `session_token_invalid` where the token is of another session, or of another clinic. */
export function insistOnOwner(owner: Owner, wanted: {session: string | undefined; clinic: string}): void {
  if (owner.session !== wanted.session || owner.clinic !== wanted.clinic) {
    throw new ChatError('session_token_invalid');
  }
}

/**
 * What goes with an accepted message: the token of the session that it opened, or the shown one renewed, and who reads by
 * it; nothing where the session is open.
 */
export async function tokenFor(
  tokens: Tokens,
  {clinic, opens}: NewMessage,
  {session, generation, at}: Acceptance,
  shown: Owner | undefined,
): Promise<{token?: string; reader?: Reader}> {
  const owner = shown ?? (opens ? {session, clinic, generation, sinceMs: at} : undefined);
  if (!owner) return {};
  return {token: (await signToken(tokens, owner)).token, reader: readerOf(tokens, owner)};
}

/**
 * Whoever wants to read a message: its id is enough, but where a token is shown it must be its session's, and the page one
 * that may chat with its clinic. A token that has just expired still does, also for cancelling and rating, which ask no
 * more than reading: whoever has it could as well renew it. Whether the message is its session's, the read that follows
 * finds out in its own round trip, as of the reader that is returned. Throws `message_not_found`, the same for what is
 * another's and for what is not there, `origin_not_allowed`, and `session_token_invalid` where a token is needed.
 */
export async function insistOnReader(
  {redis, ...door}: Door & {redis: Redis},
  ctx: Context,
  message: string,
): Promise<Reader | undefined> {
  const {tokens} = door;
  const token = bearerOf(ctx);
  if (token !== undefined) {
    const owner = await verifyToken(tokens, token, renewableMs);
    if (!owner || timeLeft(tokens, owner) <= 0) throw new ChatError('message_not_found');
    insistOnOrigin(ctx, door.cors, clinicsOf(door, owner));
    return readerOf(tokens, owner);
  }
  if (tokens.required && (await channelOf(redis, message)) !== 'legacy') {
    throw new ChatError('session_token_invalid');
  }
  return undefined;
}

/** The token of `Authorization: Bearer …`; `''` for another scheme. */
function bearerOf(ctx: Context): string | undefined {
  const authorization = ctx.get('Authorization');
  if (authorization === '') return undefined;
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
