import type {Context, Middleware} from 'koa';
import {type Act, audit} from '../../core/audit/audit.ts';
import {channels} from '../../core/keys.ts';
import type {Log} from '../../core/log.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {addressOf} from '../client-address.ts';

/** Whoever goes on reading is written down again after so long, in milliseconds; by the process that is asked. */
const goesOnMs = 600_000;
const mostReaders = 10_000;

/** Writes down what an operator is about to do, before it is done: what cannot be written down is not done. */
export function recordAct({redis, log}: {redis: Redis; log: Log}, act: Act['act']): Middleware {
  const readers = new Map<string, number>();
  return async function recordAct(ctx, next) {
    const {session_id: session, message_id: message} = ctx['params'] ?? {};
    const channel = channels.find(name => name === channelOf(ctx)) ?? 'widget';
    const request = String(ctx.state['request'] ?? '');
    const reader = goesOn(act, ctx) ? [addressOf(ctx), channel, session].join(' ') : '';
    if (reader !== '' && Date.now() - (readers.get(reader) ?? 0) < goesOnMs) return next();
    await audit(redis, log, {act, by: 'operator', channel: session && channel, session, message, request});
    if (reader !== '') note(readers, reader);
    return next();
  };
}

/** Is it perhaps one of many requests by which a page follows what it was shown? */
function goesOn(act: Act['act'], ctx: Context): boolean {
  return act === 'conversation.listed' || (act === 'conversation.read' && ctx.query['after'] !== undefined);
}

/** The one who was noted longest ago makes room. */
function note(readers: Map<string, number>, reader: string): void {
  readers.delete(reader);
  readers.set(reader, Date.now());
  const [oldest] = readers.keys();
  if (readers.size > mostReaders && oldest !== undefined) readers.delete(oldest);
}

/** Where the handler will look: in the body of a route that has one, and nowhere else. */
function channelOf({query, request: {body}}: Context): unknown {
  if (body === undefined) return query['channel'];
  return typeof body === 'object' && body !== null && 'channel' in body ? body.channel : undefined;
}
