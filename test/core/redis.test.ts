import {enqueue} from '../../core/queue/enqueue.ts';
import {Redis} from '../../core/redis/connection.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {testLog} from '../helpers/log.ts';
import {add, limits, message, testQueue} from '../helpers/queue.ts';
import {dump, ownRedis, RedisServer, type TestRedis} from '../helpers/redis.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const unavailable = {code: 'unavailable'};

/** A connection of the test's own, which knows Redis' clock. */
async function connected(t: ExecutionContext, {log}: Pick<TestRedis, 'log'>, url: string): Promise<Redis> {
  const redis = new Redis({url, name: 'subject', log}).start();
  t.teardown(() => redis.stop());
  await until(() => redis.ready && redis.deadline() !== undefined);
  return redis;
}

// Before the others: they live by the clock that is turned here.
test('a wrong idea of the clock of Redis refuses one send, and heals', async t => {
  const given = await testQueue(t);
  const redis = await connected(t, given, given.url);
  const now = performance.now.bind(performance);
  t.teardown(() => {
    performance.now = now;
  });
  performance.now = () => now() - 60_000; // as after a minute's sleep of this machine
  t.deepEqual(await enqueue(redis, limits, message('m1')), {status: 'late'});
  t.is((await enqueue(redis, limits, message('m2'))).status, 'queued');
});

test('a silent link is unavailable within the deadline, is replaced, and works again once it can', async t => {
  const given = await testQueue(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  const redis = await connected(t, given, url);
  proxy.silence();
  const begin = performance.now();
  await t.throwsAsync(
    redis.run(client => client.ping()),
    unavailable,
  );
  const ms = performance.now() - begin;
  t.true(ms > 1450 && ms < 3000, `${ms} ms`);
  await given.log.seen('redis.replaced', {connection: 'subject', reason: 'silent'});
  const next = performance.now();
  await t.throwsAsync(
    redis.run(client => client.ping()),
    unavailable,
  );
  t.true(performance.now() - next < 1000, 'nothing is queued meanwhile');
  proxy.restore();
  await until(() => redis.ready);
  t.is(await redis.run(client => client.ping()), 'PONG');
});

test('nothing runs late for a caller who was told that it failed (T33)', async t => {
  const given = await ownRedis(t);
  const redis = await connected(t, given, given.url);
  await add(redis, 'before'); // from now on the script is known by its digest
  const scripts = async () =>
    Number(/cmdstat_evalsha:calls=(\d+)/.exec(await given.redis.run(one => one.info('commandstats')))?.[1]);
  const known = await scripts();
  const keys = await dump(given.redis);
  await given.server.kill('SIGSTOP');
  const isStopped = () =>
    given.redis
      .run(client => client.ping(), 500)
      .then(
        () => false,
        () => true,
      );
  await until(isStopped);
  const sends = Array.from({length: 20}, (_, i) =>
    enqueue(redis, limits, message(`m${i}`, {session: `${i}`})),
  );
  for (const outcome of await Promise.allSettled(sends)) {
    t.like(outcome, {status: 'rejected', reason: {code: 'unavailable'}});
  }
  await given.server.kill('SIGCONT');
  await until(() => given.redis.ready);
  await until(async () => (await scripts()) === known + 20); // they were in the socket, and did run
  t.deepEqual(await dump(given.redis), keys);
  await until(() => redis.ready);
  t.is((await enqueue(redis, limits, message('after'))).status, 'queued');
});

test('a connection that is refused at boot is made as soon as it can be', async t => {
  const port = await freePort();
  const redis = new Redis({url: `redis://127.0.0.1:${port}`, name: 'subject', log: testLog()}).start();
  t.teardown(() => redis.stop());
  await t.throwsAsync(
    redis.run(client => client.ping()),
    unavailable,
  );
  t.is(redis.deadline(), undefined);
  const server = await RedisServer.start(port);
  t.teardown(() => server.remove());
  await until(() => redis.ready);
  t.is(await redis.run(client => client.ping()), 'PONG');
});

test('fifty cuts leave no listeners, no connections and no lines in the log behind', async t => {
  t.timeout(60_000);
  const given = await testQueue(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  const redis = await connected(t, given, url);
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', note);
  t.teardown(() => process.off('warning', note));
  for (let cut = 0; cut < 50; cut++) {
    proxy.cut();
    await until(() => !redis.ready);
    proxy.restore();
    await until(() => redis.ready);
  }
  t.is(await redis.run(client => client.ping()), 'PONG');
  t.deepEqual(warnings, []);
  await until(() => proxy.connections === 2); // ours, and the proxy's own to Redis
  const ours = given.log.lines.filter(line => line['connection'] === 'subject');
  t.true(ours.filter(line => line.level === 'warn').length <= 51, 'one for each cut');
});

test('a demoted server is left for the one behind the name now', async t => {
  const given = await ownRedis(t);
  const redis = await connected(t, given, given.url);
  await given.redis.run(client => client.sendCommand(['REPLICAOF', '127.0.0.1', '1']));
  await t.throwsAsync(
    redis.run(client => client.set('a', '1')),
    unavailable,
  );
  await given.log.seen('redis.replaced', {connection: 'subject', reason: 'demoted'});
  await given.redis.run(client => client.sendCommand(['REPLICAOF', 'NO', 'ONE']));
  await until(() => redis.ready);
  t.is(await redis.run(client => client.set('a', '1')), 'OK');
});

test('a full Redis is unavailable, and what it refused was not written', async t => {
  const given = await ownRedis(t);
  const redis = await connected(t, given, given.url);
  await given.redis.run(client => client.configSet('maxmemory', '1'));
  await t.throwsAsync(enqueue(redis, limits, message('m1')), unavailable);
  t.deepEqual(await dump(given.redis), []);
  await given.redis.run(client => client.configSet('maxmemory', '0'));
  t.is((await enqueue(redis, limits, message('m2'))).status, 'queued');
});

test('an error reply that is our own mistake is not taken for an outage', async t => {
  const given = await testQueue(t);
  const redis = await connected(t, given, given.url);
  await redis.run(client => client.set('text', 'no number'));
  const error = await t.throwsAsync(redis.run(client => client.incr('text')));
  t.regex(String(error?.message), /not an integer/);
  t.true(redis.ready);
});

test('a connection that is stopped while it is being made is not left behind', async t => {
  const given = await testQueue(t);
  for (let i = 0; i < 5; i++) new Redis({url: given.url, name: 'leaver', log: given.log}).start().stop();
  await connected(t, given, given.url); // made after them: by now they are there, or never will be
  const clients = () => given.redis.run(client => client.sendCommand(['CLIENT', 'LIST']));
  await t.notThrowsAsync(until(async () => !String(await clients()).includes('plaintalk-leaver'), 2000));
});
