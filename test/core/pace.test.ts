import {keys} from '../../core/keys.ts';
import {readAgenda} from '../../core/queue/agenda.ts';
import {readCapacity} from '../../core/queue/figures/workers.ts';
import {ReplyTime} from '../../worker/reply-time.ts';
import {announce, testQueue} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

test('the slots of all workers count, each worker once, until it leaves', async t => {
  const {redis} = await testQueue(t);
  t.deepEqual(await readCapacity(redis), {slots: 0, replyMs: undefined});
  await announce(redis, 'a', 64);
  await announce(redis, 'b', 16);
  await announce(redis, 'a', 32);
  t.is((await readCapacity(redis)).slots, 48);
  await announce(redis, 'a', 0);
  t.is((await readCapacity(redis)).slots, 16);
});

test('a worker that has been silent is forgotten by the next one that speaks, and the last by its expiry', async t => {
  const {redis} = await testQueue(t);
  await redis.run(client => client.zAdd(keys.workers, {value: 'dead 64', score: 1}));
  await announce(redis, 'b', 16);
  t.is((await readCapacity(redis)).slots, 16);
  t.true((await redis.run(client => client.pTTL(keys.workers))) > 0);
});

test('the time of a reply is a moving average of what the workers found lately', async t => {
  const {redis} = await testQueue(t);
  const says = (consumer: string, replyMs?: number) =>
    readAgenda(redis, {consumer, slots: 1, replyMs, fifos: [], claimIdleMs: 1000});
  await says('a', 800);
  t.is((await readCapacity(redis)).replyMs, 800);
  await says('b', 1600);
  t.is((await readCapacity(redis)).replyMs, 1200);
  await says('a');
  t.is((await readCapacity(redis)).replyMs, 1200, 'who found nothing says nothing');
});

test('a worker finds its own time as a moving average over about eight replies', t => {
  const replyTime = new ReplyTime();
  t.is(replyTime.take(), undefined);
  replyTime.note(800);
  replyTime.note(1600);
  t.is(replyTime.take(), 900, 'an eighth of the way from 800 to 1600');
  t.is(replyTime.take(), undefined, 'it is said once');
});
