import type {Context, Middleware} from 'koa';
import type {Clinic, ClinicsById} from '../../core/clinics/clinic.ts';
import {ChatError} from '../../core/errors.ts';
import {isLoopbackName, originMistake} from '../../core/origin.ts';
import type {Tally} from '../../core/tally.ts';

/** The last three a page that is traced adds to all that it asks; not one of its messages may fail for that. */
const requestHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer, X-Request-Id, ' +
  'traceparent, tracestate, baggage';
const responseHeaders =
  'Location, Retry-After, RateLimit, RateLimit-Policy, Preference-Applied, X-Request-Id, Deprecation, Sunset, Link, ' +
  'ETag, Stream-Next-Offset, Stream-Up-To-Date, Stream-Closed, Stream-Cursor';

export type AllowOriginsOptions = {
  /** Exact origins, or `*` for all. A page of our own is always allowed. */
  origins: readonly string[];
  publicUrl?: string | undefined;
  /** Is told of who is refused. */
  tally?: Tally;
};

/** `host`: what the request calls us. `origin`: of the page, empty for none. */
type From = {origin: string; host: string};

/**
 * Refuses other sites' pages before anything happens, and tells browsers which may read the answers: those that
 * may chat with any clinic. There are no cookies, so no credentials. `covers`: the paths that pages may ask at all; on the
 * others nothing is told to a browser, which then keeps its page from them.
 */
export function allowOrigins(
  options: AllowOriginsOptions,
  clinics: ClinicsById,
  covers: (path: string) => boolean,
): Middleware {
  const everybody = options.origins.includes('*');

  return async function allowOrigins(ctx, next) {
    if (!covers(ctx.path)) return next();
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
  insistOnPage(options, {origin: ctx.get('Origin'), host: ctx.get('Host')}, clinics);
}

/** The same for what is no request of Koa's. */
export function insistOnPage(options: AllowOriginsOptions, from: From, clinics: Iterable<Clinic>): void {
  if (allowsOrigin(options, from, clinics)) return;
  options.tally?.warn('origin.refused', {}, {origin: printable(from.origin)});
  throw new ChatError('origin_not_allowed');
}

/** As it may stand in a log: what can be no page is a stranger's text. */
function printable(origin: string): string | undefined {
  return origin.length <= 128 && originMistake(origin) === undefined ? origin : undefined;
}

/** May this page chat with at least one of these clinics? `null` is no page: any can be it. */
export function allowsOrigin(options: AllowOriginsOptions, from: From, clinics: Iterable<Clinic>): boolean {
  const {origin} = from;
  const {origins} = options;
  if (origin === '') return true;
  if (origin === 'null') return false;
  if (origins.includes('*') || origins.includes(origin) || isOwnPage(options, from)) return true;
  for (const {allowedOrigins} of clinics) if (allowedOrigins?.includes(origin)) return true;
  return false;
}

/**
 * Is this a page of ours? By PUBLIC_URL; where that is not set, only on this machine: any other name that a request calls
 * us by is one that its sender chose.
 */
export function isOwnPage({publicUrl}: AllowOriginsOptions, {origin, host}: From): boolean {
  if (publicUrl && new URL(publicUrl).origin === origin) return true;
  if (publicUrl || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === host && isLoopbackName(page.hostname);
}
