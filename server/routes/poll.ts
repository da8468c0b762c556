/** `/apps/voice-api/widget-poll/{message_id}`: GET the message now, or as soon as there is something new; DELETE it. */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {parseCursor} from '../../core/events/cursor.ts';
import {hasEnded, type Message, readMessage} from '../../core/events/read.ts';
import type {Log} from '../../core/log.ts';
import type {Limits} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {messageIdPattern} from '../../core/wire/message.ts';
import type {Advice, Adviser} from '../advice.ts';
import {cancelAndRead} from '../cancel.ts';
import {answerCompactly} from '../compact.ts';
import {queryOf} from '../parse.ts';
import {pollAnswer} from '../poll-answer.ts';
import {insistOnReader, readerOf, type Tokens} from '../session-token.ts';
import {waitOf} from '../wait.ts';
import type {WaitingRoom, WhenGone} from '../waiting-room.ts';

export const pollPath = '/apps/voice-api/widget-poll/:message_id';

export const streamPath = '/apps/voice-api/widget-stream/:message_id';

export function pollUrl(id: string): string {
  return pollPath.replace(':message_id', id);
}

export function streamUrl(id: string): string {
  return streamPath.replace(':message_id', id);
}

export type PollDeps = {waitingRoom: WaitingRoom; adviser: Adviser; tokens: Tokens};

export function pollMessage({waitingRoom, adviser, tokens}: PollDeps): Middleware {
  return async function pollMessage(ctx) {
    const holdMs = waitOf(ctx);
    const after = cursorOf(ctx);
    const reader = await readerOf(tokens, ctx);
    const message = await waitingRoom.wait(messageIdOf(ctx), {holdMs, after, whenGone: whenGone(ctx)});
    insistOnReader(reader, message);
    if (!message) throw new ChatError('message_not_found');
    answerPoll(ctx, message, after, adviser.advise(message, holdMs, waitingRoom.closed));
  };
}

/** `DELETE`: the message ends unanswered, unless it has ended already; answered as a poll. */
export function cancelMessage(deps: PollDeps & {redis: Redis; limits: Limits; log: Log}): Middleware {
  const {redis, limits, log, adviser, tokens} = deps;
  return async function cancelMessage(ctx) {
    const id = messageIdOf(ctx);
    const reader = await readerOf(tokens, ctx);
    if (reader !== undefined) insistOnReader(reader, await readMessage(redis, id));
    const message = await cancelAndRead({redis, limits, log}, id);
    if (!message) throw new ChatError('message_not_found');
    answerPoll(ctx, message, undefined, adviser.advise(message, 0, false));
  };
}

/** 200 with the message; while it is pending, with the advice when to ask again. */
export function answerPoll(ctx: Context, message: Message, after: string | undefined, advice: Advice): void {
  if (!hasEnded(message)) ctx.set('Retry-After', String(Math.max(1, Math.ceil(advice.retryAfterMs / 1000))));
  ctx.status = 200;
  answerCompactly(ctx, pollAnswer(message, after, advice));
}

/** The client may go before it was answered. */
export function whenGone(ctx: Context): WhenGone {
  return leave => {
    if (ctx.res.destroyed) leave();
    else ctx.res.once('close', leave);
  };
}

/** Throws `message_not_found` for what cannot be an id of ours, so that nothing odd reaches a key. */
export function messageIdOf(ctx: Context): string {
  const id: unknown = ctx['params']?.['message_id'];
  if (typeof id !== 'string' || !messageIdPattern.test(id)) throw new ChatError('message_not_found');
  return id;
}

/** `?after=`. Throws `invalid_cursor`. */
export function cursorOf(ctx: Context): string | undefined {
  const after = queryOf(ctx, 'after');
  if (after !== undefined && !parseCursor(after)) throw new ChatError('invalid_cursor');
  return after;
}
