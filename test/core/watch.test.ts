import {beginning} from '../../core/events/cursor.ts';
import type {Interest} from '../../core/events/waiter.ts';
import {Watcher} from '../../core/events/watch.ts';
import {keys} from '../../core/keys.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {ownRedis, type TestRedis, testRedis} from '../helpers/redis.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

async function watcherOn(
  t: ExecutionContext,
  {redis, connect, log, url}: TestRedis,
  by = url,
): Promise<Watcher> {
  const watcher = new Watcher({blocking: connect('wake', by), commands: redis, log, blockMs: 500}).start();
  t.teardown(() => watcher.stop());
  await until(async () => (await clients({redis, url})).some(client => client.includes('cmd=xread')));
  return watcher;
}

/** Those that are connected to this test's database. */
async function clients({redis, url}: Pick<TestRedis, 'redis' | 'url'>): Promise<string[]> {
  const list = String(await redis.run(client => client.sendCommand(['CLIENT', 'LIST'])));
  return list.split('\n').filter(line => line.includes(` db=${new URL(url).pathname.slice(1)} `));
}

async function write(redis: Redis, id: string, fields: Record<string, string>, end = false): Promise<void> {
  await redis.run(client =>
    Promise.all([
      client.xAdd(keys.events(id), '*', fields),
      client.xAdd(keys.wake, '*', {message: id, ...(end && {end: '1'})}),
    ]),
  );
}

const delta = {type: 'delta', text: 'a'};

async function next(watcher: Watcher, id: string, interest: Interest = 'event'): Promise<string[]> {
  const waiter = watcher.open(id, interest);
  try {
    return (await waiter.next(beginning)).map(event => event.message['type'] ?? '');
  } finally {
    waiter.close();
  }
}

test('a waiter is woken by its own message only, and reads nothing of another', async t => {
  const given = await testRedis(t);
  const watcher = await watcherOn(t, given);
  const mine = next(watcher, 'mine');
  await write(given.redis, 'other', {type: 'message', text: 'for somebody else'}, true);
  await write(given.redis, 'mine', delta);
  t.deepEqual(await mine, ['delta']);
  t.is(watcher.size, 0);
});

test('a waiter for the end sleeps through the words', async t => {
  const given = await testRedis(t);
  const watcher = await watcherOn(t, given);
  const words = next(watcher, 'm', 'event');
  const end = next(watcher, 'm', 'end');
  await write(given.redis, 'm', delta);
  t.deepEqual(await words, ['delta']);
  t.is(watcher.size, 1);
  await write(given.redis, 'm', {type: 'message', text: 'a'}, true);
  t.deepEqual(await end, ['delta', 'message']);
});

test('two waiters of one message each read from their own cursor', async t => {
  const given = await testRedis(t);
  const watcher = await watcherOn(t, given);
  const first = await given.redis.run(client => client.xAdd(keys.events('m'), '*', delta));
  const [early, late] = [watcher.open('m', 'event'), watcher.open('m', 'event')];
  const both = Promise.all([early.next(beginning), late.next(String(first))]);
  await write(given.redis, 'm', {type: 'message', text: 'a'}, true);
  const [a, b] = await both;
  t.deepEqual(
    [a?.map(event => event.message['type']), b?.map(event => event.message['type'])],
    [['delta', 'message'], ['message']],
  );
  early.close();
  late.close();
});

test('a closed waiter is answered with nothing, also when it asks afterwards', async t => {
  const watcher = await watcherOn(t, await testRedis(t));
  const waiter = watcher.open('m', 'event');
  const waiting = waiter.next(beginning);
  waiter.close();
  t.deepEqual(await waiting, []);
  t.deepEqual(await waiter.next(beginning), []);
  t.is(watcher.size, 0);
});

test('no wake-up is lost between registering and waiting', async t => {
  const given = await testRedis(t);
  const watcher = await watcherOn(t, given);
  for (let i = 0; i < 300; i++) {
    const waiter = watcher.open(`m${i}`, 'end');
    const written = write(given.redis, `m${i}`, {type: 'message', text: 'a'}, true);
    if (i % 3 === 0) await written;
    if (i % 3 === 1) await new Promise(resolve => setImmediate(resolve));
    t.is((await waiter.next(beginning)).length, 1);
    waiter.close();
  }
});

test('many waiters share one blocking connection', async t => {
  const given = await testRedis(t);
  const watcher = await watcherOn(t, given);
  const waiting = Promise.all(Array.from({length: 1000}, (_, i) => next(watcher, `m${i}`, 'end')));
  await until(() => watcher.size === 1000);
  t.is((await clients(given)).length, 2);
  for (let i = 0; i < 1000; i++) await write(given.redis, `m${i}`, {type: 'message', text: 'a'}, true);
  t.true((await waiting).every(([type]) => type === 'message'));
});

test('a waiter hears of what was written while the connection was cut', async t => {
  const given = await testRedis(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  const watcher = await watcherOn(t, given, url);
  const waiting = next(watcher, 'm', 'end');
  proxy.cut();
  await until(() => proxy.connections === 0);
  await write(given.redis, 'm', {type: 'message', text: 'a'}, true);
  proxy.restore();
  t.deepEqual(await waiting, ['message']);
});

test('a waiter hears of what was written while the connection was silent', async t => {
  const given = await testRedis(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  const watcher = await watcherOn(t, given, url);
  const waiting = next(watcher, 'm', 'end');
  proxy.silence();
  await write(given.redis, 'm', {type: 'message', text: 'a'}, true);
  await given.log.seen('redis.replaced', {connection: 'wake', reason: 'silent'});
  proxy.restore();
  t.deepEqual(await waiting, ['message']);
});

test('waiting goes on over a restart of Redis, and after FLUSHALL', async t => {
  const given = await ownRedis(t);
  const watcher = await watcherOn(t, given);
  const waiting = next(watcher, 'm', 'end');
  await given.redis.run(client => client.flushAll());
  await given.server.kill();
  await given.server.start();
  await until(() => given.redis.ready);
  await write(given.redis, 'm', {type: 'message', text: 'a'}, true);
  t.deepEqual(await waiting, ['message']);
});
