/** `POST /apps/voice-api/widget/consent`: the visitor agrees to what the clinic asks. */
import type {Middleware} from 'koa';
import {consentOf} from '../../core/clinics/consent.ts';
import {ChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import {type Clinics, clinicOf} from '../../core/queue/accept.ts';
import type {Redis} from '../../core/redis.ts';
import {giveConsent, readConsent} from '../../core/sessions/consent.ts';
import {ConsentBody} from '../../core/wire-session.ts';
import {parse} from '../parse.ts';
import {insistOnToken, type Tokens} from '../session-token.ts';

export type ConsentDeps = {redis: Redis; tokens: Tokens; clinics: Clinics; log: Log};

/** 204, safe to repeat. Throws `consent_stale`, with the present text, where the visitor has read another one. */
export function takeConsent({redis, tokens, clinics, log}: ConsentDeps): Middleware {
  return async function takeConsent(ctx) {
    const {session, clinic: id} = await insistOnToken(tokens, ctx);
    const {version} = parse(ConsentBody, ctx.request.body);
    const clinic = clinicOf(clinics, id);
    const {locale} = await readConsent(redis, session);
    const consent = consentOf(clinic, locale ?? undefined);
    if (consent && consent.version !== version)
      throw new ChatError('consent_stale', undefined, {more: {consent}});
    if (!(await giveConsent(redis, session, version))) throw new ChatError('session_token_invalid');
    log.info({clinic: clinic.id}, 'consent.given');
    ctx.status = 204;
  };
}
