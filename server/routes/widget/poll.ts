/** `/apps/voice-api/widget-poll/{message_id}`: GET the message now, or as soon as there is something new; DELETE it. */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import {parseCursor} from '../../../core/events/cursor.ts';
import {hasEnded, type Message} from '../../../core/events/read.ts';
import type {Log} from '../../../core/log.ts';
import type {Limits} from '../../../core/queue/enqueue.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {messageIdPattern, PollAnswer} from '../../../core/wire/message.ts';
import {whenClientGone} from '../../edge/in-flight.ts';
import {nextTurn} from '../../edge/turns.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {json, notReader, prefer, query, seconds} from '../../openapi/operation.ts';
import {queryOf} from '../../parse.ts';
import {type Door, insistOnReader} from '../../session-token.ts';
import type {Advice, Adviser} from '../../transport/advice.ts';
import {cancelAndRead} from '../../transport/cancel.ts';
import {answerCompactly} from '../../transport/compact.ts';
import {pollAnswer} from '../../transport/poll-answer.ts';
import {waitOf} from '../../transport/wait.ts';
import type {WaitingRoom, WhenGone} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';

const path = '/apps/voice-api/widget-poll/{message_id}';

export function pollUrl(id: string): string {
  return path.replace('{message_id}', id);
}

export type PollDeps = Door & {redis: Redis; waitingRoom: WaitingRoom; adviser: Adviser};
type CancelDeps = PollDeps & {limits: Limits; log: Log};

export const poll: Route<PollDeps> = {
  method: 'get',
  path,
  access: 'public',
  describe: {
    operationId: 'pollMessage',
    tag: 'messages',
    summary: 'Poll for the reply, or wait for it',
    token: 'perhaps',
    parameters: [
      query('wait', 'Seconds to wait, clamped to 25', {type: 'number', minimum: 0, default: 0}),
      query(
        'after',
        'A cursor of an earlier answer; `0` for the beginning. With it, `wait` ends with the next event',
      ),
      prefer,
    ],
    responses: {
      200: json('The message', PollAnswer, seconds),
      400: '`invalid_request` or `invalid_cursor`',
      ...notReader,
    },
  },
  handle: pollMessage,
};

export const cancel: Route<CancelDeps> = {
  method: 'delete',
  path,
  access: 'public',
  describe: {
    operationId: 'cancelMessage',
    tag: 'messages',
    summary: 'Cancel: what is queued never runs, what runs is broken off; what has ended stays as it is',
    token: 'perhaps',
    responses: {
      200: json('The message', PollAnswer),
      ...notReader,
    },
  },
  handle: cancelMessage,
};

function pollMessage(deps: PollDeps): Middleware {
  const {waitingRoom, adviser} = deps;
  return async function pollMessage(ctx) {
    const holdMs = waitOf(ctx);
    const after = cursorOf(ctx);
    const id = messageIdOf(ctx);
    const reader = await insistOnReader(deps, ctx, id);
    const message = await waitingRoom.wait(id, {holdMs, after, whenGone: whenGone(ctx), reader});
    await nextTurn(ctx.req); // a thousand polls of one client may end at once
    if (!message) throw new ChatError('message_not_found');
    answerPoll(ctx, message, after, adviser.advise(message, holdMs, waitingRoom.closed));
  };
}

/** `DELETE`: the message ends unanswered, unless it has ended already; answered as a poll. */
function cancelMessage(deps: CancelDeps): Middleware {
  const {redis, limits, log, adviser} = deps;
  return async function cancelMessage(ctx) {
    const id = messageIdOf(ctx);
    const reader = await insistOnReader(deps, ctx, id);
    const message = await cancelAndRead({redis, limits, log: logOf(ctx, log)}, id, reader);
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
  return leave => whenClientGone(ctx, leave);
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
