/** `POST /apps/voice-api/widget-feedback/{message_id}`: thumbs, with or without a word; the last one counts. */
import type {Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {ownsMessage} from '../../../core/sessions/open-session.ts';
import {rateMessage} from '../../../core/sessions/rate-message.ts';
import {FeedbackBody} from '../../../core/wire/session.ts';
import {notReader} from '../../openapi/operation.ts';
import {parse} from '../../parse.ts';
import {type Door, insistOnReader} from '../../session-token.ts';
import type {Route} from '../route.ts';
import {messageIdOf} from './poll.ts';

type FeedbackDeps = Door & {redis: Redis};

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
      ...notReader,
    },
  },
  handle: takeFeedback,
};

/** 204. Throws `message_not_found`, also where the message is not of the session whose token was shown. */
function takeFeedback(deps: FeedbackDeps): Middleware {
  return async function takeFeedback(ctx) {
    const id = messageIdOf(ctx);
    const reader = await insistOnReader(deps, ctx, id);
    if (reader && !(await ownsMessage(deps.redis, reader, id))) throw new ChatError('message_not_found');
    const rating = parse(FeedbackBody, ctx.request.body);
    if (!(await rateMessage(deps.redis, id, rating))) throw new ChatError('message_not_found');
    ctx.status = 204;
  };
}
