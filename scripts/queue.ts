/**
 * Looks into the queue, and gives messages that were given up another try:
 * `npm run queue -- list | dead | replay <id> | replay all | drop <id>`.
 * It shows ids and times, never what was said or whose session it was. Exit code 1 says that something could not
 * be done, 2 that the command was not understood.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {type Config, configFromEnv} from '../core/config/config.ts';
import {ChatError} from '../core/errors.ts';
import {createLog} from '../core/log.ts';
import {Redis} from '../core/redis/connection.ts';
import {drop, findLetters, readLetters, replay} from './queue-dead.ts';
import {showDead, showQueue} from './queue-list.ts';

const usage = `Usage: npm run queue -- <command>
  list          how much there is, and what is pending, delayed and dead
  dead          the messages that were given up
  replay <id>   sends a dead message again, as a new one of the same session
  replay all    the same with every dead message, oldest first
  drop <id>     forgets a dead message`;

const reachMs = 5000;

process.exitCode = await main(process.argv.slice(2));

async function main([command, id, ...rest]: string[]): Promise<number> {
  const wantsId = command === 'replay' || command === 'drop';
  const known = wantsId || command === 'list' || command === 'dead';
  if (!known || wantsId !== (id !== undefined) || rest.length > 0) {
    console.error(usage);
    return 2;
  }
  try {
    const config = configFromEnv({...process.env, REDIS_URL: redisUrl()});
    const redis = new Redis({
      url: config.redis.url,
      name: 'queue',
      log: createLog({level: 'silent', component: 'queue'}),
    });
    try {
      await reach(redis.start(), config.redis.url);
      return await perform(redis, config.queue, command, id ?? '');
    } finally {
      redis.stop();
    }
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

async function perform(redis: Redis, limits: Config['queue'], command: string, id: string): Promise<number> {
  if (command === 'list') await showQueue(redis);
  if (command === 'list' || command === 'dead') {
    showDead(await readLetters(redis));
    return 0;
  }
  const letters =
    id === 'all' && command === 'replay' ? await readLetters(redis) : await findLetters(redis, id);
  if (letters.length === 0) {
    console.error(id === 'all' ? 'There are no dead messages' : `There is no dead message ${id}`);
    return id === 'all' ? 0 : 1;
  }
  let failures = 0;
  for (const letter of letters) {
    if (command === 'drop') {
      await drop(redis, letter);
      console.log(`${letter.message} dropped`);
      continue;
    }
    const outcome = await replay(redis, limits, letter);
    if (outcome.status === 'replayed') console.log(`${letter.message} -> ${outcome.id}`);
    else console.error(`${letter.message} stays: ${outcome.reason}`);
    if (outcome.status === 'kept') failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

/** From the environment, or of the Redis that `npm start` keeps. */
function redisUrl(): string {
  const given = process.env['REDIS_URL'];
  if (given) return given;
  const root = fileURLToPath(new URL('..', import.meta.url));
  try {
    return readFileSync(join(root, process.env['DATA_DIR'] ?? '.data', 'redis-url'), 'utf8').trim();
  } catch {
    throw new Error('Which Redis? Set REDIS_URL; npm start has not kept one here'); // the file is not there
  }
}

async function reach(redis: Redis, url: string): Promise<void> {
  const end = performance.now() + reachMs;
  while (!redis.ready) {
    // Without the rest of the URL: it may hold a password.
    if (performance.now() > end) throw new Error(`Redis does not answer at ${new URL(url).host}`);
    await sleep(20);
  }
}

function explain(error: unknown): string {
  if (error instanceof ChatError) {
    return 'Redis stopped answering. Run the same command again: nothing is sent twice';
  }
  return error instanceof Error ? error.message : String(error);
}
