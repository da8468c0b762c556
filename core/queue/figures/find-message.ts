import {keys} from '../../keys.ts';
import {isLogName} from '../../log-names.ts';
import type {Redis} from '../../redis/connection.ts';

const atOnce = 1000;

/** The id of the message that is called so in the log; looks at every message there is, `mostPages` thousand keys at most. */
export async function findByLogName(
  redis: Redis,
  name: string,
  mostPages = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  if (!name.startsWith('m:')) return undefined;
  const prefix = keys.message('');
  let cursor = '0';
  for (let page = 0; page < mostPages; page++) {
    const at = cursor;
    const found = await redis.run(client => client.scan(at, {MATCH: `${prefix}*`, COUNT: atOnce}));
    const ids = found.keys.map(key => key.slice(prefix.length));
    const id = ids.find(one => isLogName(redis.sealer, name, one));
    if (id !== undefined) return id;
    cursor = found.cursor;
    if (cursor === '0') break;
  }
  return undefined;
}
