import {dismissConsumers} from '../../core/fifo/dismiss.ts';
import {workers as group, keys, senders} from '../../core/keys.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import {messages} from '../../core/queue/messages.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {add, receive, testQueue} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testMaintenance} from '../helpers/worker.ts';

const queue = {fifo: messages};
const outbox = {fifo: deliveries};

async function consumers(
  redis: Redis,
  {fifo: {stream, group}}: {fifo: {stream: string; group: string}} = queue,
): Promise<string[]> {
  const list = await redis.run(client => client.xInfoConsumers(stream, group));
  return list.map(({name}) => String(name)).sort();
}

test('of 500 dead consumers only those go that hold nothing, and nothing pending is lost (T11)', async t => {
  const {redis} = await testQueue(t);
  const holders = Array.from({length: 20}, (_, i) => `holder-${i}`).sort();
  for (const name of holders) {
    await add(redis, name);
    await receive(redis, name, 1);
  }
  const idle = Array.from({length: 480}, (_, i) => `idle-${i}`);
  await redis.run(client =>
    Promise.all(idle.map(name => client.xGroupCreateConsumer(keys.stream, group, name))),
  );
  t.is((await consumers(redis)).length, 500);
  t.is(await dismissConsumers(redis, {...queue, silentMs: 0}), 480);
  t.deepEqual(await consumers(redis), holders);
  t.is((await redis.run(client => client.xPending(keys.stream, group))).pending, 20);
  const taken = await redis.run(client => client.xAutoClaim(keys.stream, group, 'live', 0, '0-0'));
  t.is(taken.messages.length, 20);
  t.is(await dismissConsumers(redis, {...queue, silentMs: 0}), 20);
  t.deepEqual(await consumers(redis), ['live']);
});

test('consumers that were not silent for long enough stay', async t => {
  const {redis} = await testQueue(t);
  await redis.run(client => client.xGroupCreateConsumer(keys.stream, group, 'c1'));
  t.is(await dismissConsumers(redis, {...queue, silentMs: 60_000}), 0);
  t.deepEqual(await consumers(redis), ['c1']);
});

test('a consumer that leaves takes only itself away', async t => {
  const {redis} = await testQueue(t);
  await redis.run(client =>
    Promise.all(['c1', 'c2'].map(name => client.xGroupCreateConsumer(keys.stream, group, name))),
  );
  t.is(await dismissConsumers(redis, {...queue, silentMs: 0, name: 'c1'}), 1);
  t.deepEqual(await consumers(redis), ['c2']);
});

test('where no sender ever was nobody is dismissed, and something else under the key is an error', async t => {
  const {redis} = await testQueue(t);
  t.is(await dismissConsumers(redis, {...outbox, silentMs: 0}), 0);
  await redis.run(client => client.xAdd(keys.outbox, '*', {message: 'm1'}));
  t.is(await dismissConsumers(redis, {...outbox, silentMs: 0}), 0);
  await redis.run(client => client.set(keys.outbox, 'a string'));
  await t.throwsAsync(dismissConsumers(redis, {...outbox, silentMs: 0}), {message: /^WRONGTYPE/});
});

test('maintenance clears away workers and senders that were killed', async t => {
  const {redis, log} = await testQueue(t);
  await redis.run(client => client.xGroupCreate(keys.outbox, senders, '0', {MKSTREAM: true}));
  for (const {stream, group} of [messages, deliveries]) {
    await redis.run(client => client.xGroupCreateConsumer(stream, group, 'killed'));
  }
  testMaintenance(t, {redis, log}, {reconcileMs: 40, silentMs: 100});
  await until(async () => (await consumers(redis)).length + (await consumers(redis, outbox)).length === 0);
  t.false(log.lines.some(line => line.msg === 'loop.interrupted'));
});

test('maintenance keeps no names of whom readers were woken for', async t => {
  const {redis, log} = await testQueue(t);
  const [seconds] = await redis.run(client => client.time());
  const names = async () =>
    (await redis.run(client => client.xRange(keys.wake, '-', '+')))?.map(({id}) => id);
  await redis.run(client =>
    client.xAdd(keys.wake, `${Number(seconds) * 1000 - 70_000}-0`, {message: 'erased'}),
  );
  const recent = await redis.run(client => client.xAdd(keys.wake, '*', {message: 'asked for'}));
  testMaintenance(t, {redis, log}, {reconcileMs: 40});
  await until(async () => (await names())?.length === 1);
  t.deepEqual(await names(), [recent]);
});
