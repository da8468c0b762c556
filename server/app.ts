/** The web application: order of middleware and routes. Opens nothing: no port, no connection, no timer. */
import Router from '@koa/router';
import Koa, {type Middleware} from 'koa';
import type {Inbound} from '../core/channels/channel.ts';
import type {Watcher} from '../core/events/watch.ts';
import type {Log} from '../core/log.ts';
import type {Redis} from '../core/redis.ts';
import type {HealthDeps} from './health-report.ts';
import {type AllowOriginsOptions, allowOrigins} from './middleware/allow-origins.ts';
import {answerErrors} from './middleware/answer-errors.ts';
import {identifyRequests} from './middleware/identify-requests.ts';
import {logRequests} from './middleware/log-requests.ts';
import {parseJson} from './middleware/parse-json.ts';
import {requireAdmin} from './middleware/require-admin.ts';
import {openApi} from './openapi.ts';
import type {Pacer} from './pace.ts';
import {replyAsPerson, resumeAgent} from './routes/admin-sessions.ts';
import {type Assets, demoPage, hashedWidgetFile, widgetFile} from './routes/assets.ts';
import {takeConsent} from './routes/consent.ts';
import {continuePage, takeUpSession} from './routes/continue.ts';
import {takeFeedback} from './routes/feedback.ts';
import {healthz, readyz} from './routes/health.ts';
import {showHistory} from './routes/history.ts';
import {type LegacyDeps, legacyChat} from './routes/legacy-chat.ts';
import {cancelMessage, pollMessage, pollPath, streamPath} from './routes/poll.ts';
import {sendMessage} from './routes/send.ts';
import {endSession, type SessionDeps, startSession} from './routes/session.ts';
import {type StreamDeps, sendAndStream, sendStreamPath, streamMessage} from './routes/stream.ts';
import {streamsHealth} from './routes/streams-health.ts';
import {takeWebhook, type WebhookDeps} from './routes/webhooks.ts';
import {widgetConfig} from './routes/widget-config.ts';
import type {WaitingRoom} from './waiting-room.ts';

export type AppDeps = LegacyDeps &
  StreamDeps &
  SessionDeps &
  WebhookDeps &
  HealthDeps & {
    redis: Redis;
    watcher: Watcher;
    pacer: Pacer;
    log: Log;
    assets: Assets;
    cors: AllowOriginsOptions;
    adminToken: string | undefined;
    /** The channels that are on. */
    inbounds: readonly Inbound[];
  };

const sessionPath = '/apps/voice-api/widget/session';

export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  const router = new Router();
  router.post('/apps/voice-api/widget/send', parseJson(), sendMessage(deps));
  router.get(pollPath, pollMessage(deps));
  router.delete(pollPath, cancelMessage(deps));
  router.get(streamPath, streamMessage(deps));
  router.post(sendStreamPath, parseJson(), sendAndStream(deps));
  router.post(sessionPath, parseJson({optional: true}), startSession(deps));
  router.delete(sessionPath, endSession(deps));
  router.post('/apps/voice-api/widget/continue', parseJson(), takeUpSession(deps));
  router.get('/apps/voice-api/widget/config', widgetConfig(deps));
  router.post('/apps/voice-api/widget/consent', parseJson(), takeConsent(deps));
  router.get('/apps/voice-api/widget-history', showHistory(deps));
  router.post('/apps/voice-api/widget-feedback/:message_id', parseJson(), takeFeedback(deps));
  router.get('/apps/voice-api/widget-chat', legacyChat(deps));
  for (const inbound of deps.inbounds) {
    router.post(`${inbound.path}{/*rest}`, takeWebhook(deps, inbound));
  }
  const admin = requireAdmin(deps);
  router.post('/admin/sessions/:session_id/reply', admin, parseJson(), replyAsPerson(deps));
  router.post('/admin/sessions/:session_id/resume', admin, parseJson({optional: true}), resumeAgent(deps));
  router.get('/admin/streams/health', admin, streamsHealth(deps));
  router.get('/healthz', healthz(deps));
  router.get('/readyz', readyz(deps));
  router.get('/widget.js', widgetFile(deps.assets));
  router.get('/widget.:hash.js', hashedWidgetFile(deps.assets));
  router.get('/widget-:part.:hash.js', hashedWidgetFile(deps.assets));
  router.get('/openapi.json', answerWith(openApi()));
  router.get('/', demoPage(deps.assets));
  router.get('/continue', continuePage(deps.assets));

  app.use(logRequests(deps));
  app.use(closeConnections(deps));
  app.use(identifyRequests());
  app.use(answerErrors(deps));
  app.use(allowOrigins(deps.cors, deps.clinics.known));
  app.use(router.routes());
  app.use(router.allowedMethods());
  // What still gets here failed while it was being answered, mostly because the client has gone.
  app.on('error', error => deps.log.debug({error}, 'response.failed'));
  return app;
}

/** While the process ends, no client may send another request on its connection. */
function closeConnections({waitingRoom}: {waitingRoom: WaitingRoom}): Middleware {
  return async function closeConnections(ctx, next) {
    await next();
    if (waitingRoom.closed) ctx.set('Connection', 'close');
  };
}

function answerWith(document: object): Middleware {
  return ctx => {
    ctx.body = document;
  };
}
