/**
 * The record of a session. It is what gives the session's tokens their force: without it none of them writes, reads or
 * renews, and one of another generation does not either. So a session that has expired, was erased, or was taken up on
 * another device needs no list of revoked tokens.
 */

import {ChatError} from '../errors.ts';
import {isStillOwned, type Owned} from '../events/owned.ts';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import {type Budget, budgeting, rateLimited} from '../queue/limits/budgets.ts';
import {sharedFields} from '../queue/stored.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import type {Seal} from '../redis/names.ts';
import {integer, text} from '../redis/replies.ts';
import {call, defineScript, list, lua} from '../redis/script.ts';

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
  args: {
    keep: ({ttlMs}) => ttlMs,
    generation: () => newId(),
    fields: list(({session}, seal) => fieldsOf(session, seal)),
  },
  answers: {
    opened: {generation: text},
    known: {generation: text},
    erased: {},
    limited: {which: integer, ms: integer},
  },
});

export const renewSessionScript = defineScript<Owned & {ttlMs: number}>()({
  name: 'renew-session',
  lua: lua(import.meta.url, 'renew-session.lua'),
  keys: {session: ({session}) => keys.session('widget', session)},
  args: {keep: ({ttlMs}) => ttlMs, generation: ({generation}) => generation},
  answers: {renewed: {}, gone: {}},
});

/** Further fields of the record, name and value in turn. */
function fieldsOf({clinic, locale, ...given}: NewSession, seal: Seal): string[] {
  const fields = ['clinic', clinic];
  if (locale !== undefined) fields.push('locale', locale);
  for (const name of sharedFields) {
    const value = given[name];
    if (value !== undefined) fields.push(name, seal(name, value));
  }
  return fields;
}

/**
 * Its generation; one that is there stays as it is. `ttlMs`: how long it lasts without being written to or renewed, in
 * milliseconds. Throws `unavailable`, also where it was erased a moment ago, and `rate_limited` where one of the budgets has
 * no room for another.
 */
export async function openSession(
  redis: Redis,
  session: NewSession,
  ttlMs: number,
  budgets: readonly Budget[] = [],
): Promise<string> {
  const answer = await call(redis, openSessionScript, {session, ttlMs, budgets});
  if (answer.status === 'erased') throw new ChatError('unavailable', undefined, {retryAfterSeconds: 5});
  if (answer.status !== 'limited') return answer.generation;
  const budget = budgets[answer.which - 1];
  throw budget ? rateLimited(budget, answer.ms) : new ChatError('rate_limited');
}

/** False where it is not there any more, or of another generation. */
export async function renewSession(redis: Redis, owned: Owned, ttlMs: number): Promise<boolean> {
  return (await call(redis, renewSessionScript, {...owned, ttlMs})).status === 'renewed';
}

/** Of which generation a protected session is; `undefined` where it is not there. */
export async function generationOf(redis: Redis, session: string): Promise<string | undefined> {
  const record = keys.session('widget', session);
  const [generation, erased] = await redis.run(client => client.hmGet(record, ['generation', 'erased']));
  return erased == null ? (generation ?? undefined) : undefined;
}

/** The clinic that a session belongs to; `undefined` where there is no such session. */
export async function clinicOfSession(
  redis: Redis,
  channel: Channel,
  session: string,
): Promise<string | undefined> {
  return (await redis.run(client => client.hGet(keys.session(channel, session), 'clinic'))) ?? undefined;
}

/** Is the message of this session, and the session still of this generation? As much work for either answer. */
export async function ownsMessage(
  redis: Redis,
  {session, generation}: Owned,
  message: string,
): Promise<boolean> {
  const [place, isOpen] = await redis.run(client =>
    Promise.all([
      client.hmGet(keys.message(message), ['channel', 'session']),
      isStillOwned(client, {session, generation}),
    ]),
  );
  return isOpen && place[0] === 'widget' && place[1] === session;
}

/** Of which channel a message is; `null` where nobody knows it. */
export async function channelOf(redis: Redis, message: string): Promise<string | null> {
  return redis.run(client => client.hGet(keys.message(message), 'channel'));
}
