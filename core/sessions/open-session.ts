/**
 * The record of a protected session. It is what gives the session's tokens their force: without it none of them
 * writes, reads or renews, so a session that has expired or was erased needs no list of revoked tokens.
 */
import {keys} from '../keys.ts';
import {type Budget, budgeting, rateLimited} from '../queue/limits/budgets.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {integer} from '../redis/replies.ts';
import {call, defineScript, list, lua, type Seal} from '../redis/script.ts';

export type NewSession = {
  id: string;
  clinic: string;
  /** Those of its messages that name none themselves. */
  agent?: string | undefined;
  user?: string | undefined;
  /** A BCP 47 tag. */
  locale?: string | undefined;
};

export const openSessionScript = defineScript<{
  session: NewSession;
  ttlMs: number;
  budgets: readonly Budget[];
}>()({
  name: 'open-session',
  accepts: true,
  lua: lua(import.meta.url, 'open-session.lua'),
  uses: [clock, budgeting],
  keys: {session: ({session}) => keys.session('widget', session.id)},
  owner: ({session}) => ({clinic: session.clinic, owner: session.id}),
  args: {keep: ({ttlMs}) => ttlMs, fields: list(({session}, seal) => fieldsOf(session, seal))},
  answers: {opened: {}, known: {}, limited: {which: integer, ms: integer}},
});

/** Further fields of the record, name and value in turn. */
function fieldsOf({id: _, ...fields}: NewSession, seal: Seal): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [name, name === 'user' ? seal(name, value) : value],
  );
}

/**
 * One that is there stays as it is. `ttlMs`: how long it lasts without being written to or renewed, in milliseconds. Throws
 * `rate_limited` where one of the budgets has no room for another.
 */
export async function openSession(
  redis: Redis,
  session: NewSession,
  ttlMs: number,
  budgets: readonly Budget[] = [],
): Promise<void> {
  const answer = await call(redis, openSessionScript, {session, ttlMs, budgets});
  const budget = answer.status === 'limited' && budgets[answer.which - 1];
  if (budget) throw rateLimited(budget, answer.ms);
}

/** False where it is not there any more. */
export async function renewSession(redis: Redis, id: string, ttlMs: number): Promise<boolean> {
  const record = keys.session('widget', id);
  const [isProtected] = await redis.run(client =>
    Promise.all([client.hGet(record, 'protected'), client.pExpire(record, ttlMs, 'GT')]),
  );
  return isProtected === '1';
}
