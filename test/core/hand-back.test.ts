import {readMessage} from '../../core/events/read.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {claim} from '../../core/queue/claim.ts';
import {release} from '../../core/queue/release.ts';
import {
  add,
  begin,
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

test('handing back costs no attempt, however often it happens', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  for (let time = 1; time <= 3; time++) {
    const turn = await take(t, redis);
    t.is(turn.attempt, time, 'the fence rises all the same');
    t.is(await release(redis, options, turn, 'c1', turn.attempt), 'released');
  }
  const [entry] = await receive(redis);
  for (let attempt = 1; attempt <= options.maxAttempts; attempt++) await begin(t, redis, entry);
  t.deepEqual(entry && (await claim(redis, options, entry, 'c1')), {status: 'spent'});
});

test('another consumer has at once what was handed back, and the session waits on', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2']) await add(redis, id, 's1');
  const turn = await take(t, redis);
  await release(redis, options, turn, 'c1', turn.attempt);
  t.is(await redis.run(client => client.hGet(keys.message('m1'), 'status')), 'queued');
  t.is((await redis.run(client => client.xPending(keys.stream, group))).pending, 0);
  t.deepEqual(await receiveIds(redis, 'c2'), ['m1']);
  t.is(await redis.run(client => client.xLen(keys.stream)), 1);
});

test('hand-back is lost when another consumer has the entry, and changes nothing', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const turn = await take(t, redis);
  await steal(redis, turn, 'c2');
  const before = await snapshot(redis);
  t.is(await release(redis, options, turn, 'c1', turn.attempt), 'lost');
  t.is(await release(redis, options, turn, 'c1'), 'lost');
  t.deepEqual(await snapshot(redis), before);
});

test('hand-back is lost for an earlier attempt of the same consumer', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const first = await take(t, redis);
  const second = await begin(t, redis, first);
  const before = await snapshot(redis);
  t.is(await release(redis, options, first, 'c1', first.attempt), 'lost');
  t.deepEqual(await snapshot(redis), before);
  t.is(await release(redis, options, second, 'c1', second.attempt), 'released');
});

test('an entry that was received but not begun is handed back too', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const [entry] = await receive(redis);
  t.is(entry && (await release(redis, options, entry, 'c1')), 'released');
  const turn = await take(t, redis, 'c2');
  t.is(turn.attempt, 1);
  t.deepEqual(await types(redis, 'm1'), ['queued', 'processing']);
});

test('hand-back repeated after a lost answer puts the message into the queue once', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const turn = await take(t, redis);
  await release(redis, options, turn, 'c1', turn.attempt);
  t.is(await release(redis, options, turn, 'c1', turn.attempt), 'lost');
  t.deepEqual(await receiveIds(redis, 'c2'), ['m1']);
  t.is((await readMessage(redis, 'm1'))?.status, 'processing', 'the words so far stay, until a reset');
});
