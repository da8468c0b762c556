/** `GET /apps/voice-api/widget-history`: the conversation, for its owner only. */
import type {Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../core/errors.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {parsePlace, readHistory} from '../../core/sessions/history.ts';
import type {HistoryAnswer} from '../../core/wire/session.ts';
import {parse, queryOf} from '../parse.ts';
import {insistOnToken, type Tokens} from '../session-token.ts';

export const HistoryQuery = z.object({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .default('50')
    .transform(Number),
  before: z.string().optional(),
});

/** A page of at most `limit`, the last ones before the cursor. Throws `session_token_invalid`, `invalid_cursor`. */
export function showHistory({redis, tokens}: {redis: Redis; tokens: Tokens}): Middleware {
  return async function showHistory(ctx) {
    const {session} = await insistOnToken(tokens, ctx);
    const query = {limit: queryOf(ctx, 'limit'), before: queryOf(ctx, 'before')};
    const {limit, before: cursor} = parse(HistoryQuery, query);
    const before = cursor === undefined ? undefined : parsePlace(cursor);
    if (before === null) throw new ChatError('invalid_cursor');
    const page = await readHistory(redis, session, {limit, before});
    if (!page) throw new ChatError('session_token_invalid');
    ctx.body = page satisfies HistoryAnswer;
  };
}
