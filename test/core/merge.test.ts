import {readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {finish} from '../../core/queue/finish.ts';
import {readBefore, readWaiting} from '../../core/queue/waiting.ts';
import {add, options, receive, receiveIds, take, testQueue, types} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

const session = {channel: 'widget', session: 's1'} as const;

async function three(t: Parameters<typeof testQueue>[0]) {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2', 'm3']) await add(redis, id, 's1');
  return {redis, turn: await take(t, redis)};
}

test('one reply ends the messages that waited too, each with an event of its own', async t => {
  const {redis, turn} = await three(t);
  const waiting = await readWaiting(redis, session);
  t.deepEqual(waiting, [
    {id: 'm2', text: 'text of m2'},
    {id: 'm3', text: 'text of m3'},
  ]);
  await finish(redis, options, turn, {status: 'done', text: 'All of it.', also: ['m2', 'm3']});
  for (const id of ['m2', 'm3']) {
    t.deepEqual(await types(redis, id), ['queued', 'message']);
    t.like((await readMessage(redis, id))?.last, {text: 'All of it.', merged_into: 'm1'});
    await redis.run(client => client.del(keys.events(id)));
    t.like((await readMessage(redis, id))?.last, {text: 'All of it.', merged_into: 'm1'}, 'from the hash');
  }
  t.false('merged_into' in ((await readMessage(redis, 'm1'))?.last ?? {}));
  t.deepEqual(await receiveIds(redis), [], 'nothing is left to run');
  t.is(await redis.run(client => client.exists(keys.turns('widget', 's1'))), 0);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
  await add(redis, 'm4', 's1');
  t.deepEqual(
    (await take(t, redis)).history.map(({role, text}) => `${role}: ${text}`),
    ['user: text of m1', 'user: text of m2', 'user: text of m3', 'agent: All of it.'],
  );
});

test('what was cancelled while it waited stays cancelled, and the others are answered', async t => {
  const {redis, turn} = await three(t);
  await cancel(redis, options, {message: 'm2', ...session});
  await finish(redis, options, turn, {status: 'done', text: 'ok', also: ['m2', 'm3']});
  t.deepEqual(await types(redis, 'm2'), ['queued', 'cancelled']);
  t.deepEqual(await types(redis, 'm3'), ['queued', 'message']);
});

test('cancelling the message that runs for all leaves the others, which run next', async t => {
  const {redis, turn} = await three(t);
  await cancel(redis, options, {message: 'm1', ...session});
  t.is(await finish(redis, options, turn, {status: 'done', text: 'ok', also: ['m2', 'm3']}), 'fenced');
  t.deepEqual(await receiveIds(redis), ['m2']);
  t.deepEqual(await readWaiting(redis, session), [{id: 'm3', text: 'text of m3'}]);
});

test('what came after the merged ones is the next turn', async t => {
  const {redis, turn} = await three(t);
  await add(redis, 'm4', 's1');
  await finish(redis, options, turn, {status: 'done', text: 'ok', also: ['m2', 'm3']});
  t.deepEqual(
    (await receive(redis)).map(entry => entry.message),
    ['m4'],
  );
});

test('the messages before another are those that have not ended', async t => {
  const {redis, turn} = await three(t);
  t.deepEqual(await readBefore(redis, session, 'm3'), ['m1', 'm2']);
  await finish(redis, options, turn, {status: 'done', text: 'ok'});
  t.deepEqual(await readBefore(redis, session, 'm3'), ['m2']);
  t.deepEqual(await readBefore(redis, session, 'gone'), []);
});
