/**
 * `GET /continue`: the page that a link from a chat opens. `POST /apps/voice-api/widget/continue`: its script gives the
 * link's token for the session's own, once.
 */
import type {Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import {clinicOf} from '../../../core/queue/accept.ts';
import {takeLink} from '../../../core/sessions/secure-link.ts';
import {ContinueBody, SessionAnswer} from '../../../core/wire/session.ts';
import {insistOnOrigin} from '../../middleware/allow-origins.ts';
import {json} from '../../openapi/operation.ts';
import {parse} from '../../parse.ts';
import {type AssetsDeps, answerPage} from '../process/assets.ts';
import type {Route} from '../route.ts';
import {answerSession, renew, type SessionDeps} from './session.ts';

export const continueSession: Route<SessionDeps> = {
  method: 'post',
  path: '/apps/voice-api/widget/continue',
  access: 'public',
  body: {schema: ContinueBody},
  describe: {
    operationId: 'continueSession',
    tag: 'sessions',
    summary: 'Take up the session that a link opens, once; whoever had it before has it no more',
    responses: {
      201: json('As for a session that is opened', SessionAnswer),
      401: '`session_token_invalid`: not a link of ours, expired, used, or the conversation is no more',
    },
  },
  handle: takeUpSession,
};

export const continuePage: Route<AssetsDeps> = {
  method: 'get',
  path: '/continue',
  access: 'open',
  describe: {hidden: 'a page for people'},
  handle: sendContinuePage,
};

/** 201 as for a session that is opened. Throws `session_token_invalid` for a link that opens nothing any more. */
function takeUpSession(deps: SessionDeps): Middleware {
  const {redis, tokens, clinics, cors} = deps;
  return async function takeUpSession(ctx) {
    const {link} = parse(ContinueBody, ctx.request.body);
    insistOnOrigin(ctx, cors, []);
    const opening = await takeLink(redis, tokens, link);
    if (!opening) throw new ChatError('session_token_invalid');
    const clinic = clinicOf(clinics, opening.clinic);
    const owner = {...opening, sinceMs: tokens.now()};
    await answerSession(ctx, deps, clinic, await renew(deps, owner, clinic));
  };
}

/** The page stays nowhere. */
function sendContinuePage({assets: {continue: page}}: AssetsDeps): Middleware {
  return ctx => answerPage(ctx, page, 'no-store');
}
