/**
 * What was erased leaves the files of Redis too: an append-only file keeps every command, and so the sealed words, until
 * it is rewritten. After an erasure it is, at most once in a while; where that fails it is tried again. See
 * docs/decisions/0016-erased-words-leave-the-files.md.
 */
import {keys} from '../keys.ts';
import type {Log} from '../log.ts';
import type {Redis} from '../redis/connection.ts';

/** Less than an hour by what a rewrite itself may take, in milliseconds. */
export const rewriteEveryMs = 45 * 60_000;

/** For so long it is remembered that they are to be rewritten, where no worker runs, in milliseconds. */
export const unwrittenMs = 7 * 24 * 3_600_000;

/** One step of it, to be taken by one process at a time, every half minute or so. Throws `unavailable`. */
export async function rewriteFiles(
  redis: Redis,
  log: Log,
  everyMs = rewriteEveryMs,
): Promise<'idle' | 'begun' | 'running' | 'done' | 'failed' | 'refused'> {
  const running = await redis.run(client => client.get(keys.rewritten));
  if (running?.startsWith('since ')) return lookAfter(redis, log, running);
  if (running !== null) return 'idle';
  // Taken away first: an erasure that comes in between is for the next time.
  const since = await redis.run(client => client.getDel(keys.unwritten));
  if (since === null) return 'idle';
  const expiration = {type: 'PX', value: everyMs} as const;
  try {
    await begin(redis);
    await redis.run(client => client.set(keys.rewritten, `since ${since}`, {expiration}));
    return 'begun';
  } catch (error) {
    await putBack(redis, since);
    if (!(error instanceof Error && /^(ERR unknown|ERR command|NOPERM)/.test(error.message))) throw error;
    // A managed store may keep that for itself; then its own rewrites are all there is.
    await redis.run(client => client.set(keys.rewritten, 'refused', {expiration}));
    log.warn({error}, 'erasures.unrewritable');
    return 'refused';
  }
}

/** A snapshot as well, where this server makes any. */
async function begin(redis: Redis): Promise<void> {
  const files = await readFiles(redis);
  await redis.run(async client => {
    if (files('aof_enabled') === '1' && files('aof_rewrite_in_progress') === '0') await client.bgRewriteAof();
    if (Number(files('rdb_saves')) > 0) await client.bgSave({SCHEDULE: true});
  });
}

async function lookAfter(redis: Redis, log: Log, running: string): Promise<'running' | 'done' | 'failed'> {
  const files = await readFiles(redis);
  const busy = ['aof_rewrite_in_progress', 'aof_rewrite_scheduled', 'rdb_bgsave_in_progress'];
  if (busy.some(name => files(name) === '1')) return 'running';
  const failed = ['aof_last_bgrewrite_status', 'rdb_last_bgsave_status'].some(name => files(name) === 'err');
  if (failed) {
    await putBack(redis, running.slice('since '.length));
    await redis.run(client => client.del(keys.rewritten));
    log.error({}, 'erasures.unwritten');
    return 'failed';
  }
  await redis.run(client => client.set(keys.rewritten, 'done', {expiration: 'KEEPTTL'}));
  log.info({}, 'erasures.rewritten');
  return 'done';
}

async function putBack(redis: Redis, since: string): Promise<void> {
  await redis.run(client =>
    client.set(keys.unwritten, since, {expiration: {type: 'PX', value: unwrittenMs}}),
  );
}

async function readFiles(redis: Redis): Promise<(name: string) => string | undefined> {
  const info = await redis.run(client => client.info('persistence'));
  return name => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
}
