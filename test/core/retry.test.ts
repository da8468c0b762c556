import {ChatError} from '../../core/errors.ts';
import {readMessage} from '../../core/events/read.ts';
import {promote} from '../../core/fifo/promote.ts';
import {keys} from '../../core/keys.ts';
import {append} from '../../core/queue/append.ts';
import {messages} from '../../core/queue/messages.ts';
import {retry} from '../../core/queue/retry.ts';
import {
  add,
  begin,
  deadLetters,
  hasten,
  options,
  receive,
  receiveIds,
  snapshot,
  steal,
  take,
  testQueue,
  types,
} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

const failure = new ChatError('agent_unavailable');

test('a failed attempt is put off for a second or so, and keeps the turn of its session', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2']) await add(redis, id, 's1');
  const turn = await take(t, redis);
  const [seconds, micros] = await redis.run(client => client.time());
  const nowMs = Number(seconds) * 1000 + Number(micros) / 1000;
  t.is((await retry(redis, options, turn, failure)).status, 'delayed');
  const [due] = await redis.run(client => client.zRangeWithScores(keys.delayed, 0, -1));
  t.is(due?.value, 'm1 widget s1');
  const delayMs = (due?.score ?? 0) - nowMs;
  t.true(delayMs > 450 && delayMs < 1500, `${delayMs} ms`);
  t.deepEqual(await receiveIds(redis), [], 'm2 waits on');
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
  t.is((await readMessage(redis, 'm1'))?.events.length, 2);
});

test('what is delayed goes back into the queue once, though many workers ask', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await retry(redis, options, await take(t, redis), failure);
  t.is(await promote(redis, messages, options.resultTtlMs), 0, 'it is not yet due');
  await hasten(redis);
  const counts = await Promise.all(
    Array.from({length: 5}, () => promote(redis, messages, options.resultTtlMs)),
  );
  t.deepEqual(counts.toSorted(), [0, 0, 0, 0, 1]);
  t.deepEqual(await receiveIds(redis), ['m1']);
  t.is(await redis.run(client => client.xLen(keys.stream)), 1);
  t.is(await redis.run(client => client.zCard(keys.delayed)), 0);
});

test('the attempt after a retry begins with a reset, where words were streamed', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['spoke', 'silent']) await add(redis, id);
  for (const entry of await receive(redis)) {
    const turn = await begin(t, redis, entry);
    if (turn.message === 'spoke') await append(redis, turn, 1, 'We are ');
    await retry(redis, options, turn, failure);
  }
  await hasten(redis);
  await promote(redis, messages, options.resultTtlMs);
  for (const entry of await receive(redis)) t.is((await begin(t, redis, entry)).attempt, 2);
  t.deepEqual(await types(redis, 'spoke'), ['queued', 'processing', 'delta', 'reset', 'processing']);
  t.deepEqual(await types(redis, 'silent'), ['queued', 'processing', 'processing']);
});

test('a failed last attempt ends the message with a dead letter, and passes the turn on', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2']) await add(redis, id, 's1');
  for (let attempt = 1; attempt < options.maxAttempts; attempt++) {
    t.is((await retry(redis, options, await take(t, redis), failure)).status, 'delayed');
    await hasten(redis);
    await promote(redis, messages, options.resultTtlMs);
  }
  t.is((await retry(redis, options, await take(t, redis), failure)).status, 'failed');
  const {status, events = []} = (await readMessage(redis, 'm1')) ?? {};
  t.is(status, 'failed');
  t.like(events.at(-1), {type: 'error', code: 'agent_unavailable', message: failure.words});
  t.deepEqual(await deadLetters(redis), [
    {message: 'm1', channel: 'widget', session: 's1', cause: 'agent_unavailable', attempt: '3'},
  ]);
  t.deepEqual(await receiveIds(redis), ['m2']);
});

test('a retry that would come after the deadline ends the message now', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1', 's1', 450); // and the shortest delay is 500 ms
  const turn = await take(t, redis);
  t.is((await retry(redis, options, turn, failure)).status, 'failed');
  t.is((await types(redis, 'm1')).at(-1), 'error');
  t.like((await deadLetters(redis))[0], {message: 'm1', attempt: '1'});
  t.is(await redis.run(client => client.zCard(keys.delayed)), 0);
});

test('retry is refused for an attempt that was overtaken', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const first = await take(t, redis);
  await steal(redis, first, 'c2');
  await begin(t, redis, first, 'c2');
  const before = await snapshot(redis);
  t.is((await retry(redis, options, first, failure)).status, 'fenced');
  t.is((await retry(redis, {...options, maxAttempts: 1}, first, failure)).status, 'fenced');
  t.deepEqual(await snapshot(redis), before);
});

test('retry repeated after a lost answer changes nothing', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['later', 'never']) await add(redis, id);
  for (const entry of await receive(redis)) {
    const turn = await begin(t, redis, entry);
    const given = {...options, maxAttempts: turn.message === 'never' ? 1 : 3};
    t.is((await retry(redis, given, turn, failure)).status, turn.message === 'never' ? 'failed' : 'delayed');
    const before = await snapshot(redis);
    t.is((await retry(redis, given, turn, failure)).status, 'fenced');
    t.deepEqual(await snapshot(redis), before);
  }
});
