import type {Context, Middleware} from 'koa';
import type {Clinic, ClinicsById} from '../../core/clinics/clinic.ts';
import {ChatError} from '../../core/errors.ts';

const requestHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer, X-Request-Id';
const responseHeaders =
  'Location, Retry-After, RateLimit, RateLimit-Policy, Preference-Applied, X-Request-Id, Deprecation, Sunset, Link, ' +
  'ETag, Stream-Next-Offset, Stream-Up-To-Date, Stream-Closed, Stream-Cursor';

export type AllowOriginsOptions = {
  /** Exact origins, or `*` for all. A page of our own is always allowed. */
  origins: readonly string[];
  publicUrl?: string | undefined;
};

/**
 * Refuses other sites' pages before anything happens, and tells browsers which may read the answers: those that
 * may chat with any clinic. There are no cookies, so no credentials.
 */
export function allowOrigins(options: AllowOriginsOptions, clinics: ClinicsById): Middleware {
  const everybody = options.origins.includes('*');

  return async function allowOrigins(ctx, next) {
    const origin = ctx.get('Origin');
    if (!everybody) ctx.vary('Origin');
    if (!origin) return next();
    insistOnOrigin(ctx, options, clinics.values());
    ctx.set('Access-Control-Allow-Origin', everybody ? '*' : origin);
    ctx.set('Access-Control-Expose-Headers', responseHeaders);
    if (ctx.method !== 'OPTIONS' || !ctx.get('Access-Control-Request-Method')) return next();
    ctx.set('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    ctx.set('Access-Control-Allow-Headers', requestHeaders);
    ctx.set('Access-Control-Max-Age', '600');
    ctx.status = 204;
  };
}

/** Throws `origin_not_allowed` where the request comes from a page that may chat with none of these clinics. */
export function insistOnOrigin(
  ctx: Pick<Context, 'get'>,
  options: AllowOriginsOptions,
  clinics: Iterable<Clinic>,
): void {
  const from = {origin: ctx.get('Origin'), host: ctx.get('Host')};
  if (!allowsOrigin(options, from, clinics)) throw new ChatError('origin_not_allowed');
}

/** May a page of this origin, empty for none, chat with at least one of these clinics? `host` is our own. */
export function allowsOrigin(
  {origins, publicUrl}: AllowOriginsOptions,
  {origin, host}: {origin: string; host: string},
  clinics: Iterable<Clinic>,
): boolean {
  if (origin === '' || origins.includes('*') || origins.includes(origin)) return true;
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  if (URL.canParse(origin) && new URL(origin).host === host) return true;
  for (const {allowedOrigins} of clinics) if (allowedOrigins?.includes(origin)) return true;
  return false;
}
