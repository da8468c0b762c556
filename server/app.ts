/** The web application: order of middleware and routes. Opens nothing: no port, no connection, no timer. */
import Router from '@koa/router';
import Koa, {type Middleware} from 'koa';
import type {Log} from '../core/log.ts';
import type {AddressBudget} from './edge/address-budget.ts';
import {allowOrigins} from './middleware/allow-origins.ts';
import {answerErrors} from './middleware/answer-errors.ts';
import {boundClients} from './middleware/bound-clients.ts';
import {identifyRequests} from './middleware/identify-requests.ts';
import {logRequests} from './middleware/log-requests.ts';
import {parseJson} from './middleware/parse-json.ts';
import {recordAct} from './middleware/record-act.ts';
import {type AdminDeps, askForToken, hasAdmin} from './middleware/require-admin.ts';
import {openApi} from './openapi/document.ts';
import {type Access, accesses} from './routes/access.ts';
import {allRoutes} from './routes/all-routes.ts';
import type {DepsOf, Route} from './routes/route.ts';
import type {WaitingRoom} from './transport/waiting-room.ts';

type RouteDeps = DepsOf<typeof allRoutes>;

export type AppDeps = Omit<RouteDeps, 'document'> &
  AdminDeps & {
    log: Log;
    /** Proxies of ours before it; none by default. */
    proxyHops?: number;
    /** Absent: no bounds. */
    budget?: AddressBudget | undefined;
  };

export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  const router = createRouter(deps);
  const isForPages = (path: string) => forPages.has(accessOf(router, path) ?? 'admin');
  app.use(logRequests(deps));
  app.use(closeConnections(deps));
  app.use(identifyRequests(deps));
  app.use(answerErrors(deps));
  app.use(allowOrigins(deps.cors, deps.clinics.known, isForPages));
  app.use(boundClients(deps.budget, isForPages));
  app.use(router.routes());
  app.use(router.allowedMethods());
  // What still gets here failed while it was being answered, mostly because the client has gone.
  app.on('error', error => deps.log.debug({error}, 'response.failed'));
  return app;
}

export function createRouter(deps: AppDeps): Router {
  // As a proxy reads paths: a rule of its for `/admin` sees all that is routed as such.
  const router = new Router({sensitive: true});
  const routes: readonly Route<RouteDeps>[] = allRoutes;
  const document = openApi(allRoutes);
  const admin = accesses.admin.guards(deps);
  const form = admin.map(guard => askForToken(deps, guard));
  const guards = {open: [], public: [], channel: [], admin, form};
  for (const {method, path, rest, access, audits, body, handle} of routes) {
    if ((access === 'admin' || access === 'form') && !hasAdmin(deps)) continue;
    const handler = handle({...deps, document});
    if (!handler) continue;
    const before = [
      ...guards[access],
      ...(body ? [parseJson(body)] : []),
      ...(audits ? [recordAct(deps, audits)] : []),
    ];
    router[method](access, routerPath(path, rest), ...before, handler);
  }
  return router;
}

/** Whom pages of other sites may ask, by access; the others are no browser's business. */
const forPages = new Set<string>(['open', 'public'] satisfies Access[]);

/** Whom the path answers, whatever the method; `undefined` for one that is not there. */
function accessOf(router: Router, path: string): string | undefined {
  return router.stack.find(layer => layer.match(path))?.name;
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
