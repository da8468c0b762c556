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

/** What was erased so lately leaves its last traces in what is written now: it is for the next time too, in milliseconds. */
const settledMs = 6000;

/** For so long it is remembered that they are to be rewritten, where no worker runs, in milliseconds. */
export const unwrittenMs = 7 * 24 * 3_600_000;

const busy = ['aof_rewrite_in_progress', 'aof_rewrite_scheduled', 'rdb_bgsave_in_progress'];

/** One step of it, to be taken by one process at a time, every half minute or so. Throws `unavailable`. */
export async function rewriteFiles(
  redis: Redis,
  log: Log,
  everyMs = rewriteEveryMs,
): Promise<'idle' | 'begun' | 'running' | 'done' | 'failed' | 'refused'> {
  const running = await redis.run(client => client.get(keys.rewritten));
  if (running !== null && !running.startsWith('since ')) return 'idle';
  const files = await readFiles(redis);
  // Also one that somebody else began: what was erased since then stands in it.
  if (busy.some(name => files(name) === '1')) return 'running';
  if (running !== null) return lookAfter(redis, log, running, files);
  // Taken away first: an erasure that comes in between is for the next time.
  const [since, [seconds]] = await redis.run(client =>
    Promise.all([client.getDel(keys.unwritten), client.time()]),
  );
  if (since === null) return 'idle';
  if (Number(seconds) * 1000 - Number(since) < settledMs) await putBack(redis, since);
  const expiration = {type: 'PX', value: everyMs} as const;
  try {
    await redis.run(async client => {
      if (files('aof_enabled') === '1') await client.bgRewriteAof();
      // A snapshot as well, where this server makes any.
      if (Number(files('rdb_saves')) > 0) await client.bgSave({SCHEDULE: true});
    });
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

async function lookAfter(redis: Redis, log: Log, running: string, files: Files): Promise<'done' | 'failed'> {
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

/** What Redis says of its files, by name. */
type Files = (name: string) => string | undefined;

async function readFiles(redis: Redis): Promise<Files> {
  const info = await redis.run(client => client.info('persistence'));
  return name => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
}
