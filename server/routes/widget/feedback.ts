/** `POST /apps/voice-api/widget-feedback/{message_id}`: thumbs, with or without a word; the last one counts. */
import type {Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {rateMessage} from '../../../core/sessions/rate-message.ts';
import {FeedbackBody} from '../../../core/wire/session.ts';
import {parse} from '../../parse.ts';
import {readerOf, type Tokens} from '../../session-token.ts';
import type {Route} from '../route.ts';
import {messageIdOf} from './poll.ts';

type FeedbackDeps = {redis: Redis; tokens: Tokens};

export const feedback: Route<FeedbackDeps> = {
  method: 'post',
  path: '/apps/voice-api/widget-feedback/{message_id}',
  access: 'public',
  body: {schema: FeedbackBody},
  describe: {
    operationId: 'rateMessage',
    tag: 'sessions',
    summary: 'Say what the reply was worth; the last word counts',
    token: 'perhaps',
    responses: {
      204: 'Noted',
      404: '`message_not_found`: unknown, expired, or not of the session whose token is shown',
    },
  },
  handle: takeFeedback,
};

/** 204. Throws `message_not_found`, also where the message is not of the session whose token was shown. */
function takeFeedback({redis, tokens}: FeedbackDeps): Middleware {
  return async function takeFeedback(ctx) {
    const id = messageIdOf(ctx);
    const reader = await readerOf(tokens, ctx);
    const rating = parse(FeedbackBody, ctx.request.body);
    if (!(await rateMessage(redis, id, rating, reader))) throw new ChatError('message_not_found');
    ctx.status = 204;
  };
}
