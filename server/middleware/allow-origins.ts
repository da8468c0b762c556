import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';

const requestHeaders = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, X-Request-Id';
const responseHeaders = 'Location, Retry-After, Preference-Applied, X-Request-Id, Deprecation, Sunset, Link';

export type AllowOriginsOptions = {
  /** Exact origins, or `*` for all. A page of our own is always allowed. */
  origins: readonly string[];
  publicUrl?: string | undefined;
};

/**
 * Refuses other sites' pages before anything happens, and tells browsers which may read the answers. There
 * are no cookies, so no credentials.
 */
export function allowOrigins({origins, publicUrl}: AllowOriginsOptions): Middleware {
  const everybody = origins.includes('*');
  const known = new Set(publicUrl ? [...origins, new URL(publicUrl).origin] : origins);

  return async function allowOrigins(ctx, next) {
    const origin = ctx.get('Origin');
    if (!everybody) ctx.vary('Origin');
    if (!origin) return next();
    if (!everybody && !known.has(origin) && hostOf(origin) !== ctx.get('Host')) {
      throw new ChatError('origin_not_allowed');
    }
    ctx.set('Access-Control-Allow-Origin', everybody ? '*' : origin);
    ctx.set('Access-Control-Expose-Headers', responseHeaders);
    if (ctx.method !== 'OPTIONS' || !ctx.get('Access-Control-Request-Method')) return next();
    ctx.set('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    ctx.set('Access-Control-Allow-Headers', requestHeaders);
    ctx.set('Access-Control-Max-Age', '600');
    ctx.status = 204;
  };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
