/** `POST /apps/voice-api/widget-feedback/{message_id}`: thumbs, with or without a word; the last one counts. */
import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {rateMessage} from '../../core/sessions/rate-message.ts';
import {FeedbackBody} from '../../core/wire/session.ts';
import {parse} from '../parse.ts';
import {readerOf, type Tokens} from '../session-token.ts';
import {messageIdOf} from './poll.ts';

/** 204. Throws `message_not_found`, also where the message is not of the session whose token was shown. */
export function takeFeedback({redis, tokens}: {redis: Redis; tokens: Tokens}): Middleware {
  return async function takeFeedback(ctx) {
    const id = messageIdOf(ctx);
    const reader = await readerOf(tokens, ctx);
    const rating = parse(FeedbackBody, ctx.request.body);
    if (!(await rateMessage(redis, id, rating, reader))) throw new ChatError('message_not_found');
    ctx.status = 204;
  };
}
