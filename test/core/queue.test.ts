import {readMessage} from '../../core/events/read.ts';
import type {Entry} from '../../core/fifo/entry.ts';
import {heartbeat} from '../../core/fifo/heartbeat.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {append, reset} from '../../core/queue/append.ts';
import {claim} from '../../core/queue/claim.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {messages} from '../../core/queue/messages.ts';
import type {Redis} from '../../core/redis/connection.ts';
import * as helpers from '../helpers/queue.ts';
import {begin, message, receive, steal, testQueue, types} from '../helpers/queue.ts';
import {dump, openedMessage} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const limits = {...helpers.limits, queueMaxLength: 5, sessionMaxLength: 3};
const options = {...helpers.options, maxAttempts: 2};

async function queue(t: ExecutionContext): Promise<Redis> {
  return (await testQueue(t)).redis;
}

test('enqueue writes hash, first event, transcript and queue entry', async t => {
  const redis = await queue(t);
  t.like(await enqueue(redis, limits, message('m1', {user: 'u', metadata: {page: '/'}})), {
    status: 'queued',
    before: 0,
    id: 'm1',
    session: 's1',
  });
  const hash = await openedMessage(redis, 'm1');
  t.like(hash, {
    status: 'queued',
    channel: 'widget',
    session: 's1',
    text: 'text of m1',
    clinic: 'demo',
    user: 'u',
  });
  t.deepEqual(await types(redis, 'm1'), ['queued']);
  t.is(await redis.run(client => client.xLen(keys.transcript('widget', 's1'))), 1);
  const [entry] = await receive(redis);
  t.like(entry, {message: 'm1', channel: 'widget', session: 's1'});
});

test('enqueue leaves no key without an expiry, but for the few that stay', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1', {idempotency: {key: 'k', scope: 's1', payload: 1}}));
  const [entry] = await receive(redis);
  await finish(redis, options, await begin(t, redis, entry), {status: 'done', text: 'yes'});
  for (const key of await dump(redis)) {
    if (key === keys.stream || key === keys.open || key === keys.wake || key === keys.widgetStats) continue;
    if (key === keys.recent) continue; // see `forgetExpired`
    t.true((await redis.run(client => client.pTTL(key))) > 0, key);
  }
});

test('enqueue takes a repeated key with the same payload for the same message', async t => {
  const redis = await queue(t);
  const idempotency = {key: 'k1', scope: 's1', payload: {text: 'hello', metadata: {a: 1, b: 2}}};
  await enqueue(redis, limits, message('m1', {idempotency}));
  const again = {...idempotency, payload: {metadata: {b: 2, a: 1}, text: 'hello'}};
  t.like(await enqueue(redis, limits, message('m2', {session: 's2', idempotency: again})), {
    status: 'repeated',
    id: 'm1',
    session: 's1',
  });
  t.is((await receive(redis)).length, 1);
  t.is(await readMessage(redis, 'm2'), null);
});

test('enqueue refuses a repeated key with another payload', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1', {idempotency: {key: 'k1', scope: 's1', payload: 'a'}}));
  const before = await dump(redis);
  const other = {key: 'k1', scope: 's1', payload: 'b'};
  t.deepEqual(await enqueue(redis, limits, message('m2', {idempotency: other})), {status: 'conflict'});
  t.deepEqual(await dump(redis), before);
});

test('enqueue keeps the same key of two scopes and two channels apart', async t => {
  const redis = await queue(t);
  const keyed = (scope: string) => ({key: 'k1', scope, payload: 'a'});
  await enqueue(redis, limits, message('m1', {idempotency: keyed('s1')}));
  const second = await enqueue(redis, limits, message('m2', {session: 's2', idempotency: keyed('s2')}));
  const third = await enqueue(redis, limits, message('m3', {channel: 'legacy', idempotency: keyed('s1')}));
  t.is(second.status, 'queued');
  t.is(third.status, 'queued');
});

test('enqueue refuses what is over the backlog and over the turns of a session, and writes nothing', async t => {
  const redis = await queue(t);
  for (const id of ['m1', 'm2', 'm3']) await enqueue(redis, limits, message(id));
  const before = await dump(redis);
  t.deepEqual(await enqueue(redis, limits, message('m4')), {status: 'busy', waiting: 3});
  t.deepEqual(await dump(redis), before);
  for (const id of ['m5', 'm6']) await enqueue(redis, limits, message(id, {session: id}));
  t.deepEqual(await enqueue(redis, limits, message('m7', {session: 'm7'})), {
    status: 'overloaded',
    waiting: 5,
  });
});

test('a session has one turn in the queue at a time, in the order of acceptance', async t => {
  const redis = await queue(t);
  for (const id of ['m1', 'm2', 'm3']) await enqueue(redis, limits, message(id));
  await enqueue(redis, limits, message('other', {session: 's2'}));
  const answered: string[] = [];
  for (let entries = await receive(redis); entries.length > 0; entries = await receive(redis)) {
    answered.push(entries.map(entry => entry.message).join('+'));
    for (const entry of entries) {
      await finish(redis, options, await begin(t, redis, entry), {status: 'done', text: 'yes'});
    }
  }
  t.deepEqual(answered, ['m1+other', 'm2', 'm3']);
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
  t.false((await dump(redis)).includes(keys.turns('widget', 's1')));
});

test('claim begins attempts with rising numbers, and a reset after words were streamed', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const [entry] = (await receive(redis)) as [Entry];
  const first = await begin(t, redis, entry);
  t.like(first, {attempt: 1, text: 'text of m1', clinic: 'demo', metadata: {}});
  await append(redis, first, 1, 'Hel');
  await steal(redis, entry, 'c2');
  const second = await begin(t, redis, entry, 'c2');
  t.is(second.attempt, 2);
  t.deepEqual(await types(redis, 'm1'), ['queued', 'processing', 'delta', 'reset', 'processing']);
});

test('claim is lost for a consumer that does not hold the entry', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const [entry] = (await receive(redis)) as [Entry];
  await steal(redis, entry, 'c2');
  t.deepEqual(await claim(redis, options, entry, 'c1'), {status: 'lost'});
});

test('claim drops the entry of a message that is gone, and passes the turn on', async t => {
  const redis = await queue(t);
  for (const id of ['m1', 'm2']) await enqueue(redis, limits, message(id));
  await redis.run(client => client.del(keys.message('m1')));
  const [entry] = (await receive(redis)) as [Entry];
  t.deepEqual(await claim(redis, options, entry, 'c1'), {status: 'ended'});
  t.deepEqual(
    (await receive(redis)).map(({message}) => message),
    ['m2'],
  );
});

test('claim gives a message up whose attempts are spent, with a dead letter, and passes the turn on', async t => {
  const redis = await queue(t);
  for (const id of ['m1', 'm2']) await enqueue(redis, limits, message(id));
  const [entry] = (await receive(redis)) as [Entry];
  for (let attempt = 1; attempt <= options.maxAttempts; attempt++) await begin(t, redis, entry);
  t.deepEqual(await claim(redis, options, entry, 'c1'), {status: 'spent'});
  t.like(await readMessage(redis, 'm1'), {status: 'failed'});
  t.is((await types(redis, 'm1')).at(-1), 'error');
  t.is(await redis.run(client => client.xLen(keys.dead)), 1);
  t.deepEqual(
    (await receive(redis)).map(({message}) => message),
    ['m2'],
  );
});

test('an attempt that was overtaken writes nothing any more', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const [entry] = (await receive(redis)) as [Entry];
  const first = await begin(t, redis, entry);
  await steal(redis, entry, 'c2');
  const second = await begin(t, redis, entry, 'c2');
  const before = await types(redis, 'm1');
  t.is(await append(redis, first, 1, 'late'), 'fenced');
  t.is(await heartbeat(redis, messages, first), 'lost');
  t.is(await finish(redis, options, first, {status: 'done', text: 'late'}), 'fenced');
  t.deepEqual(await types(redis, 'm1'), before);
  t.is(await heartbeat(redis, messages, second), 'kept');
  t.is(await finish(redis, options, second, {status: 'done', text: 'right'}), 'finished');
  t.is(await finish(redis, options, second, {status: 'done', text: 'twice'}), 'fenced');
  t.is((await types(redis, 'm1')).filter(type => type === 'message').length, 1);
});

test('append repeated after a lost answer adds the piece once', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const turn = await begin(t, redis, ((await receive(redis)) as [Entry])[0]);
  await append(redis, turn, 1, 'a');
  await append(redis, turn, 1, 'a');
  await append(redis, turn, 2, 'b');
  t.deepEqual(await types(redis, 'm1'), ['queued', 'processing', 'delta', 'delta']);
});

test('a reset takes back the words of its own attempt, once, and the next attempt has none to take back', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const [entry] = (await receive(redis)) as [Entry];
  const first = await begin(t, redis, entry);
  await append(redis, first, 1, 'Hel');
  for (const _ of [1, 2]) t.is(await append(redis, first, 2, reset), 'appended');
  await steal(redis, entry, 'c2');
  const second = await begin(t, redis, entry, 'c2');
  t.is(await append(redis, first, 3, reset), 'fenced');
  const before = ['queued', 'processing', 'delta', 'reset', 'processing'];
  t.deepEqual(await types(redis, 'm1'), before);
  await append(redis, second, 1, 'a');
  await append(redis, second, 2, reset);
  await append(redis, second, 3, 'b');
  await steal(redis, entry, 'c1');
  await begin(t, redis, entry);
  const all = [...before, 'delta', 'reset', 'delta', 'reset', 'processing'];
  t.deepEqual(await types(redis, 'm1'), all);
});

test('beat keeps the entry from being taken for abandoned', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const [entry] = (await receive(redis)) as [Entry];
  const turn = await begin(t, redis, entry);
  await redis.run(client =>
    client.sendCommand(['XCLAIM', keys.stream, group, 'c1', '0', entry.entryId, 'IDLE', '60000', 'JUSTID']),
  );
  await heartbeat(redis, messages, turn);
  const taken = await redis.run(client => client.xAutoClaim(keys.stream, group, 'c2', 30_000, '0-0'));
  t.is(taken.messages.length, 0);
});

test('a message is answered from its hash once the result stream has expired', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  const turn = await begin(t, redis, ((await receive(redis)) as [Entry])[0]);
  await append(redis, turn, 1, 'We are ');
  await finish(redis, options, turn, {status: 'done', text: 'We are open.'});
  const before = await readMessage(redis, 'm1');
  await redis.run(client => client.del(keys.events('m1')));
  const after = await readMessage(redis, 'm1');
  t.deepEqual(after?.events, before?.events.slice(-1));
  t.like(after, {status: 'done', createdAt: before?.createdAt});
});

test('scripts go on after SCRIPT FLUSH', async t => {
  const redis = await queue(t);
  await enqueue(redis, limits, message('m1'));
  await redis.run(client => client.scriptFlush());
  t.is((await enqueue(redis, limits, message('m2'))).status, 'queued');
});
