import {createServer, connect as dial} from 'node:net';
import {checkRedis} from '../../core/redis/check.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {TestProcess} from '../helpers/app.ts';
import {ownRedis, RedisServer, testRedis} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** The URL of a server that says it is 6.2, and is ours in everything else. */
async function olderRedis(t: ExecutionContext, url: string): Promise<string> {
  const {hostname, port} = new URL(url);
  const server = createServer(inbound => {
    const outbound = dial(Number(port), hostname);
    inbound.pipe(outbound);
    outbound.on('data', chunk => {
      const text = chunk.toString('latin1').replace(/redis_version:\d\.\d/, 'redis_version:6.2');
      inbound.write(text, 'latin1');
    });
    for (const socket of [inbound, outbound]) {
      socket.on('error', () => undefined); // the end of the test
      socket.on('close', () => [inbound, outbound].map(each => each.destroy()));
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  return `redis://${hostname}:${typeof address === 'object' ? address?.port : ''}`;
}

test('a Redis that keeps what it is given has no problems', async t => {
  const {redis} = await testRedis(t);
  t.deepEqual(await checkRedis(redis), []);
});

test('an eviction policy, an append-only file that is off, and an old version are each named', async t => {
  const {redis, url, connect} = await ownRedis(t);
  const older = connect('older', await olderRedis(t, url));
  await until(() => older.ready);
  t.regex((await reasons(older)).join('\n'), /^Redis is older than 7\.0:.*$/);
  await redis.run(client => client.configSet('maxmemory-policy', 'allkeys-lru'));
  t.regex((await reasons(redis)).join('\n'), /^maxmemory-policy is not noeviction:.*$/);
  await redis.run(client => client.configSet({appendonly: 'no', 'maxmemory-policy': 'noeviction'}));
  t.regex((await reasons(redis)).join('\n'), /^appendonly is off:.*$/);
  await redis.run(client => client.configSet('maxmemory-policy', 'volatile-ttl'));
  t.is((await checkRedis(older)).length, 3);
});

test('settings that a managed store does not show are not held against it', async t => {
  const {redis, url, connect} = await ownRedis(t);
  await redis.run(client => client.configSet('appendonly', 'no'));
  await redis.run(client => client.aclSetUser('guest', ['on', '>pass', '~*', '+@all', '-config']));
  const guest = connect('guest', url.replace('redis://', 'redis://guest:pass@'));
  await until(() => guest.ready);
  t.deepEqual(await checkRedis(guest), []);
});

const reasons = async (redis: Redis) => (await checkRedis(redis)).map(({reason}) => reason);

for (const main of ['worker/main.js', 'server/main.js'] as const) {
  test(`${main} in production ends with 1 on a Redis that forgets, and in development only warns`, async t => {
    t.timeout(60_000);
    const {redis, url} = await ownRedis(t);
    await redis.run(client => client.configSet('appendonly', 'no'));
    const start = (NODE_ENV: string, REDIS_URL = url) => {
      const child = new TestProcess(main, {REDIS_URL, PORT: '0', HOST: '127.0.0.1', NODE_ENV});
      t.teardown(() => child.kill('SIGKILL'));
      return child;
    };
    const refusing = start('production');
    t.like(await refusing.seen('redis.unfit'), {level: 'fatal'});
    await until(() => !refusing.running);
    t.is(await refusing.kill(), 1);

    const cluster = await RedisServer.start(undefined, ['--cluster-enabled', 'yes']);
    t.teardown(() => cluster.remove());
    const scattered = start('development', cluster.url());
    const {level, reason} = await scattered.seen('redis.unfit');
    t.is(level, 'fatal');
    t.regex(String(reason), /^Redis is in cluster mode/);
    await until(() => !scattered.running);
    t.is(await scattered.kill(), 1, 'nothing could be sent there');

    const warning = start('development');
    t.like(await warning.seen('redis.unfit'), {level: 'warn'});
    t.true(warning.running);
    t.is(await warning.kill('SIGTERM'), 0);
  });
}
