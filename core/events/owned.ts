/** Whose what is read must be, while it is read. */
import {keys} from '../keys.ts';
import type {RedisClient} from '../redis/connection.ts';

/** A session as a token names it. */
export type Owned = {session: string; generation: string};

/**
 * Is the session still there, and of this generation? Asked in one go with what is read for its owner, and after that:
 * what was said since it went over to somebody else is then never told.
 */
export async function isStillOwned(client: RedisClient, {session, generation}: Owned): Promise<boolean> {
  const record = await client.hmGet(keys.session('widget', session), ['protected', 'generation', 'erased']);
  return record[0] === '1' && record[1] === generation && record[2] === null;
}
