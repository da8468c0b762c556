/**
 * `GET /continue`: the page that a link from a chat opens. `POST /apps/voice-api/widget/continue`: its script gives the
 * link's token for the session's own, once.
 */
import {createHash} from 'node:crypto';
import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {clinicOf} from '../../core/queue/accept.ts';
import {takeLink} from '../../core/sessions/secure-link.ts';
import {ContinueBody} from '../../core/wire-session.ts';
import type {Asset} from '../assets.ts';
import {insistOnOrigin} from '../middleware/allow-origins.ts';
import {parse} from '../parse.ts';
import {type Assets, answerWith} from './assets.ts';
import {answerSession, renew, type SessionDeps} from './session.ts';

/** 201 as for a session that is opened. Throws `session_token_invalid` for a link that opens nothing any more. */
export function takeUpSession(deps: SessionDeps): Middleware {
  const {redis, tokens, clinics, cors} = deps;
  return async function takeUpSession(ctx) {
    const {link} = parse(ContinueBody, ctx.request.body);
    insistOnOrigin(ctx, cors, []);
    const opening = await takeLink(redis, tokens, link);
    if (!opening) throw new ChatError('session_token_invalid');
    const clinic = clinicOf(clinics, opening.clinic);
    await answerSession(ctx, deps, clinic, await renew(deps, opening, clinic));
  };
}

/** The page stays nowhere, tells no other site where it was, and runs what it holds itself and the widget. */
export function continuePage({continue: page}: Assets): Middleware {
  const policy = policyFor(page);
  return async function continuePage(ctx) {
    await answerWith(ctx, page, 'no-store');
    ctx.set('Content-Security-Policy', await policy);
    ctx.set('Referrer-Policy', 'no-referrer');
    ctx.set('X-Content-Type-Options', 'nosniff');
  };
}

/** Style and script in the page are allowed by their content. */
async function policyFor(page: Asset): Promise<string> {
  const html = (await page.encoded('identity')).toString();
  const hashOf = (element: string) => {
    const [, content = ''] = new RegExp(`<${element}[^>]*>(.*?)</${element}>`, 's').exec(html) ?? [];
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  };
  return [
    "default-src 'none'",
    `script-src 'self' ${hashOf('script')}`,
    `style-src ${hashOf('style')}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types plaintalk',
  ].join('; ');
}
