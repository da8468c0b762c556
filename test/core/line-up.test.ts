import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {limits, message, options, receiveIds, take, testQueue} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

const at = Date.now() - 60_000;

test('what waits is answered in the order in which it was said, and nobody overtakes a running turn', async t => {
  const {redis} = await testQueue(t);
  const add = (id: string, saidAtMs: number) =>
    enqueue(redis, limits, message(id, {channel: 'whatsapp', session: 'a:1', saidAtMs}));
  await add('running', at + 5000);
  let turn = await take(t, redis);
  for (const [id, ms] of [
    ['third', 3000],
    ['first', 1000],
    ['fourth', 4000],
    ['second', 2000],
    ['too', 2000],
  ] as const)
    await add(id, at + ms);
  t.deepEqual(await receiveIds(redis), []);
  const order: string[] = [];
  for (let i = 0; i < 5; i++) {
    await finish(redis, options, turn, {status: 'done', text: 'ok'});
    turn = await take(t, redis);
    order.push(turn.message);
  }
  t.deepEqual(order, ['first', 'second', 'too', 'third', 'fourth']);
});
