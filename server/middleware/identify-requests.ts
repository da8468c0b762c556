import {randomUUID} from 'node:crypto';
import type {Context, Middleware} from 'koa';
import type {Log} from '../../core/log.ts';
import type {Came} from '../../core/queue/accept.ts';
import {clientAddress} from '../client-address.ts';

/** Of every answer: kept nowhere, taken for nothing else, shown in nobody's frame, and no document of ours unless it says so. */
export const sharedHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** A year of nothing but TLS, where browsers reach us that way. */
const transportSecurity = 'max-age=31536000';

/** Gives every request an id (a sane inbound one is kept) and its client's address, and every answer the headers that all share. */
export function identifyRequests({
  cors,
  proxyHops = 0,
}: {
  cors: {publicUrl?: string | undefined};
  proxyHops?: number;
}): Middleware {
  const isSecure = cors.publicUrl?.startsWith('https:');
  return async function identifyRequests(ctx, next) {
    ctx.state['request'] = requestIdOf(ctx.get('X-Request-Id'));
    ctx.state['address'] = clientAddress(ctx.req, proxyHops);
    ctx.set('X-Request-Id', ctx.state['request']);
    ctx.set(sharedHeaders);
    if (isSecure) ctx.set('Strict-Transport-Security', transportSecurity);
    await next();
  };
}

/** Of the request that is being answered, for the message that it brings. */
export function cameWith(ctx: Context): Came {
  return {request: String(ctx.state['request'] ?? ''), traceparent: ctx.get('traceparent') || undefined};
}

/** Its lines name the request that is being answered. */
export function logOf(ctx: Context, log: Log): Log {
  return log.child({request: ctx.state['request']});
}

/** What the client calls its request, if that is sane; else a name of ours. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
