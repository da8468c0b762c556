/** `GET /apps/voice-api/widget-history`: the conversation, for its owner only. */
import type {Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {parsePlace, readHistory} from '../../../core/sessions/history.ts';
import {HistoryAnswer} from '../../../core/wire/session.ts';
import {json, notOwner, parametersOf} from '../../openapi/operation.ts';
import {parseQuery} from '../../parse.ts';
import {insistOnToken, type Tokens} from '../../session-token.ts';
import type {Route} from '../route.ts';

const HistoryQuery = z.object({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(50)
    .meta({description: 'Messages of a page'}),
  before: z.string().optional().meta({description: '`next` of an earlier answer: what was said before that'}),
});

type HistoryDeps = {redis: Redis; tokens: Tokens};

export const history: Route<HistoryDeps> = {
  method: 'get',
  path: '/apps/voice-api/widget-history',
  access: 'public',
  describe: {
    operationId: 'readHistory',
    tag: 'sessions',
    summary: 'Read the conversation, the last page first',
    token: 'needed',
    parameters: parametersOf(HistoryQuery),
    responses: {
      200: json('A page', HistoryAnswer),
      400: '`invalid_request` or `invalid_cursor`',
      ...notOwner,
    },
  },
  handle: showHistory,
};

/** A page of at most `limit`, the last ones before the cursor. Throws `session_token_invalid`, `invalid_cursor`. */
function showHistory({redis, tokens}: HistoryDeps): Middleware {
  return async function showHistory(ctx) {
    const owner = await insistOnToken(tokens, ctx);
    const {limit, before: cursor} = parseQuery(HistoryQuery, ctx);
    const before = cursor === undefined ? undefined : parsePlace(cursor);
    if (before === null) throw new ChatError('invalid_cursor');
    const page = await readHistory(redis, owner, {limit, before});
    if (!page) throw new ChatError('session_token_invalid');
    ctx.body = page satisfies HistoryAnswer;
  };
}
