/**
 * `GET /apps/voice-api/widget-history`: the conversation, for its owner only; held until something comes, where that is
 * wished.
 */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {parsePlace, placeOf, type Reader, readHistory, readNews} from '../../../core/sessions/history.ts';
import {HistoryAnswer} from '../../../core/wire/session.ts';
import {json, notOwner, parametersOf, query} from '../../openapi/operation.ts';
import {invalid, parseQuery} from '../../parse.ts';
import {type Door, insistOnToken} from '../../session-token.ts';
import {answerCompactly} from '../../transport/compact.ts';
import {waitOf} from '../../transport/wait.ts';
import type {WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {cursorOf, whenGone} from './poll.ts';

/** When to ask again, in milliseconds: whoever was held, at once. */
const calmMs = 5000;

export const HistoryQuery = z.object({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(50)
    .meta({description: 'Messages of a page'}),
  before: z.string().optional().meta({description: '`next` of an earlier answer: what was said before that'}),
});

/** What came after a cursor, as it comes. */
export const followingParameters = [
  query('after', '`cursor` of an earlier answer: what was said since, by whomever'),
  query('wait', 'With `after`: seconds to wait for it, at most 25', {type: 'number', minimum: 0}),
];

type HistoryDeps = Door & {redis: Redis; waitingRoom: WaitingRoom};

export const history: Route<HistoryDeps> = {
  method: 'get',
  path: '/apps/voice-api/widget-history',
  access: 'public',
  describe: {
    operationId: 'readHistory',
    tag: 'sessions',
    summary: 'Read the conversation, the last page first; or what came after a cursor, as it comes',
    token: 'needed',
    parameters: [...parametersOf(HistoryQuery), ...followingParameters],
    responses: {
      200: json('A page', HistoryAnswer),
      400: '`invalid_request` or `invalid_cursor`',
      ...notOwner,
    },
  },
  handle: showHistory,
};

/** Throws `session_token_invalid`, `invalid_cursor`. */
function showHistory(deps: HistoryDeps): Middleware {
  return async function showHistory(ctx) {
    const owner = await insistOnToken(deps, ctx);
    const page = await readPage(deps, ctx, owner);
    if (!page) throw new ChatError('session_token_invalid');
    const {takenBy: _, isNeedy: __, ...shown} = page; // they are for the desk
    answerCompactly(ctx, shown satisfies HistoryAnswer);
  };
}

/**
 * A page of at most `limit`: the last ones before the cursor `before`, or what came after the cursor `after`, held until
 * something comes; `null` where the reader has no such conversation. Throws `invalid_cursor`.
 */
export async function readPage(
  {redis, waitingRoom}: Pick<HistoryDeps, 'redis' | 'waitingRoom'>,
  ctx: Context,
  reader: Reader,
) {
  const {limit, before: cursor} = parseQuery(HistoryQuery, ctx);
  const after = cursorOf(ctx);
  if (after !== undefined && cursor !== undefined) {
    throw invalid([{detail: 'must not stand beside `after`', pointer: '#/before'}]);
  }
  const before = cursor === undefined ? undefined : parsePlace(cursor);
  if (before === null) throw new ChatError('invalid_cursor');
  const holdMs = waitOf(ctx);
  const page =
    after === undefined
      ? await readHistory(redis, reader, {limit, before})
      : await waitingRoom.waitInSession(
          placeOf(reader),
          {holdMs, whenGone: whenGone(ctx)},
          () => readNews(redis, reader, after, limit),
          found => found === null || found.messages.length > 0,
        );
  return page && {...page, retry_after_ms: holdMs > 0 ? 0 : calmMs};
}
