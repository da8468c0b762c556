import {type Channel, keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {admit} from '../../core/queue/lanes/admit.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {StreamEntry} from '../../core/redis/replies.ts';
import {announce, begin, limits, message, options, receive, testQueue} from '../helpers/queue.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const full = 80;

async function add(redis: Redis, id: string, channel: Channel = 'whatsapp', clinic = 'demo', session = id) {
  await enqueue(redis, limits, message(id, {channel, session, clinic}));
}

/** A queue with workers of 64 places in all, which is full; then more of WhatsApp: w0, w1, … */
async function flooded(t: ExecutionContext, more: number): Promise<Redis> {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 64);
  for (let i = 0; i < full; i++) await add(redis, `f${i}`);
  t.is(await redis.run(client => client.xLen(keys.stream)), full);
  t.is(await redis.run(client => client.zCard(keys.lanes)), 0, 'up to here nobody has to wait in a lane');
  for (let i = 0; i < more; i++) await add(redis, `w${i}`);
  return redis;
}

/** Ends the oldest turn that is in the queue, and lets the next in; answers with who came in. */
async function next(t: ExecutionContext, redis: Redis): Promise<string[]> {
  const turn = await begin(t, redis, (await receive(redis, 'c1', 1))[0]);
  t.is(await finish(redis, options, turn, {status: 'done', text: 'ok'}), 'backlog');
  const before = new Set(await inQueue(redis));
  await admit(redis, options);
  return (await inQueue(redis)).filter(id => !before.has(id));
}

async function inQueue(redis: Redis): Promise<string[]> {
  const entries: StreamEntry[] | null = await redis.run(client => client.xRange(keys.stream, '-', '+'));
  return (entries ?? []).map(entry => String(entry.message['message']));
}

test('behind a full queue channels and clinics take turns, each in its own order', async t => {
  const redis = await flooded(t, 4);
  await add(redis, 'v0', 'widget');
  await add(redis, 'v1', 'widget');
  await add(redis, 'x0', 'whatsapp', 'demo-es');
  const order: string[] = [];
  for (let i = 0; i < 7; i++) order.push(...(await next(t, redis)));
  t.deepEqual(
    order.filter(id => id.startsWith('w')),
    ['w0', 'w1', 'w2', 'w3'],
  );
  t.deepEqual([...order.slice(0, 3)].sort(), ['v0', 'w0', 'x0'], 'one of each lane first');
  t.deepEqual([...order.slice(3, 5)].sort(), ['v1', 'w1']);
});

test('who comes late to the lanes is not owed what it did not ask for', async t => {
  const redis = await flooded(t, 6);
  for (let i = 0; i < 3; i++) await next(t, redis);
  await add(redis, 'v0', 'widget');
  await add(redis, 'v1', 'widget');
  const order: string[] = [];
  for (let i = 0; i < 4; i++) order.push(...(await next(t, redis)));
  t.deepEqual(order.map(id => id[0]).sort(), ['v', 'v', 'w', 'w'], 'turn and turn about');
});

test('what waits in a lane is not taken for lost, and can be cancelled', async t => {
  const redis = await flooded(t, 2);
  const {requeued, failed} = await reconcile(redis, {...options, minAgeMs: 0, graceMs: 0});
  t.deepEqual({requeued, failed}, {requeued: 0, failed: 0});
  await cancel(redis, options, {message: 'w0', channel: 'whatsapp', session: 'w0'});
  t.deepEqual(await next(t, redis), ['w1']);
});

test('a later message of a session that waits in a lane waits behind it', async t => {
  const redis = await flooded(t, 1);
  await add(redis, 'again', 'whatsapp', 'demo', 'w0');
  t.is(await redis.run(client => client.zCard(keys.lanes)), 1);
  t.deepEqual(await next(t, redis), ['w0']);
});

test('several workers let each in once', async t => {
  const redis = await flooded(t, 40);
  await announce(redis, 'b', 16);
  const admitted = await Promise.all(Array.from({length: 5}, () => admit(redis, options)));
  t.is(
    admitted.reduce((sum, count) => sum + count, 0),
    20,
  );
  t.is(await redis.run(client => client.xLen(keys.stream)), 100);
});
