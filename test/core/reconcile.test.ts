import {ChatError} from '../../core/errors.ts';
import {readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {finish} from '../../core/queue/finish.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {
  add,
  announce,
  begin,
  deadLetters,
  options as given,
  receive,
  receiveIds,
  snapshot,
  take,
  testQueue,
  types,
} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';

// Ages are counted from the last full second: so a message of this moment is looked after, too.
const options = {...given, minAgeMs: -1000, graceMs: 2000};
const nothing = {requeued: 0, failed: 0, ended: 0};

/** Deletes every entry of the queue, read or not, as a careless XTRIM would. */
async function trim(redis: Redis): Promise<void> {
  await redis.run(client => client.xTrim(keys.stream, 'MAXLEN', 0));
}

/** Answers whatever is in the queue until it is empty; the ids in the order of their turns. */
async function answerAll(t: Parameters<typeof take>[0], redis: Redis): Promise<string[]> {
  const answered: string[] = [];
  for (let entries = await receive(redis); entries.length > 0; entries = await receive(redis)) {
    for (const entry of entries) {
      await finish(redis, options, await begin(t, redis, entry), {status: 'done', text: 'yes'});
      answered.push(entry.message);
    }
  }
  return answered;
}

async function passDeadline(redis: Redis, id: string, deadlineMs = 1): Promise<void> {
  await redis.run(client => client.hSet(keys.message(id), 'deadline_at', deadlineMs));
}

test('a trimmed entry that nobody had read is queued again, once', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await trim(redis);
  t.deepEqual(await reconcile(redis, options), {...nothing, requeued: 1});
  t.deepEqual(await reconcile(redis, options), nothing);
  t.deepEqual(await answerAll(t, redis), ['m1']);
});

test('a trimmed entry of a running turn is queued again, and the next attempt fences the first', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const first = await take(t, redis);
  await trim(redis);
  t.deepEqual(await reconcile(redis, options), {...nothing, requeued: 1});
  const second = await take(t, redis, 'c2');
  t.is(second.attempt, 2);
  t.is(await finish(redis, options, first, {status: 'done', text: 'late'}), 'fenced');
  t.is(await finish(redis, options, second, {status: 'done', text: 'right'}), 'finished');
});

test('a running turn whose entry was queued again may still end, and takes the new entry with it', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const turn = await take(t, redis);
  await trim(redis);
  await reconcile(redis, options);
  t.is(await finish(redis, options, turn, {status: 'done', text: 'in time'}), 'finished');
  t.deepEqual(await receiveIds(redis), []);
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
});

test('after a failover that rolled the queue back every message is answered once, in order', async t => {
  const {redis} = await testQueue(t);
  for (const session of ['s1', 's2', 's3']) {
    for (const turn of ['a', 'b', 'c']) await add(redis, `${session}-${turn}`, session);
  }
  await begin(t, redis, (await receive(redis, 'c1', 1))[0]);
  await trim(redis);
  const lost = ['s1', 's2'].flatMap(session => [keys.turns('widget', session), keys.turn('widget', session)]);
  await redis.run(client => client.del(lost));
  t.deepEqual(await reconcile(redis, options), {...nothing, requeued: 3});
  const answered = await answerAll(t, redis);
  for (const session of ['s1', 's2', 's3']) {
    const ofSession = answered.filter(id => id.startsWith(session));
    t.deepEqual(ofSession, [`${session}-a`, `${session}-b`, `${session}-c`]);
  }
  for (const id of answered) t.is((await types(redis, id)).filter(type => type === 'message').length, 1);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
});

test('a lost list of turns is filled again behind the turn that is in the queue', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2', 'm3']) await add(redis, id, 's1');
  await redis.run(client => client.del(keys.turns('widget', 's1')));
  t.deepEqual(await reconcile(redis, options), nothing);
  t.deepEqual(await answerAll(t, redis), ['m1', 'm2', 'm3']);
});

test('a turn whose message is gone holds up nobody behind it', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2']) await add(redis, id, 's1');
  await trim(redis);
  await redis.run(client => client.del(keys.message('m1')));
  t.deepEqual(await reconcile(redis, options), {...nothing, requeued: 1, ended: 1});
  t.deepEqual(await answerAll(t, redis), ['m2']);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
});

test('past its deadline a message fails with a dead letter, and the next turn is released', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['m1', 'm2', 'm3']) await add(redis, id, 's1');
  const turn = await take(t, redis);
  for (const id of ['m1', 'm3']) await passDeadline(redis, id);
  t.deepEqual(await reconcile(redis, options), {...nothing, failed: 2});
  for (const id of ['m1', 'm3']) {
    t.like((await readMessage(redis, id))?.events.at(-1), {type: 'error', code: 'agent_timeout'});
  }
  t.deepEqual(
    (await deadLetters(redis)).map(({message, cause}) => [message, cause]),
    [
      ['m1', 'deadline'],
      ['m3', 'deadline'],
    ],
  );
  t.is(await finish(redis, options, turn, {status: 'done', text: 'late'}), 'fenced');
  t.deepEqual(await answerAll(t, redis), ['m2']);
});

test('a delayed message past its deadline fails, and is no longer delayed', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await passDeadline(redis, 'm1');
  t.deepEqual(await reconcile(redis, options), {...nothing, failed: 1});
  t.is(await redis.run(client => client.zCard(keys.delayed)), 0);
  t.deepEqual(await receiveIds(redis), []);
});

test('a worker that is just answering is given a moment past the deadline', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  const turn = await take(t, redis);
  const [seconds] = await redis.run(client => client.time());
  await passDeadline(redis, 'm1', Number(seconds) * 1000 - 100);
  t.deepEqual(await reconcile(redis, {...options, graceMs: 60_000}), nothing);
  t.is(await finish(redis, options, turn, {status: 'done', text: 'just so'}), 'finished');
});

test('reconcile touches nothing that is fine', async t => {
  const {redis} = await testQueue(t);
  for (const id of ['running', 'behind', 'last']) await add(redis, id, 's1');
  for (const id of ['delayed', 'received', 'queued']) await add(redis, id);
  const [running, delayed] = await receive(redis, 'c1', 3);
  await begin(t, redis, running);
  await retry(redis, options, await begin(t, redis, delayed), new ChatError('agent_unavailable'));
  const before = await snapshot(redis);
  t.deepEqual(await reconcile(redis, options), nothing);
  t.deepEqual(await snapshot(redis), before);
});

test('reconcile leaves young messages alone', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await trim(redis);
  t.deepEqual(await reconcile(redis, {...options, minAgeMs: 10_000}), nothing);
  t.deepEqual(await receiveIds(redis), []);
});

test('a message that has ended, or is gone, is no longer counted as open', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await finish(redis, options, await take(t, redis), {status: 'done', text: 'yes'});
  await redis.run(client =>
    client.zAdd(
      keys.open,
      [1, 2].map(score => ({score, value: `m${score}`})),
    ),
  );
  t.deepEqual(await reconcile(redis, options), {...nothing, ended: 2});
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
  t.is((await types(redis, 'm1')).filter(type => type === 'message').length, 1);
});

test('a message that should be delayed, but is not any more, is queued again', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1');
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await redis.run(client => client.del(keys.delayed));
  t.deepEqual(await reconcile(redis, options), {...nothing, requeued: 1});
  t.deepEqual(await answerAll(t, redis), ['m1']);
});

test('two workers that reconcile at once queue nothing twice', async t => {
  const given = await testQueue(t);
  const {redis} = given;
  await announce(redis, 'a', 250); // so that all of them find place in the queue
  const ids = Array.from({length: 250}, (_, i) => `m${i}`);
  await Promise.all(ids.map(id => add(redis, id)));
  await trim(redis);
  const other = given.connect('other');
  await given.log.seen('redis.connected', {connection: 'other'});
  const sums = await Promise.all([redis, other, redis].map(by => reconcile(by, options)));
  t.is(
    sums.map(sum => sum.requeued).reduce((a, b) => a + b),
    ids.length,
  );
  t.is(await redis.run(client => client.xLen(keys.stream)), ids.length);
});
