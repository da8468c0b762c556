/** `/apps/voice-api/widget/session`: POST opens a session or renews it; DELETE erases its conversation. */
import {createHash} from 'node:crypto';
import type {Context, Middleware} from 'koa';
import {auditErasing} from '../../../core/audit/audit.ts';
import type {Clinic} from '../../../core/clinics/clinic.ts';
import {clinicIn} from '../../../core/clinics/clinic-in.ts';
import {shortLocale} from '../../../core/clinics/locale.ts';
import {ChatError} from '../../../core/errors.ts';
import {newId} from '../../../core/ids.ts';
import type {Log} from '../../../core/log.ts';
import {type Accept, type Clinics, clinicOf, limitsOf, refuseWhenFull} from '../../../core/queue/accept.ts';
import type {Limits} from '../../../core/queue/enqueue.ts';
import {openingBudgets} from '../../../core/queue/limits/budgets.ts';
import {eventsTtlMs} from '../../../core/queue/messages.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {eraseSession} from '../../../core/sessions/erase-session.ts';
import {openSession, renewSession} from '../../../core/sessions/open-session.ts';
import {textMaxLength} from '../../../core/wire/message.ts';
import {SessionAnswer, SessionBody} from '../../../core/wire/session.ts';
import {addressOf} from '../../client-address.ts';
import {type AllowOriginsOptions, insistOnOrigin} from '../../middleware/allow-origins.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {json, notOwner} from '../../openapi/operation.ts';
import {parse} from '../../parse.ts';
import {
  insistOnOwner,
  insistOnToken,
  type Owner,
  ownerOf,
  renewableMs,
  signToken,
  type Tokens,
  tokenMs,
} from '../../session-token.ts';
import type {Route} from '../route.ts';

export type Transports = {
  webSocketEnabled: boolean;
  /** Share of sessions that are to prefer a WebSocket, 0 to 100. */
  rolloutPercent: number;
};

export type SessionDeps = {
  redis: Redis;
  limits: Limits;
  clinics: Clinics;
  cors: AllowOriginsOptions;
  tokens: Tokens;
  transports: Transports;
  log: Log;
  fullness?: Accept['fullness'];
};

const path = '/apps/voice-api/widget/session';

export const startSession: Route<SessionDeps> = {
  method: 'post',
  path,
  access: 'public',
  body: {schema: SessionBody, optional: true},
  describe: {
    operationId: 'startSession',
    tag: 'sessions',
    summary:
      'Open a session, or renew the one whose token is shown, also within half an hour after that has expired, for half a day in all',
    token: 'perhaps',
    responses: {
      201: json('It is written to and its history is read with the token only', SessionAnswer),
      ...notOwner,
      404: '`clinic_not_found`',
    },
  },
  handle: openOrRenew,
};

export const endSession: Route<SessionDeps> = {
  method: 'delete',
  path,
  access: 'public',
  describe: {
    operationId: 'eraseSession',
    tag: 'sessions',
    summary: 'Erase the conversation; what is being answered is stopped',
    token: 'needed',
    responses: {
      204: 'Nothing of it is left, and its tokens are good for nothing',
    },
  },
  handle: erase,
};

/** 201 with a new session, or with the one whose token was shown, also when that has just expired. */
function openOrRenew(deps: SessionDeps): Middleware {
  const {tokens, clinics, cors} = deps;
  return async function openOrRenew(ctx) {
    const owner = await ownerOf(tokens, ctx, renewableMs);
    const body = parse(SessionBody, ctx.request.body);
    if (body.clinic_id !== undefined && !clinics.known.has(body.clinic_id)) {
      throw new ChatError('clinic_not_found');
    }
    const clinic = clinicOf(clinics, body.clinic_id ?? owner?.clinic);
    insistOnOrigin(ctx, cors, [clinic]);
    const renewed = owner ? await renew(deps, owner, clinic) : await open(deps, body, clinic, addressOf(ctx));
    await answerSession(ctx, deps, clinic, renewed, body.locale);
  };
}

/** 201 with a token of the session, which is there; `wanted`: the language of the words. Throws `session_token_invalid` where it was renewed for long enough. */
export async function answerSession(
  ctx: Context,
  deps: SessionDeps,
  clinic: Clinic,
  owner: Owner,
  wanted?: string,
): Promise<void> {
  const {session} = owner;
  const {token, expiresAt} = await signToken(deps.tokens, owner);
  ctx.status = 201;
  ctx.body = {
    session_id: session,
    token,
    expires_at: expiresAt,
    config: configOf(deps, clinic, {session, wanted}),
  } satisfies SessionAnswer;
}

/** 204, and nothing of the conversation is left; safe to repeat, which is not written down once more. */
function erase({redis, limits, log, ...door}: SessionDeps): Middleware {
  return async function erase(ctx) {
    const {session, generation} = await insistOnToken(door, ctx);
    const retention = {eventsTtlMs, resultTtlMs: limits.resultTtlMs};
    await auditErasing(redis, log, {session, generation, request: String(ctx.state['request'])});
    const erased = await eraseSession(redis, retention, {channel: 'widget', session}, generation);
    if (erased.status === 'foreign') throw new ChatError('session_token_invalid');
    if (erased.status === 'erased') logOf(ctx, log).info({count: erased.messages}, 'session.erased');
    ctx.status = 204;
  };
}

/** Is this one of the `percent` of all sessions that come first? Always the same answer for the same session. */
export function isRolledOut(session: string, percent: number): boolean {
  return createHash('sha256').update(session).digest().readUInt32BE() % 100 < percent;
}

async function open(
  {redis, limits, tokens, fullness}: SessionDeps,
  body: {agent_id?: string | undefined; user_id?: string | undefined; locale?: string | undefined},
  clinic: Clinic,
  address: string,
): Promise<Owner> {
  refuseWhenFull(fullness, true);
  const {agent_id: agent, user_id: user} = body;
  const locale = body.locale && shortLocale(body.locale);
  const fields = {id: newId(), clinic: clinic.id, agent, user, locale};
  const budgets = openingBudgets(limits.rates, address || undefined, redis.sealer);
  const generation = await openSession(redis, fields, ttlOf(limits, clinic), budgets);
  return {session: fields.id, clinic: clinic.id, generation, sinceMs: tokens.now()};
}

/** Throws `session_token_invalid` where it is not there any more, or of another clinic. */
export async function renew({redis, limits}: SessionDeps, owner: Owner, clinic: Clinic): Promise<Owner> {
  insistOnOwner(owner, {session: owner.session, clinic: clinic.id});
  if (!(await renewSession(redis, owner, ttlOf(limits, clinic)))) {
    throw new ChatError('session_token_invalid');
  }
  return owner;
}

/** As long as its conversation, and at least as long as its token. */
function ttlOf(limits: Limits, clinic: Clinic): number {
  return Math.max(limitsOf(limits, clinic).resultTtlMs, tokenMs);
}

function configOf(
  {limits, transports}: SessionDeps,
  clinic: Clinic,
  {session, wanted = ''}: {session: string; wanted?: string | undefined},
): SessionAnswer['config'] {
  const {id, name, locale, locales = [], emergency} = clinic;
  const {greeting, quickReplies = [], disclaimer, contact} = clinicIn(clinic, wanted);
  const {webSocketEnabled, rolloutPercent} = transports;
  const prefersSocket = webSocketEnabled && isRolledOut(session, rolloutPercent);
  return {
    clinic: {
      id,
      name,
      greeting,
      locale,
      locales: [locale, ...locales],
      quick_replies: quickReplies,
      disclaimer,
      contact,
      emergency: {number: emergency.number, text: emergency.text},
    },
    transports: prefersSocket ? ['websocket', 'poll'] : ['poll'],
    limits: {
      text_max_length: textMaxLength,
      waiting_turns: limitsOf(limits, clinic).sessionMaxLength - 1,
    },
  };
}
