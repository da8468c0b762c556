/** The web application: order of middleware and routes. Opens nothing: no port, no connection, no timer. */
import Router from '@koa/router';
import Koa, {type Middleware} from 'koa';
import type {Log} from '../core/log.ts';
import {type AllowOriginsOptions, allowOrigins} from './middleware/allow-origins.ts';
import {answerErrors} from './middleware/answer-errors.ts';
import {identifyRequests} from './middleware/identify-requests.ts';
import {logRequests} from './middleware/log-requests.ts';
import {parseJson} from './middleware/parse-json.ts';
import {openApi} from './openapi/document.ts';
import {accesses} from './routes/access.ts';
import {allRoutes} from './routes/all-routes.ts';
import type {DepsOf, Route} from './routes/route.ts';
import type {WaitingRoom} from './transport/waiting-room.ts';

type RouteDeps = DepsOf<typeof allRoutes>;

export type AppDeps = Omit<RouteDeps, 'document'> & {
  log: Log;
  cors: AllowOriginsOptions;
  adminToken: string | undefined;
  /** Proxies of ours before it; none by default. */
  proxyHops?: number;
};

export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  const router = createRouter(deps);
  app.use(logRequests(deps));
  app.use(closeConnections(deps));
  app.use(identifyRequests(deps));
  app.use(answerErrors(deps));
  app.use(allowOrigins(deps.cors, deps.clinics.known));
  app.use(router.routes());
  app.use(router.allowedMethods());
  // What still gets here failed while it was being answered, mostly because the client has gone.
  app.on('error', error => deps.log.debug({error}, 'response.failed'));
  return app;
}

export function createRouter(deps: AppDeps): Router {
  const router = new Router();
  const routes: readonly Route<RouteDeps>[] = allRoutes;
  const document = openApi(allRoutes);
  for (const {method, path, rest, access, body, handle} of routes) {
    const handler = handle({...deps, document});
    if (!handler) continue;
    const before = [...accesses[access].guards(deps), ...(body ? [parseJson(body)] : [])];
    router[method](routerPath(path, rest), ...before, handler);
  }
  return router;
}

/** `/webhooks/x/{instance}` in the router's own spelling. */
function routerPath(path: string, rest?: true): string {
  const named = path.replaceAll(/\{(\w+)\}/g, ':$1');
  return rest ? `${named}{/*rest}` : named;
}

/** While the process ends, no client may send another request on its connection. */
function closeConnections({waitingRoom}: {waitingRoom: WaitingRoom}): Middleware {
  return async function closeConnections(ctx, next) {
    await next();
    if (waitingRoom.closed) ctx.set('Connection', 'close');
  };
}
