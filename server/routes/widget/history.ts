/**
 * `GET /apps/voice-api/widget-history`: the conversation, for its owner only; held until something comes, where that is
 * wished.
 */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {parsePlace, readHistory, readNews} from '../../../core/sessions/history.ts';
import {HistoryAnswer} from '../../../core/wire/session.ts';
import {json, notOwner, parametersOf, query} from '../../openapi/operation.ts';
import {invalid, parseQuery} from '../../parse.ts';
import {insistOnToken, type Owner, type Tokens} from '../../session-token.ts';
import {answerCompactly} from '../../transport/compact.ts';
import {waitOf} from '../../transport/wait.ts';
import type {WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {cursorOf, whenGone} from './poll.ts';

/** When to ask again, in milliseconds: whoever was held, at once. */
const calmMs = 5000;

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

type HistoryDeps = {redis: Redis; tokens: Tokens; waitingRoom: WaitingRoom};

export const history: Route<HistoryDeps> = {
  method: 'get',
  path: '/apps/voice-api/widget-history',
  access: 'public',
  describe: {
    operationId: 'readHistory',
    tag: 'sessions',
    summary: 'Read the conversation, the last page first; or what came after a cursor, as it comes',
    token: 'needed',
    parameters: [
      ...parametersOf(HistoryQuery),
      query('after', '`cursor` of an earlier answer: what was said since, by whomever'),
      query('wait', 'With `after`: seconds to wait for it, at most 25', {type: 'number', minimum: 0}),
    ],
    responses: {
      200: json('A page', HistoryAnswer),
      400: '`invalid_request` or `invalid_cursor`',
      ...notOwner,
    },
  },
  handle: showHistory,
};

/**
 * A page of at most `limit`: the last ones before the cursor `before`, or what came after the cursor `after`. Throws
 * `session_token_invalid`, `invalid_cursor`.
 */
function showHistory(deps: HistoryDeps): Middleware {
  return async function showHistory(ctx) {
    const owner = await insistOnToken(deps.tokens, ctx);
    const {limit, before} = parseQuery(HistoryQuery, ctx);
    const after = cursorOf(ctx);
    if (after !== undefined && before !== undefined) {
      throw invalid([{detail: 'must not stand beside `after`', pointer: '#/before'}]);
    }
    const holdMs = waitOf(ctx);
    const page =
      after === undefined
        ? await readBefore(deps, owner, limit, before)
        : await readAfter(deps, ctx, owner, {limit, after, holdMs});
    if (!page) throw new ChatError('session_token_invalid');
    answerCompactly(ctx, {...page, retry_after_ms: holdMs > 0 ? 0 : calmMs} satisfies HistoryAnswer);
  };
}

async function readBefore({redis}: HistoryDeps, owner: Owner, limit: number, cursor: string | undefined) {
  const before = cursor === undefined ? undefined : parsePlace(cursor);
  if (before === null) throw new ChatError('invalid_cursor');
  return readHistory(redis, owner, {limit, before});
}

async function readAfter(
  {redis, waitingRoom}: HistoryDeps,
  ctx: Context,
  owner: Owner,
  {limit, after, holdMs}: {limit: number; after: string; holdMs: number},
) {
  return waitingRoom.waitInSession(
    owner.session,
    {holdMs, whenGone: whenGone(ctx)},
    () => readNews(redis, owner, after, limit),
    page => page === null || page.messages.length > 0,
  );
}
