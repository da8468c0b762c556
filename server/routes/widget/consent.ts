/** `POST /apps/voice-api/widget/consent`: the visitor agrees to what the clinic asks. */
import type {Middleware} from 'koa';
import {auditConsent} from '../../../core/audit/audit.ts';
import {consentOf} from '../../../core/clinics/consent.ts';
import {ChatError} from '../../../core/errors.ts';
import type {Log} from '../../../core/log.ts';
import {type Clinics, clinicOf} from '../../../core/queue/accept.ts';
import {giveConsent, readConsent} from '../../../core/queue/consent.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {ConsentBody} from '../../../core/wire/session.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {notOwner} from '../../openapi/operation.ts';
import {parse} from '../../parse.ts';
import {type Door, insistOnToken} from '../../session-token.ts';
import type {Route} from '../route.ts';

type ConsentDeps = Door & {redis: Redis; clinics: Clinics; log: Log};

export const consent: Route<ConsentDeps> = {
  method: 'post',
  path: '/apps/voice-api/widget/consent',
  access: 'public',
  body: {schema: ConsentBody},
  describe: {
    operationId: 'giveConsent',
    tag: 'sessions',
    summary:
      'Agree to what the clinic asks; until then sends of the session are refused, also where its text has changed since',
    token: 'needed',
    responses: {
      204: 'Noted, with the session',
      ...notOwner,
      409: '`consent_stale`: another version; `consent` has the present text and its version',
    },
  },
  handle: takeConsent,
};

/**
 * 204, safe to repeat, which is not written down once more. Throws `consent_stale`, with the present text, where the visitor
 * has read another one.
 */
function takeConsent({redis, log, ...door}: ConsentDeps): Middleware {
  return async function takeConsent(ctx) {
    const {session, generation, clinic: id} = await insistOnToken(door, ctx);
    const {version} = parse(ConsentBody, ctx.request.body);
    const clinic = clinicOf(door.clinics, id);
    const known = await readConsent(redis, session);
    const asked = consentOf(clinic, known.locale ?? undefined);
    if (asked && asked.version !== version)
      throw new ChatError('consent_stale', undefined, {more: {consent: asked}});
    if (asked && asked.version !== known.version && known.generation === generation) {
      await auditConsent(redis, log, {
        session,
        version: asked.version,
        request: String(ctx.state['request']),
      });
    }
    if (!(await giveConsent(redis, {session, generation, version: asked?.version})))
      throw new ChatError('session_token_invalid');
    logOf(ctx, log).info({clinic: clinic.id}, 'consent.given');
    ctx.status = 204;
  };
}
