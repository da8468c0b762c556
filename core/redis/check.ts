/**
 * Is this a Redis that keeps what it was given? Asked once, when it is first reached: a server that evicts, or
 * that forgets with a restart, would break every promise without a word.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Log} from '../log.ts';
import type {Redis} from './connection.ts';

/** What is wrong with it, a sentence each; settings that a managed store does not show are left out. */
export async function checkRedis(redis: Redis): Promise<string[]> {
  const [server, policy, appendOnly] = await Promise.all([
    redis.run(client => client.info('server')),
    setting(redis, 'maxmemory-policy'),
    setting(redis, 'appendonly'),
  ]);
  const version = /redis_version:(\d+)/.exec(server)?.[1];
  const problems: string[] = [];
  if (Number(version) < 7)
    problems.push('Redis is older than 7.0: abandoned entries that were deleted look alive');
  if (policy && policy !== 'noeviction')
    problems.push('maxmemory-policy is not noeviction: accepted messages can be evicted');
  if (appendOnly && appendOnly !== 'yes')
    problems.push('appendonly is off: a restart of Redis loses accepted messages');
  return problems;
}

async function setting(redis: Redis, name: string): Promise<string | undefined> {
  try {
    return (await redis.run(client => client.configGet(name)))[name];
  } catch (error) {
    if (error instanceof Error && /^(ERR|NOPERM)/.test(error.message)) return undefined;
    throw error;
  }
}

/** Waits until Redis is reached, then says what is wrong with it; in production that ends the process. */
export async function requireFitRedis(
  redis: Redis,
  {log, production}: {log: Log; production: boolean},
): Promise<void> {
  for (;;) {
    try {
      const problems = await checkRedis(redis);
      for (const reason of problems) log[production ? 'fatal' : 'warn']({reason}, 'redis.unfit');
      if (production && problems.length > 0) process.exit(1);
      return;
    } catch (error) {
      log.debug({error}, 'redis.unchecked');
      await sleep(500, undefined, {ref: false});
    }
  }
}
