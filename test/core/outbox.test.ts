import type {ExecutionContext} from 'ava';
import {receive as receiveSaid} from '../../core/channels/hearing/receive.ts';
import {recordStatus} from '../../core/channels/hearing/record-status.ts';
import {type Entry, parseEntry} from '../../core/fifo/entry.ts';
import {heartbeat} from '../../core/fifo/heartbeat.ts';
import {promote} from '../../core/fifo/promote.ts';
import {keys, senders} from '../../core/keys.ts';
import {claimDelivery} from '../../core/outbox/claim.ts';
import {type Delivery, deliveries as outboxFifo, outgoingKey} from '../../core/outbox/delivery.ts';
import {finishDelivery} from '../../core/outbox/finish.ts';
import {notify} from '../../core/outbox/notify.ts';
import {readOutbox} from '../../core/outbox/read-outbox.ts';
import {reconcileDeliveries} from '../../core/outbox/reconcile.ts';
import {recordPiece} from '../../core/outbox/record.ts';
import {retryDelivery} from '../../core/outbox/retry.ts';
import {finish} from '../../core/queue/finish.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {StreamEntry} from '../../core/redis/replies.ts';
import {testLog} from '../helpers/log.ts';
import {answer, chat, deliveryOptions, mark, sent} from '../helpers/outbox.ts';
import {add, begin, options, receive, snapshot, testQueue} from '../helpers/queue.ts';
import {receiveDeps, saying} from '../helpers/receive.ts';
import {test} from '../helpers/test.ts';

/** An empty outbox with its group. */
async function outbox(t: ExecutionContext): Promise<Redis> {
  const {redis} = await testQueue(t);
  await redis.run(client => client.xGroupCreate(keys.outbox, senders, '0', {MKSTREAM: true}));
  return redis;
}

async function deliveries(redis: Redis, consumer = 'c1'): Promise<Entry[]> {
  const reply: {messages: StreamEntry[]}[] | null = await redis.run(client =>
    client.xReadGroup(senders, consumer, {key: keys.outbox, id: '>'}, {COUNT: 100}),
  );
  return (reply?.[0]?.messages ?? []).flatMap(({id, message}) => parseEntry(id, message) ?? []);
}

async function take(t: ExecutionContext, redis: Redis, entry?: Entry, consumer = 'c1'): Promise<Delivery> {
  const given = entry ?? (await deliveries(redis, consumer))[0];
  if (!given) throw t.fail('there is no delivery');
  const taken = await claimDelivery(redis, deliveryOptions, given, consumer);
  if (taken.status !== 'send') throw t.fail(taken.status);
  return taken.delivery;
}

const steal = (redis: Redis, {entryId}: Entry, consumer: string) =>
  redis.run(client => client.xClaim(keys.outbox, senders, consumer, 0, entryId));

test('a reply is in the outbox with the end of its message, where it has somewhere to go', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  t.deepEqual(
    (await deliveries(redis)).map(({message, channel, session}) => ({message, channel, session})),
    [{message: 'm1', channel: 'whatsapp', session: chat(1).session}],
  );
  await add(redis, 'w1');
  const turn = await begin(t, redis, (await receive(redis))[0]);
  await finish(redis, options, turn, {status: 'done', text: 'to the widget'});
  t.deepEqual(await deliveries(redis), []);
});

test('the deliveries of a chat come one after the other', async t => {
  const redis = await outbox(t);
  for (const id of ['m1', 'm2', 'm3']) await answer(redis, id, 1, id);
  await answer(redis, 'other', 2, 'other');
  const first = await deliveries(redis);
  t.deepEqual(
    first.map(({message}) => message),
    ['m1', 'other'],
  );
  const letter = await take(t, redis, first[0]);
  t.is(await finishDelivery(redis, deliveryOptions, letter, sent), 'finished');
  t.is(await finishDelivery(redis, deliveryOptions, letter, sent), 'fenced');
  const next = await take(t, redis);
  t.is(next.message, 'm2');
  t.is(await retryDelivery(redis, deliveryOptions, next, {afterMs: 0, reason: 'unsent'}), 'delayed');
  t.deepEqual(await deliveries(redis), [], 'the one put aside keeps its turn');
  t.is(await promote(redis, outboxFifo, deliveryOptions.resultTtlMs), 1);
  t.is(await promote(redis, outboxFifo, deliveryOptions.resultTtlMs), 0);
  t.deepEqual(
    (await deliveries(redis)).map(({message}) => message),
    ['m2'],
  );
});

test('an attempt that was overtaken may not mark, retry, keep or finish', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  await steal(redis, old, 'c2');
  t.is((await claimDelivery(redis, deliveryOptions, old, 'c1')).status, 'lost');
  const current = await take(t, redis, old, 'c2');
  t.true(current.attempt > old.attempt);
  const before = await snapshot(redis);
  t.is(await mark(redis, old), 'fenced');
  t.is(await retryDelivery(redis, deliveryOptions, old, {afterMs: 0, reason: 'parked'}), 'fenced');
  t.is(await heartbeat(redis, outboxFifo, old), 'lost');
  t.is(await finishDelivery(redis, deliveryOptions, old, sent), 'fenced');
  t.deepEqual(await snapshot(redis), before);
  t.is(await heartbeat(redis, outboxFifo, current), 'kept');
});

test('what has gone out is recorded by whoever knows, and is not marked again', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  t.is(await mark(redis, old), 'marked');
  await steal(redis, old, 'c2');
  const current = await take(t, redis, old, 'c2');
  t.like(current.open, {piece: 0, tries: 1});
  t.like(await recordPiece(redis, deliveryOptions, old, 'hello', '3EB0A'), {status: 'recorded'});
  t.is(await mark(redis, current), 'sent');
  t.like(await recordPiece(redis, deliveryOptions, old, 'hello', '3EB0B'), {status: 'ignored'});
});

test("a message of the provider's that is one piece is not taken for another", async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const first = await take(t, redis);
  await mark(redis, first);
  await recordPiece(redis, deliveryOptions, first, 'hello', '3EB0A');
  await finishDelivery(redis, deliveryOptions, first, sent);
  await answer(redis, 'm2', 1, 'hello');
  const second = await take(t, redis);
  await mark(redis, second);
  t.like(await recordPiece(redis, deliveryOptions, second, 'hello', '3EB0A'), {status: 'ignored'});
  t.like(await recordPiece(redis, deliveryOptions, second, 'other', '3EB0B'), {status: 'ignored'});
  t.like(await recordPiece(redis, deliveryOptions, second, 'hello', '3EB0B'), {status: 'recorded'});
});

test('an echo records the piece that is being sent in its chat, and nothing else', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  const echo = (chatName: string, text: string, providerId: string) =>
    receiveSaid(receiveDeps(redis), 'whatsapp', {
      type: 'own',
      by: 'program',
      message: saying([chatName], text, providerId, {account: 'acct1'}),
    });
  const sentOf = () => redis.run(client => client.hGet(keys.delivery('m1'), 'sent'));
  await echo('chat1', 'hello', '3EB0A');
  await mark(redis, letter);
  await echo('chat2', 'hello', '3EB0B');
  await echo('chat1', 'something else', '3EB0C');
  t.is(await sentOf(), null);
  await echo('chat1', 'hello ', '3EB0D');
  t.is(await mark(redis, letter), 'sent');
});

test('a receipt never lowers a status, and may come before the record', async t => {
  const redis = await outbox(t);
  const key = outgoingKey('whatsapp', 'acct1', '3EB0A');
  const tell = (status: 'sent' | 'failed' | 'delivered' | 'read') =>
    recordStatus({redis, log: testLog()}, 'whatsapp', {
      type: 'receipt',
      account: 'acct1',
      providerId: '3EB0A',
      status,
    });
  const known = () => redis.run(client => client.hGet(key, 'status'));
  await tell('sent');
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  await mark(redis, letter);
  await recordPiece(redis, deliveryOptions, letter, 'hello', '3EB0A');
  t.is(await known(), 'sent');
  await tell('failed');
  t.is(await known(), 'failed');
  await tell('sent');
  t.is(await known(), 'failed');
  await tell('read');
  await tell('delivered');
  await tell('failed');
  t.is(await known(), 'read');
});

test('a parked account is tried by one letter at a time', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2, 3]) await answer(redis, `m${number}`, number, 'hello');
  const [one, two, three] = await deliveries(redis);
  const letter = await take(t, redis, one);
  t.is(await retryDelivery(redis, deliveryOptions, letter, {afterMs: 60_000, reason: 'parked'}), 'parked');
  t.is((await claimDelivery(redis, deliveryOptions, two as Entry, 'c1')).status, 'parked');
  t.like(await readOutbox(redis), {waiting: 1, delayed: 2, parked: ['whatsapp acct1']});
  await redis.run(client => client.hSet(keys.parked, 'whatsapp acct1', 1));
  const probe = await take(t, redis, three);
  await mark(redis, probe);
  t.deepEqual(await recordPiece(redis, deliveryOptions, probe, 'hello', '3EB0A'), {
    status: 'recorded',
    resumed: true,
  });
  t.deepEqual((await readOutbox(redis)).parked, []);
});

test('what insists is tried through a parked account too', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2]) await answer(redis, `m${number}`, number, 'hello');
  const [one, two] = await deliveries(redis);
  const letter = await take(t, redis, one);
  t.is(await retryDelivery(redis, deliveryOptions, letter, {afterMs: 60_000, reason: 'away'}), 'parked');
  await redis.run(client => client.hSet(keys.message('m2'), 'insists', '1'));
  t.is((await claimDelivery(redis, deliveryOptions, two as Entry, 'c1')).status, 'send');
});

test('a notice is said once in a while, in order with the replies of its chat', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const {channel, session, target = ''} = chat(1);
  const notice = {
    channel,
    session,
    target,
    clinic: 'demo',
    text: 'Text, please',
    key: 'text',
    everyMs: 60_000,
  };
  t.is(await notify(redis, deliveryOptions, notice), 'noted');
  t.is(await notify(redis, deliveryOptions, notice), 'repeated');
  await finishDelivery(redis, deliveryOptions, await take(t, redis), sent);
  t.like(await take(t, redis), {text: 'Text, please', target});
});

test('nothing of a delivery stays for ever', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  await mark(redis, letter);
  await recordPiece(redis, deliveryOptions, letter, 'hello', '3EB0A');
  await recordStatus({redis, log: testLog()}, 'whatsapp', {
    type: 'connection',
    account: 'acct1',
    state: 'open',
  });
  await answer(redis, 'm2', 1, 'hello');
  const lasting: string[] = [];
  for (const key of await redis.run(client => client.keys('*'))) {
    if ((await redis.run(client => client.pTTL(key))) < 0) lasting.push(key);
  }
  t.deepEqual(lasting.sort(), [keys.wake, keys.stream, keys.outbox, keys.deliveryHeads, keys.recent].sort());
});

test('a letter whose text has expired makes way', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  await answer(redis, 'm2', 1, 'again');
  await redis.run(client => client.del(keys.message('m1')));
  const [entry] = await deliveries(redis);
  t.is((await claimDelivery(redis, deliveryOptions, entry as Entry, 'c1')).status, 'ended');
  t.is((await take(t, redis)).message, 'm2');
});

// Ages are counted from the last full second: so a letter of this moment is looked after, too.
const looking = {...deliveryOptions, minAgeMs: -1000};

async function trim(redis: Redis): Promise<void> {
  await redis.run(client => client.xTrim(keys.outbox, 'MAXLEN', 0));
}

test('a letter whose entry was deleted is put again, and those behind it follow', async t => {
  const redis = await outbox(t);
  for (const id of ['m1', 'm2']) await answer(redis, id, 1, id);
  await answer(redis, 'other', 2, 'other');
  const [first] = await deliveries(redis);
  await redis.run(client => client.xDel(keys.outbox, first?.entryId ?? ''));
  t.is(await reconcileDeliveries(redis, looking), 1);
  t.is(await reconcileDeliveries(redis, looking), 0);
  const again = await take(t, redis);
  t.is(again.message, 'm1');
  await finishDelivery(redis, deliveryOptions, again, sent);
  t.is((await take(t, redis)).message, 'm2');
});

test('a letter put again while it was being sent is known by its delivery, and the first sender is fenced', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  await mark(redis, old);
  await trim(redis);
  t.is(await reconcileDeliveries(redis, looking), 1);
  const current = await take(t, redis);
  t.like(current.open, {piece: 0, tries: 1});
  t.is(await finishDelivery(redis, deliveryOptions, old, sent), 'fenced');
  t.is(await finishDelivery(redis, deliveryOptions, current, sent), 'finished');
  t.is(await redis.run(client => client.exists(keys.deliveryHeads)), 0);
});

test('a letter put again that its first sender still finished is not sent twice', async t => {
  const redis = await outbox(t);
  for (const id of ['m1', 'm2']) await answer(redis, id, 1, id);
  const old = await take(t, redis);
  await trim(redis);
  t.is(await reconcileDeliveries(redis, looking), 1);
  t.is(await finishDelivery(redis, deliveryOptions, old, sent), 'finished');
  const [next, ...others] = await deliveries(redis);
  t.deepEqual(others, [], 'the entry that was put again has gone with it');
  t.is((await take(t, redis, next)).message, 'm2');
});

test('letters that wait, are delayed, or are young are left alone', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2, 3]) await answer(redis, `m${number}`, number, 'hello');
  const [held, delayed] = await deliveries(redis);
  await take(t, redis, held);
  await retryDelivery(redis, deliveryOptions, await take(t, redis, delayed), {
    afterMs: 60_000,
    reason: 'unsent',
  });
  await answer(redis, 'm4', 4, 'hello');
  const before = await snapshot(redis);
  t.is(await reconcileDeliveries(redis, looking), 0);
  t.deepEqual(await snapshot(redis), before);
  await trim(redis);
  t.is(await reconcileDeliveries(redis, {...looking, minAgeMs: 60_000}), 0);
  t.is(await reconcileDeliveries(redis, looking), 3, 'all but the delayed one');
});

test('a delayed letter that is not delayed any more is put again; a chat without letters is forgotten', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2]) await answer(redis, `m${number}`, number, 'hello');
  const [one, two] = await deliveries(redis);
  for (const letter of [one, two]) {
    await retryDelivery(redis, deliveryOptions, await take(t, redis, letter), {
      afterMs: 60_000,
      reason: 'unsent',
    });
  }
  const {channel, session} = chat(2);
  await redis.run(client => client.del([keys.outboxDelayed, keys.deliveries(channel, session)]));
  t.is(await reconcileDeliveries(redis, looking), 1);
  t.is((await take(t, redis)).message, 'm1');
  t.is(await redis.run(client => client.hLen(keys.deliveryHeads)), 1);
});

test('two workers that look after 300 chats at once put each letter once', async t => {
  const redis = await outbox(t);
  const numbers = Array.from({length: 300}, (_, i) => i);
  for (const number of numbers) await answer(redis, `m${number}`, number, 'hello');
  await trim(redis);
  const counts = await Promise.all([redis, redis].map(by => reconcileDeliveries(by, looking)));
  t.is(
    counts.reduce((sum, count) => sum + count),
    300,
  );
  t.is(await redis.run(client => client.xLen(keys.outbox)), 300);
});
