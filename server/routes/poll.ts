/** `GET /apps/voice-api/widget-poll/{message_id}`: the message now, or as soon as there is something new. */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {parseCursor} from '../../core/events/cursor.ts';
import {hasEnded, type Message} from '../../core/events/read.ts';
import {queryOf} from '../parse.ts';
import {pollAnswer} from '../poll-answer.ts';
import {waitOf} from '../wait.ts';
import type {WaitingRoom} from '../waiting-room.ts';

export const pollPath = '/apps/voice-api/widget-poll/:message_id';

export function pollUrl(id: string): string {
  return pollPath.replace(':message_id', id);
}

/** Advice to who polls without waiting, and to who waited, in milliseconds: words come about every 100 ms. */
const pollAgainMs = 400;
const waitAgainMs = 50;

export function pollMessage({waitingRoom}: {waitingRoom: WaitingRoom}): Middleware {
  return async function pollMessage(ctx) {
    const holdMs = waitOf(ctx);
    const after = cursorOf(ctx);
    const message = await waitingRoom.wait(messageIdOf(ctx), {holdMs, after, signal: whileOpen(ctx)});
    if (!message) throw new ChatError('message_not_found');
    answerPoll(ctx, message, after, againMs(holdMs, waitingRoom.closed));
  };
}

/** 200 with the message; while it is pending, with the advice when to ask again. */
export function answerPoll(
  ctx: Context,
  message: Message,
  after: string | undefined,
  retryAfterMs: number,
): void {
  if (!hasEnded(message)) ctx.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  ctx.status = 200;
  ctx.body = pollAnswer(message, after, retryAfterMs);
}

/** Aborted when the client has gone before it was answered. */
export function whileOpen(ctx: Context): AbortSignal {
  const gone = new AbortController();
  ctx.res.once('close', () => gone.abort());
  return gone.signal;
}

/** While this process ends, everybody asks again: spread, and not at once. */
function againMs(holdMs: number, closing: boolean): number {
  if (closing) return 500 + Math.floor(Math.random() * 1500);
  return holdMs > 0 ? waitAgainMs : pollAgainMs;
}

/** Throws `message_not_found` for what cannot be an id of ours, so that nothing odd reaches a key. */
function messageIdOf(ctx: Context): string {
  const id: unknown = ctx['params']?.['message_id'];
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{22,64}$/.test(id)) throw new ChatError('message_not_found');
  return id;
}

function cursorOf(ctx: Context): string | undefined {
  const after = queryOf(ctx, 'after');
  if (after !== undefined && !parseCursor(after)) throw new ChatError('invalid_cursor');
  return after;
}
