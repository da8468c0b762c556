import type {Middleware} from 'koa';
import type {Log} from '../../core/log.ts';

/** One debug line per request: the route's pattern, never the URL, which may hold what somebody wrote. */
export function logRequests({log}: {log: Log}): Middleware {
  return async function logRequests(ctx, next) {
    const begin = performance.now();
    await next();
    const {request} = ctx.state;
    const ms = Math.round(performance.now() - begin);
    log.debug(
      {
        request,
        method: ctx.method,
        route: ctx['_matchedRoute'],
        status: ctx.status,
        code: ctx.state['code'],
        ms,
      },
      'request.finished',
    );
  };
}
