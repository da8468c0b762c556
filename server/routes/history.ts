/** `GET /apps/voice-api/widget-history`: the conversation, for its owner only; held until something comes, where that is wished. */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../core/errors.ts';
import type {Redis} from '../../core/redis.ts';
import {parsePlace, readHistory, readNews} from '../../core/sessions/history.ts';
import type {HistoryAnswer} from '../../core/wire-session.ts';
import {answerCompactly} from '../compact.ts';
import {invalid, parse, queryOf} from '../parse.ts';
import {insistOnToken, type Tokens} from '../session-token.ts';
import {waitOf} from '../wait.ts';
import type {WaitingRoom} from '../waiting-room.ts';
import {cursorOf, whenGone} from './poll.ts';

/** When to ask again, in milliseconds: whoever was held, at once. */
const calmMs = 5000;

export const HistoryQuery = z.object({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .default('50')
    .transform(Number),
  before: z.string().optional(),
});

export type HistoryDeps = {redis: Redis; tokens: Tokens; waitingRoom: WaitingRoom};

/**
 * A page of at most `limit`: the last ones before the cursor `before`, or what came after the cursor `after`. Throws
 * `session_token_invalid`, `invalid_cursor`.
 */
export function showHistory(deps: HistoryDeps): Middleware {
  return async function showHistory(ctx) {
    const {session} = await insistOnToken(deps.tokens, ctx);
    const query = {limit: queryOf(ctx, 'limit'), before: queryOf(ctx, 'before')};
    const {limit, before} = parse(HistoryQuery, query);
    const after = cursorOf(ctx);
    if (after !== undefined && before !== undefined) {
      throw invalid([{detail: 'must not stand beside `after`', pointer: '#/before'}]);
    }
    const holdMs = waitOf(ctx);
    const page =
      after === undefined
        ? await readBefore(deps, session, limit, before)
        : await readAfter(deps, ctx, session, {limit, after, holdMs});
    if (!page) throw new ChatError('session_token_invalid');
    answerCompactly(ctx, {...page, retry_after_ms: holdMs > 0 ? 0 : calmMs} satisfies HistoryAnswer);
  };
}

async function readBefore({redis}: HistoryDeps, session: string, limit: number, cursor: string | undefined) {
  const before = cursor === undefined ? undefined : parsePlace(cursor);
  if (before === null) throw new ChatError('invalid_cursor');
  return readHistory(redis, session, {limit, before});
}

async function readAfter(
  {redis, waitingRoom}: HistoryDeps,
  ctx: Context,
  session: string,
  {limit, after, holdMs}: {limit: number; after: string; holdMs: number},
) {
  return waitingRoom.waitInSession(
    session,
    {holdMs, whenGone: whenGone(ctx)},
    () => readNews(redis, session, after, limit),
    page => page === null || page.messages.length > 0,
  );
}
