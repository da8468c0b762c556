/**
 * The record of a protected session. It is what gives the session's tokens their force: without it none of them
 * writes, reads or renews, so a session that has expired or was erased needs no list of revoked tokens.
 */
import type {CommandParser} from 'redis';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {readLua, words} from '../redis/lua.ts';

export type NewSession = {
  id: string;
  clinic: string;
  /** Those of its messages that name none themselves. */
  agent?: string | undefined;
  user?: string | undefined;
  /** A BCP 47 tag. */
  locale?: string | undefined;
};

/** One that is there stays as it is. `ttlMs`: how long it lasts without being written to or renewed, in milliseconds. */
export async function openSession(redis: Redis, session: NewSession, ttlMs: number): Promise<void> {
  await redis.run(client => client.openSession(session, ttlMs));
}

/** False where it is not there any more. */
export async function renewSession(redis: Redis, id: string, ttlMs: number): Promise<boolean> {
  const record = keys.session('widget', id);
  const [isProtected] = await redis.run(client =>
    Promise.all([client.hGet(record, 'protected'), client.pExpire(record, ttlMs, 'GT')]),
  );
  return isProtected === '1';
}

export const openSessionScript = {
  SCRIPT: readLua(import.meta.url, 'open-session.lua'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser: CommandParser, session: NewSession, ttlMs: number) {
    const {id, ...fields} = session;
    parser.pushKey(keys.session('widget', id));
    parser.push(String(ttlMs));
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) parser.push(name, value);
  },
  transformReply: words,
};
