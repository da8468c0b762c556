import test from 'ava';
import {keys} from '../../core/keys.ts';
import {announce, readPace} from '../../core/queue/figures/workers.ts';
import {finish} from '../../core/queue/finish.ts';
import {add, options, take, testQueue} from '../helpers/queue.ts';

test('the places of all workers count, each worker once, until it leaves', async t => {
  const {redis} = await testQueue(t);
  t.deepEqual(await readPace(redis), {places: 0, replyMs: undefined});
  await announce(redis, 'a', 64);
  await announce(redis, 'b', 16);
  await announce(redis, 'a', 32);
  t.is((await readPace(redis)).places, 48);
  await announce(redis, 'a', 0);
  t.is((await readPace(redis)).places, 16);
});

test('a worker that has been silent is forgotten by the next one that speaks, and the last by its expiry', async t => {
  const {redis} = await testQueue(t);
  await redis.run(client => client.zAdd(keys.workers, {value: 'dead 64', score: 1}));
  await announce(redis, 'b', 16);
  t.is((await readPace(redis)).places, 16);
  t.true((await redis.run(client => client.pTTL(keys.workers))) > 0);
});

test('the time of a reply is a moving average, from the claim on', async t => {
  const {redis} = await testQueue(t);
  for (const [id, ms] of [
    ['m1', 800],
    ['m2', 1600],
  ] as const) {
    await add(redis, id);
    const turn = await take(t, redis);
    await redis.run(client => client.hIncrBy(keys.message(id), 'claimed_at', -ms));
    await finish(redis, options, turn, {status: 'done', text: 'ok'});
  }
  const {replyMs = 0} = await readPace(redis);
  t.true(replyMs >= 900 && replyMs < 1000, `an eighth of the way from 800 to 1600: ${replyMs}`);
});
