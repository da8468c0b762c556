import {randomUUID} from 'node:crypto';
import type {Middleware} from 'koa';
import {clientAddress} from '../client-address.ts';

/** Gives every request an id (a sane inbound one is kept) and its client's address, and every answer the headers that all share. */
export function identifyRequests({proxyHops = 0}: {proxyHops?: number}): Middleware {
  return async function identifyRequests(ctx, next) {
    ctx.state['request'] = requestIdOf(ctx.get('X-Request-Id'));
    ctx.state['address'] = clientAddress(ctx.req, proxyHops);
    ctx.set('X-Request-Id', ctx.state['request']);
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    await next();
  };
}

/** What the client calls its request, if that is sane; else a name of ours. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
