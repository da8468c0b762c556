import {ChatError} from '../../core/errors.ts';
import {readMessage} from '../../core/events/read.ts';
import {heartbeat, isCurrent} from '../../core/fifo/heartbeat.ts';
import {promote} from '../../core/fifo/promote.ts';
import {keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {finish} from '../../core/queue/finish.ts';
import {messages} from '../../core/queue/messages.ts';
import {retry} from '../../core/queue/retry.ts';
import {add, hasten, options, receiveIds, snapshot, take, testQueue, types} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

const of = (message: string, session = message) => ({message, channel: 'widget', session}) as const;

test('a queued message that is cancelled is never delivered, and the next of its session is', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1', 's1');
  await add(redis, 'm2', 's1');
  t.is(await cancel(redis, options, of('m1', 's1')), 'cancelled');
  t.deepEqual(await receiveIds(redis), ['m2']);
  t.deepEqual(await types(redis, 'm1'), ['queued', 'cancelled']);
  t.is((await readMessage(redis, 'm1'))?.status, 'cancelled');
});

test('a message that waits behind a turn leaves its place when it is cancelled', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1', 's1');
  await add(redis, 'm2', 's1');
  await add(redis, 'm3', 's1');
  const turn = await take(t, redis);
  await cancel(redis, options, of('m2', 's1'));
  t.deepEqual(await receiveIds(redis), [], 'm1 is still running');
  await finish(redis, options, turn, {status: 'done', text: 'ok'});
  t.deepEqual(await receiveIds(redis), ['m3']);
});

test('an attempt whose message was cancelled writes nothing more, and learns of it', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const turn = await take(t, redis);
  t.true(await isCurrent(redis, messages, turn));
  await cancel(redis, options, of('m1'));
  const before = await snapshot(redis);
  t.false(await isCurrent(redis, messages, turn));
  t.is(await heartbeat(redis, messages, turn), 'lost');
  t.is(await finish(redis, options, turn, {status: 'done', text: 'late'}), 'fenced');
  t.deepEqual(await snapshot(redis), before);
});

test('a message that was put aside for later does not come back when it is cancelled', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await cancel(redis, options, of('m1'));
  await hasten(redis);
  t.is(await promote(redis, messages, options.resultTtlMs), 0);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
});

test('what has ended stays as it is when it is cancelled', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await finish(redis, options, await take(t, redis), {status: 'done', text: 'ok'});
  const before = await snapshot(redis);
  t.is(await cancel(redis, options, of('m1')), 'ended');
  t.is(await cancel(redis, options, of('nobody')), 'ended');
  t.deepEqual(await snapshot(redis), before);
});
