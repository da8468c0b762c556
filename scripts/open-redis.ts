/** The Redis of a command: the one of the environment, or the one that `npm start` keeps here. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Config, configFromEnv} from '../core/config/config.ts';
import {ChatError} from '../core/errors.ts';
import {createLog} from '../core/log.ts';
import {Redis} from '../core/redis/connection.ts';
import {createSealer} from '../core/seal.ts';
import {root} from './root.js';
import type {Terminal} from './terminal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const reachMs = 5000;

type Use<T> = (deps: {redis: Redis; config: Config}) => Promise<T>;

/** A command's exit code: that of `use`, or 1 where it was not done, which whoever sits there is told in a sentence. */
export async function runWithRedis(
  name: string,
  env: Environment,
  terminal: Terminal,
  use: Use<number>,
): Promise<number> {
  try {
    return await withRedis(name, env, use);
  } catch (error) {
    if (error instanceof ChatError)
      terminal.error('Redis stopped answering. Run the same command again: nothing is done twice');
    else terminal.error(error instanceof Error ? error.message : 'It could not be done');
    return 1;
  }
}

/** Closed when `use` is over. Throws, in words for whoever sits there, where it cannot be reached. */
async function withRedis<T>(name: string, env: Environment, use: Use<T>): Promise<T> {
  const config = configFromEnv({...env, REDIS_URL: redisUrl(env)});
  const {url} = config.redis;
  const sealer = createSealer(config.data.keys, config.data);
  const redis = new Redis({
    ...config.redis,
    name,
    log: createLog({level: 'silent', component: name}),
    sealer,
  });
  try {
    await reach(redis.start(), url);
    return await use({redis, config});
  } finally {
    redis.stop();
  }
}

function redisUrl(env: Environment): string {
  if (env['REDIS_URL']) return env['REDIS_URL'];
  try {
    return readFileSync(join(root, env['DATA_DIR'] ?? '.data', 'redis-url'), 'utf8').trim();
  } catch {
    throw new Error('Which Redis? Set REDIS_URL; npm start has not kept one here'); // the file is not there
  }
}

async function reach(redis: Redis, url: string): Promise<void> {
  // Without the rest of the URL: it may hold a password.
  if (!(await redis.reached(reachMs))) throw new Error(`Redis does not answer at ${new URL(url).host}`);
}
