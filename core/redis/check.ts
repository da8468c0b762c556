/**
 * Is this a Redis that keeps what it was given? Asked once, when it is first reached: a server that evicts, or
 * that forgets with a restart, would break every promise without a word.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Log} from '../log.ts';
import type {Redis} from './connection.ts';

/** What is wrong with it, in a sentence. `fatal`: nothing works there; otherwise it works, and does not keep what it is given. */
export type Unfitness = {reason: string; fatal: boolean};

/** Settings that a managed store does not show are left out. */
export async function checkRedis(redis: Redis): Promise<Unfitness[]> {
  const [server, policy, appendOnly] = await Promise.all([
    redis.run(client => client.info()),
    setting(redis, 'maxmemory-policy'),
    setting(redis, 'appendonly'),
  ]);
  const found: Unfitness[] = [];
  const add = (reason: string, fatal = false) => found.push({reason, fatal});
  if (/redis_mode:cluster/.test(server))
    add(
      'Redis is in cluster mode: the keys of a script lie in different slots, so that nothing can be sent',
      true,
    );
  if (Number(/redis_version:(\d+)/.exec(server)?.[1]) < 7)
    add('Redis is older than 7.0: abandoned entries that were deleted look alive');
  const told = policy ?? /maxmemory_policy:(\S+)/.exec(server)?.[1];
  if (told && told !== 'noeviction')
    add('maxmemory-policy is not noeviction: accepted messages can be evicted');
  if (appendOnly && appendOnly !== 'yes')
    add('appendonly is off: a restart of Redis loses accepted messages');
  return found;
}

async function setting(redis: Redis, name: string): Promise<string | undefined> {
  try {
    return (await redis.run(client => client.configGet(name)))[name];
  } catch (error) {
    if (error instanceof Error && /^(ERR|NOPERM)/.test(error.message)) return undefined;
    throw error;
  }
}

/** Waits until Redis is reached, then says what is wrong with it; in production, and where nothing works, that ends the process. */
export async function requireFitRedis(
  redis: Redis,
  {log, production}: {log: Log; production: boolean},
): Promise<void> {
  for (;;) {
    try {
      const found = await checkRedis(redis);
      for (const {reason, fatal} of found)
        log[production || fatal ? 'fatal' : 'warn']({reason}, 'redis.unfit');
      if (found.some(({fatal}) => production || fatal)) process.exit(1);
      return;
    } catch (error) {
      log.debug({error}, 'redis.unchecked');
      await sleep(500, undefined, {ref: false});
    }
  }
}
