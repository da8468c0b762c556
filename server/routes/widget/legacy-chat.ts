/**
 * `GET /apps/voice-api/widget-chat`: for the pages that still use it. The same queue behind it; its sessions
 * are of a channel of their own, so that no name can reach a widget session.
 */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError, isErrorCode} from '../../../core/errors.ts';
import {hasEnded} from '../../../core/events/read.ts';
import {newId} from '../../../core/ids.ts';
import type {Log} from '../../../core/log.ts';
import {countPage} from '../../../core/metrics/legacy-pages.ts';
import {saidFirst} from '../../../core/phrases/said-first.ts';
import {type Accept, accept, clinicOf} from '../../../core/queue/accept.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {LegacyAccepted, LegacyAnswer, MessageText, SessionId} from '../../../core/wire/message.ts';
import {addressOf} from '../../client-address.ts';
import {pageOf} from '../../legacy-page.ts';
import {type AllowOriginsOptions, insistOnOrigin} from '../../middleware/allow-origins.ts';
import {cameWith} from '../../middleware/identify-requests.ts';
import {json, parametersOf} from '../../openapi/operation.ts';
import {parse, queryOf} from '../../parse.ts';
import {replyOf} from '../../transport/poll-answer.ts';
import {guardWaitMs} from '../../transport/wait.ts';
import type {WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {pollUrl, whenGone} from './poll.ts';

const LegacyQuery = z.object({body: MessageText, session_id: SessionId.optional()});

export type LegacyDeps = Accept & {
  redis: Redis;
  waitingRoom: WaitingRoom;
  log: Log;
  legacy: {enabled: boolean; waitMs: number};
  cors: AllowOriginsOptions;
};

export const legacyChat: Route<LegacyDeps> = {
  method: 'get',
  path: '/apps/voice-api/widget-chat',
  access: 'public',
  describe: {
    operationId: 'legacyChat',
    tag: 'messages',
    summary: 'Send and wait, for pages that still use it',
    deprecated: true,
    parameters: parametersOf(LegacyQuery),
    responses: {
      200: json('The reply', LegacyAnswer),
      202: json('It takes longer: poll', LegacyAccepted),
      400: '`invalid_request`',
      403: '`origin_not_allowed`, also to an image, a link or a frame of another site; `consent_required` of a clinic that asks for consent',
      410: '`legacy_disabled`',
      429: '`rate_limited`',
    },
  },
  handle: chat,
};

/** When the endpoint was declared deprecated, and when it goes (RFC 9745, RFC 8594). */
export const deprecatedAt = Date.UTC(2026, 10, 22);
export const sunsetAt = Date.UTC(2027, 10, 22);

function chat(deps: LegacyDeps): Middleware {
  const {waitingRoom, legacy, clinics, cors} = deps;
  return async function legacyChat(ctx) {
    announceEnd(ctx);
    noteUse(ctx, deps);
    if (!legacy.enabled) throw new ChatError('legacy_disabled');
    insistOnReader(ctx);
    const query = {body: queryOf(ctx, 'body'), session_id: queryOf(ctx, 'session_id') || undefined};
    const {body: text, session_id: session = newId()} = parse(LegacyQuery, query);
    const clinic = clinicOf(clinics, undefined);
    insistOnOrigin(ctx, cors, [clinic]);
    const address = addressOf(ctx) || undefined;
    const message = {id: newId(), channel: 'legacy', session, text, clinic: clinic.id, address} as const;
    const {id, guard} = await accept(deps, message, cameWith(ctx));
    // Who reads nothing but the answer must not wait for an agent before the guard is heard.
    const holdMs = guard ? Math.min(legacy.waitMs, guardWaitMs) : legacy.waitMs;
    const answered = await waitingRoom.wait(id, {holdMs, whenGone: whenGone(ctx)});
    const last = answered && hasEnded(answered) ? answered.last : null;
    if (last?.type === 'error' && !guard)
      throw new ChatError(isErrorCode(last.code) ? last.code : 'internal', last.message);
    const said = saidFirst(guard?.text, last ? replyOf([last]) : null);
    ctx.status = last || guard ? 200 : 202;
    ctx.body =
      ctx.status === 200
        ? {message: said ?? '', message_id: id}
        : {message_id: id, status: 'queued', poll_url: pollUrl(id)};
  };
}

/** Also where it is switched off: those pages are broken, and their owner is to learn which. */
function noteUse(ctx: Context, {redis, log, clinics: {known, fallback = ''}, cors}: LegacyDeps): void {
  const clinic = known.get(fallback);
  const use = {clinic: clinic?.id ?? '', page: pageOf(ctx, cors, clinic ? [clinic] : [])};
  log.warn({...use, route: ctx.path, request: ctx.state['request']}, 'legacy.used');
  // Nobody waits for a count, and nobody is refused for want of one.
  countPage(redis, {...use, at: Date.now()}).catch(error => log.debug({error}, 'legacy.uncounted'));
}

/**
 * A GET that has an effect is made by whoever means it: not for its headers alone, nor by an image, a link or a frame of
 * another site, which say no origin, nor ahead of time. Throws `method_not_allowed` or `origin_not_allowed`.
 */
function insistOnReader(ctx: Context): void {
  if (ctx.method === 'HEAD') {
    ctx.set('Allow', 'GET');
    throw new ChatError('method_not_allowed');
  }
  const isForeign =
    ['cross-site', 'same-site'].includes(ctx.get('Sec-Fetch-Site')) && ctx.get('Origin') === '';
  if (isForeign || /prefetch|prerender/.test(ctx.get('Sec-Purpose')))
    throw new ChatError('origin_not_allowed');
}

function announceEnd(ctx: Context): void {
  ctx.set('Deprecation', `@${deprecatedAt / 1000}`);
  ctx.set('Sunset', new Date(sunsetAt).toUTCString());
  ctx.set('Link', '</openapi.json>; rel="deprecation"; type="application/json"');
}
