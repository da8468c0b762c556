import type {Context, Middleware} from 'koa';
import {ChatError, toChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import type {Problem} from '../../core/wire/message.ts';

/**
 * The one exit for errors: `application/problem+json` (RFC 9457). Expected refusals speak; what nobody
 * expected is logged and answered as `internal`, without a word of what it was.
 */
export function answerErrors({log}: {log: Log}): Middleware {
  return async function answerErrors(ctx, next) {
    try {
      await next();
      refuseUnanswered(ctx);
    } catch (thrown) {
      const error = toChatError(thrown);
      if (error.code === 'internal') {
        log.error(
          {error: error.cause, request: ctx.state['request'], route: ctx.state['route']},
          'request.failed',
        );
      }
      if (error.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(error.retryAfterSeconds));
      if (error.limit) {
        const {name, quota, windowSeconds} = error.limit;
        ctx.set('RateLimit-Policy', `"${name}";q=${quota};w=${windowSeconds}`);
        ctx.set('RateLimit', `"${name}";r=0;t=${error.retryAfterSeconds ?? windowSeconds}`);
      }
      if (error.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
      ctx.state['code'] = error.code;
      ctx.status = error.status;
      ctx.body = JSON.stringify(problem(error));
      ctx.type = 'application/problem+json';
    }
  };
}

/** What the router left: nothing at this path, or not this method (`Allow` is set by then). */
function refuseUnanswered(ctx: Context): void {
  if (ctx.body !== undefined && ctx.body !== null) return;
  if (ctx.status === 404) throw new ChatError('not_found');
  if (ctx.status === 405 || ctx.status === 501) throw new ChatError('method_not_allowed');
}

/** The error as it goes out over HTTP. */
export function problem(error: ChatError): Problem {
  return {
    type: `urn:plaintalk:problem:${error.code}`,
    title: error.words,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.guard && {guard: error.guard}),
    ...(error.errors && {errors: [...error.errors]}),
  };
}
