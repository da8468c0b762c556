import {readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {claim} from '../../core/queue/claim.ts';
import {takeAlone} from '../../core/queue/crowds/due.ts';
import {finish} from '../../core/queue/finish.ts';
import {handoffs} from '../../core/queue/handoff/handoffs.ts';
import {giveBack, takeOver} from '../../core/queue/handoff/take-over.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {add, options, receive, receiveIds, take, testQueue, types} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

const session = {channel: 'widget', session: 's1'} as const;

/** A conversation that its agent has handed to a person. */
async function handedOff(t: Parameters<typeof testQueue>[0]): Promise<Redis> {
  const {redis} = await testQueue(t);
  await add(redis, 'm1', 's1');
  const ending = {status: 'done', text: 'A person will answer.', handoff: {reason: 'asked'}} as const;
  await finish(redis, options, await take(t, redis), ending);
  return redis;
}

async function park(redis: Redis, id: string): Promise<string> {
  await add(redis, id, 's1');
  const [entry] = await receive(redis);
  return entry ? (await claim(redis, options, entry, 'c1')).status : 'nothing was delivered';
}

test('after a hand-off no agent runs: what comes waits for the person, beyond its deadline', async t => {
  const redis = await handedOff(t);
  t.is(await park(redis, 'm2'), 'held');
  await redis.run(client => client.hSet(keys.message('m2'), 'deadline_at', 1));
  await reconcile(redis, {...options, minAgeMs: 0, graceMs: 0});
  t.deepEqual(await receiveIds(redis), []);
  t.deepEqual(await types(redis, 'm2'), ['queued']);
});

test('a person answers all that is open at once, and the agent may not', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2']) await add(redis, id, 's1');
  const turn = await take(t, redis);
  t.is(await takeOver(redis, options, session, {text: 'This is Robin at the desk.', name: 'Robin'}), 'm1');
  t.is(await finish(redis, options, turn, {status: 'done', text: 'late'}), 'fenced');
  t.deepEqual(await types(redis, 'm1'), ['queued', 'processing', 'message']);
  t.like((await readMessage(redis, 'm2'))?.last, {text: 'This is Robin at the desk.', merged_into: 'm1'});
  t.is(await redis.run(client => client.hGet(keys.message('m1'), 'answered_by')), 'person');
  t.is(await park(redis, 'm3'), 'held', 'the person has the conversation from now on');
});

test('where nothing is open a person’s words are a message of their own', async t => {
  const redis = await handedOff(t);
  const id = (await takeOver(redis, options, session, {text: 'Still there?'})) ?? '';
  t.like(await readMessage(redis, id), {status: 'done', session: 's1'});
  t.deepEqual(await types(redis, id), ['queued', 'message']);
  await add(redis, 'm9', 's1');
  await giveBack(redis, options, session);
  t.is((await take(t, redis)).history.at(-1)?.text, 'Still there?');
  t.true((await redis.run(client => client.pTTL(keys.message(id)))) > 0);
});

test('nobody can be answered who never wrote', async t => {
  const {redis} = await testQueue(t);
  t.is(await takeOver(redis, options, session, {text: 'Hello?'}), null);
  t.is(await giveBack(redis, options, session), 'unmarked');
});

test('given back, the agent answers what waits, once', async t => {
  const redis = await handedOff(t);
  await park(redis, 'm2');
  await add(redis, 'm3', 's1');
  t.is(await giveBack(redis, options, session), 'given_back');
  t.is(await giveBack(redis, options, session), 'unmarked');
  const turn = await take(t, redis);
  t.is(turn.message, 'm2');
  await finish(redis, options, turn, {status: 'done', text: 'ok'});
  t.deepEqual(await receiveIds(redis), ['m3']);
});

test('the clinic is told of a hand-off until it has heard', async t => {
  const redis = await handedOff(t);
  const deps = {redis, source: handoffs, pace: {againMs: 60_000, pauseMs: 60_000}};
  const due = await takeAlone(deps);
  if (!due || due === 'gone') throw t.fail('none is due');
  t.is(due.clinic, 'demo');
  t.is(await takeAlone(deps), null, 'not again at once');
  const told = await due.begin(0);
  t.like(told?.subject, {message: 'm1', session: 's1', clinic: 'demo', reason: 'asked'});
  await told?.done();
  t.is(await redis.run(client => client.zCard(keys.handoffs)), 0);
  t.is(await due.begin(0), undefined, 'nor when somebody has ended it while it waited');
});
