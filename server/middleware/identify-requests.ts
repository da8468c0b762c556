import {randomUUID} from 'node:crypto';
import type {Middleware} from 'koa';

/** Gives every request an id (a sane inbound one is kept) and every answer the headers that all share. */
export function identifyRequests(): Middleware {
  return async function identifyRequests(ctx, next) {
    const given = ctx.get('X-Request-Id');
    ctx.state['request'] = /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    ctx.set('X-Request-Id', ctx.state['request']);
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    await next();
  };
}
