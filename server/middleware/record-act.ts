import type {Context, Middleware} from 'koa';
import {type Act, audit} from '../../core/audit/audit.ts';
import {channels} from '../../core/keys.ts';
import type {Log} from '../../core/log.ts';
import type {Redis} from '../../core/redis/connection.ts';

/** Writes down what an operator is about to do, before it is done: what cannot be written down is not done. */
export function recordAct({redis, log}: {redis: Redis; log: Log}, act: Act['act']): Middleware {
  return async function recordAct(ctx, next) {
    const {session_id: session, message_id: message} = ctx['params'] ?? {};
    const channel = channels.find(name => name === channelOf(ctx)) ?? 'widget';
    const request = String(ctx.state['request'] ?? '');
    await audit(redis, log, {act, by: 'operator', channel, session, message, request});
    return next();
  };
}

function channelOf(ctx: Context): unknown {
  const body: unknown = ctx.request.body;
  const told = typeof body === 'object' && body !== null && 'channel' in body ? body.channel : undefined;
  return told ?? ctx.query['channel'];
}
