import {keys} from '../../core/keys.ts';
import {Commit} from '../../core/queue/commit.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {limits, message, testQueue} from '../helpers/queue.ts';
import {ownRedis, type RedisServer, type TestRedis} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

type Pair = {primary: TestRedis; replica: {server: RedisServer; redis: Redis}; commit: Commit};

/** A primary with one replica that follows it, and writes that the replica must confirm within `timeoutMs`. */
async function replicated(t: ExecutionContext, timeoutMs = 1000): Promise<Pair> {
  t.timeout(60_000);
  const [primary, replica] = await Promise.all([ownRedis(t), ownRedis(t)]);
  await testQueue(t, primary);
  await primary.redis.run(client => client.configSet('repl-diskless-sync-delay', '0'));
  const {port} = primary.server;
  await replica.redis.run(client => client.sendCommand(['REPLICAOF', '127.0.0.1', String(port)]));
  await until(async () => /state=online/.test(await info(primary.redis, 'replication')));
  await until(async () => /master_link_status:up/.test(await info(replica.redis, 'replication')));
  const writes = primary.connect('writes');
  await until(() => writes.ready && writes.deadline() !== undefined);
  return {primary, replica, commit: new Commit({redis: writes, replicas: 1, timeoutMs})};
}

async function info(redis: Redis, section: string): Promise<string> {
  return redis.run(client => client.info(section));
}

/** How many sends were accepted, and how many were told `unavailable`. */
async function sendAll(commit: Commit, count: number, prefix: string): Promise<Record<string, number>> {
  const sends = Array.from({length: count}, (_, i) => {
    const id = `${prefix}${i}`;
    return enqueue(commit, limits, message(id, {session: id})).then(
      ({status}) => status,
      error => String(error.code),
    );
  });
  const outcomes = await Promise.all(sends);
  return Object.fromEntries(
    [...new Set(outcomes)].map(one => [one, outcomes.filter(is => is === one).length]),
  );
}

test('a committed write is on the replica when it is answered', async t => {
  const {replica, commit} = await replicated(t);
  t.is((await enqueue(commit, limits, message('m1'))).status, 'queued');
  t.is(await replica.redis.run(client => client.hGet(keys.message('m1'), 'status')), 'queued');
});

test('a frozen replica makes every write unavailable in time, and none once it goes on (T25)', async t => {
  const {replica, commit} = await replicated(t, 200);
  await sendAll(commit, 1, 'before');
  await replica.server.kill('SIGSTOP');
  const begin = performance.now();
  t.deepEqual(await sendAll(commit, 1, 'alone'), {unavailable: 1});
  const alone = performance.now() - begin;
  t.true(alone < 600, `${alone} ms`);
  t.deepEqual(await sendAll(commit, 1000, 'frozen'), {unavailable: 1000});
  await replica.server.kill('SIGCONT');
  await until(async () => 'queued' in (await sendAll(commit, 1, `probe${performance.now()}-`)));
  t.is((await enqueue(commit, limits, message('after'))).status, 'queued');
});

test('writes that come together share a WAIT', async t => {
  const {primary, commit} = await replicated(t);
  t.deepEqual(await sendAll(commit, 500, 'm'), {queued: 500});
  const [, calls] = /cmdstat_wait:calls=(\d+)/.exec(await info(primary.redis, 'commandstats')) ?? [];
  t.true(Number(calls) >= 1 && Number(calls) <= 3, `${calls} WAITs`);
});

test('each WAIT is on the connection that wrote', async t => {
  const {primary, commit} = await replicated(t);
  const seen: string[] = [];
  const monitor = primary.connect('monitor');
  await until(() => monitor.ready);
  await monitor.run(client => client.monitor(line => void seen.push(String(line))));
  await sendAll(commit, 20, 'm');
  const of = (command: string) =>
    new Set(seen.filter(line => line.includes(`"${command}"`)).map(line => /\[(.*?)\]/.exec(line)?.[1]));
  await until(() => of('WAIT').size > 0);
  t.is(of('EVALSHA').size, 1);
  t.deepEqual(of('WAIT'), of('EVALSHA'));
});

test('a write that is refused leaves those beside it alone', async t => {
  const {primary, commit} = await replicated(t);
  await primary.redis.run(client => client.set('text', 'no number'));
  const [refused, queued] = await Promise.allSettled([
    commit.run(client => client.incr('text')),
    enqueue(commit, limits, message('m1')),
  ]);
  t.regex(String(refused.status === 'rejected' && refused.reason), /not an integer/);
  t.like(queued, {status: 'fulfilled', value: {status: 'queued'}});
});

test('a repeated key is a write again, so that its WAIT covers the first send of another connection', async t => {
  const {primary, commit} = await replicated(t);
  const keyed = (id: string) => message(id, {idempotency: {key: 'k', scope: 's1', payload: 1}});
  const offset = async () =>
    Number(/master_repl_offset:(\d+)/.exec(await info(primary.redis, 'replication'))?.[1]);
  await enqueue(primary.redis, limits, keyed('m1'));
  const before = await offset();
  t.is((await enqueue(commit, limits, keyed('m2'))).status, 'repeated');
  t.true((await offset()) - before > 60, 'more than a ping of the replication'); // 14 bytes each
});

test('a write whose script the server had forgotten counts only once the replica has it', async t => {
  const {primary, replica, commit} = await replicated(t);
  await enqueue(commit, limits, message('m1'));
  await replica.server.kill('SIGSTOP');
  t.teardown(() => replica.server.kill('SIGCONT'));
  await primary.redis.run(client => client.scriptFlush());
  await t.throwsAsync(enqueue(commit, limits, message('m2')), {message: /not available/});
});
