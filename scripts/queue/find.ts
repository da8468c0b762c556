import {keys} from '../../core/keys.ts';
import {isLogName} from '../../core/log-names.ts';
import type {Redis} from '../../core/redis/connection.ts';

/** The id of the message that is called so in the log; looks at every message there is. */
export async function findByLogName(redis: Redis, name: string): Promise<string | undefined> {
  if (!name.startsWith('m:')) return undefined;
  const prefix = keys.message('');
  let cursor = '0';
  do {
    const page = await redis.run(client => client.scan(cursor, {MATCH: `${prefix}*`, COUNT: 1000}));
    const ids = page.keys.map(key => key.slice(prefix.length));
    const found = ids.find(id => isLogName(redis.sealer, name, id));
    if (found !== undefined) return found;
    cursor = page.cursor;
  } while (cursor !== '0');
  return undefined;
}
