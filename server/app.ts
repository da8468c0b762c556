/** The web application: order of middleware and routes. Opens nothing: no port, no connection, no timer. */
import Router from '@koa/router';
import Koa, {type Middleware} from 'koa';
import type {Watcher} from '../core/events/watch.ts';
import type {Log} from '../core/log.ts';
import type {Redis} from '../core/redis.ts';
import {type AllowOriginsOptions, allowOrigins} from './middleware/allow-origins.ts';
import {answerErrors} from './middleware/answer-errors.ts';
import {identifyRequests} from './middleware/identify-requests.ts';
import {logRequests} from './middleware/log-requests.ts';
import {parseJson} from './middleware/parse-json.ts';
import {openApi} from './openapi.ts';
import {type Assets, demoPage, hashedWidgetFile, widgetFile} from './routes/assets.ts';
import {healthz, readyz} from './routes/health.ts';
import {type LegacyDeps, legacyChat} from './routes/legacy-chat.ts';
import {pollMessage, pollPath} from './routes/poll.ts';
import {sendMessage} from './routes/send.ts';
import type {WaitingRoom} from './waiting-room.ts';

export type AppDeps = LegacyDeps & {
  redis: Redis;
  watcher: Watcher;
  log: Log;
  assets: Assets;
  cors: AllowOriginsOptions;
};

export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  const router = new Router();
  router.post('/apps/voice-api/widget/send', parseJson(), sendMessage(deps));
  router.get(pollPath, pollMessage(deps));
  router.get('/apps/voice-api/widget-chat', legacyChat(deps));
  router.get('/healthz', healthz(deps));
  router.get('/readyz', readyz(deps));
  router.get('/widget.js', widgetFile(deps.assets));
  router.get('/widget.:hash.js', hashedWidgetFile(deps.assets));
  router.get('/openapi.json', answerWith(openApi()));
  router.get('/', demoPage(deps.assets));

  app.use(logRequests(deps));
  app.use(closeConnections(deps));
  app.use(identifyRequests());
  app.use(answerErrors(deps));
  app.use(allowOrigins(deps.cors));
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
