import type {ExecutionContext} from 'ava';
import test from 'ava';
import type {StreamEntry} from '../../core/events/read.ts';
import {type Entry, parseEntry} from '../../core/fifo/entry.ts';
import {keys, senders} from '../../core/keys.ts';
import {type Letter, takeLetter} from '../../core/outbox/claim.ts';
import {outgoingKey} from '../../core/outbox/delivery.ts';
import {closeLetter} from '../../core/outbox/finish.ts';
import {holdLetter} from '../../core/outbox/heartbeat.ts';
import {markPiece} from '../../core/outbox/mark.ts';
import {notify} from '../../core/outbox/notify.ts';
import {promoteLetters} from '../../core/outbox/promote.ts';
import {readOutbox} from '../../core/outbox/read-outbox.ts';
import {reconcileLetters} from '../../core/outbox/reconcile.ts';
import {recordPiece} from '../../core/outbox/record.ts';
import {hear} from '../../core/outbox/record-status.ts';
import {postponeLetter} from '../../core/outbox/retry.ts';
import {finish} from '../../core/queue/finish.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {testLog} from '../helpers/log.ts';
import {answer, chat, deliveryOptions} from '../helpers/outbox.ts';
import {add, begin, options, receive, snapshot, testQueue} from '../helpers/queue.ts';

/** An empty outbox with its group. */
async function outbox(t: ExecutionContext): Promise<Redis> {
  const {redis} = await testQueue(t);
  await redis.run(client => client.xGroupCreate(keys.outbox, senders, '0', {MKSTREAM: true}));
  return redis;
}

async function letters(redis: Redis, consumer = 'c1'): Promise<Entry[]> {
  const reply: {messages: StreamEntry[]}[] | null = await redis.run(client =>
    client.xReadGroup(senders, consumer, {key: keys.outbox, id: '>'}, {COUNT: 100}),
  );
  return (reply?.[0]?.messages ?? []).flatMap(({id, message}) => parseEntry(id, message) ?? []);
}

async function take(t: ExecutionContext, redis: Redis, entry?: Entry, consumer = 'c1'): Promise<Letter> {
  const given = entry ?? (await letters(redis, consumer))[0];
  if (!given) throw t.fail('there is no letter');
  const taken = await takeLetter(redis, deliveryOptions, given, consumer);
  if (taken.status !== 'send') throw t.fail(taken.status);
  return taken.letter;
}

const steal = (redis: Redis, {entry}: Entry, consumer: string) =>
  redis.run(client => client.xClaim(keys.outbox, senders, consumer, 0, entry));

test('a reply is in the outbox with the end of its message, where it has somewhere to go', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  t.deepEqual(
    (await letters(redis)).map(({message, channel, session}) => ({message, channel, session})),
    [{message: 'm1', channel: 'whatsapp', session: chat(1).session}],
  );
  await add(redis, 'w1');
  const turn = await begin(t, redis, (await receive(redis))[0]);
  await finish(redis, options, turn, {status: 'done', text: 'to the widget'});
  t.deepEqual(await letters(redis), []);
});

test('the letters of a chat come one after the other', async t => {
  const redis = await outbox(t);
  for (const id of ['m1', 'm2', 'm3']) await answer(redis, id, 1, id);
  await answer(redis, 'other', 2, 'other');
  const first = await letters(redis);
  t.deepEqual(
    first.map(({message}) => message),
    ['m1', 'other'],
  );
  const letter = await take(t, redis, first[0]);
  t.is(await closeLetter(redis, deliveryOptions, letter), 'closed');
  t.is(await closeLetter(redis, deliveryOptions, letter), 'fenced');
  const next = await take(t, redis);
  t.is(next.message, 'm2');
  t.is(await postponeLetter(redis, deliveryOptions, next, 0, 'unsent'), 'postponed');
  t.deepEqual(await letters(redis), [], 'the one put aside keeps its place');
  t.is(await promoteLetters(redis, deliveryOptions), 1);
  t.is(await promoteLetters(redis, deliveryOptions), 0);
  t.deepEqual(
    (await letters(redis)).map(({message}) => message),
    ['m2'],
  );
});

test('an attempt that was overtaken may not mark, postpone, hold or close', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  await steal(redis, old, 'c2');
  t.is((await takeLetter(redis, deliveryOptions, old, 'c1')).status, 'lost');
  const current = await take(t, redis, old, 'c2');
  t.true(current.attempt > old.attempt);
  const before = await snapshot(redis);
  t.is(await markPiece(redis, deliveryOptions, old, 0, 'hello'), 'fenced');
  t.is(await postponeLetter(redis, deliveryOptions, old, 0, 'parked'), 'fenced');
  t.is(await holdLetter(redis, deliveryOptions, old), 'lost');
  t.is(await closeLetter(redis, deliveryOptions, old), 'fenced');
  t.deepEqual(await snapshot(redis), before);
  t.is(await holdLetter(redis, deliveryOptions, current), 'kept');
});

test('what has gone out is recorded by whoever knows, and is not marked again', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  t.is(await markPiece(redis, deliveryOptions, old, 0, 'hello'), 'marked');
  await steal(redis, old, 'c2');
  const current = await take(t, redis, old, 'c2');
  t.like(current.open, {piece: 0, tries: 1});
  t.like(await recordPiece(redis, deliveryOptions, old, 'hello', '3EB0A'), {status: 'recorded'});
  t.is(await markPiece(redis, deliveryOptions, current, 0, 'hello'), 'sent');
  t.like(await recordPiece(redis, deliveryOptions, old, 'hello', '3EB0B'), {status: 'ignored'});
});

test("a message of the provider's that is one piece is not taken for another", async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const first = await take(t, redis);
  await markPiece(redis, deliveryOptions, first, 0, 'hello');
  await recordPiece(redis, deliveryOptions, first, 'hello', '3EB0A');
  await closeLetter(redis, deliveryOptions, first);
  await answer(redis, 'm2', 1, 'hello');
  const second = await take(t, redis);
  await markPiece(redis, deliveryOptions, second, 0, 'hello');
  t.like(await recordPiece(redis, deliveryOptions, second, 'hello', '3EB0A'), {status: 'ignored'});
  t.like(await recordPiece(redis, deliveryOptions, second, 'other', '3EB0B'), {status: 'ignored'});
  t.like(await recordPiece(redis, deliveryOptions, second, 'hello', '3EB0B'), {status: 'recorded'});
});

test('an echo records the piece that is being sent in its chat, and nothing else', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  const echo = (chatName: string, text: string, providerId: string) =>
    hear({redis, log: testLog()}, deliveryOptions, 'whatsapp', {
      type: 'echo',
      account: 'acct1',
      chats: [chatName],
      text,
      providerId,
      atMs: Date.now(),
    });
  await echo('chat1', 'hello', '3EB0A');
  await markPiece(redis, deliveryOptions, letter, 0, 'hello');
  const before = await snapshot(redis);
  await echo('chat2', 'hello', '3EB0B');
  await echo('chat1', 'something else', '3EB0C');
  t.deepEqual(await snapshot(redis), before);
  await echo('chat1', 'hello ', '3EB0D');
  t.is(await markPiece(redis, deliveryOptions, letter, 0, 'hello'), 'sent');
});

test('a receipt never lowers a status, and may come before the record', async t => {
  const redis = await outbox(t);
  const key = outgoingKey('whatsapp', 'acct1', '3EB0A');
  const tell = (status: 'sent' | 'failed' | 'delivered' | 'read') =>
    hear({redis, log: testLog()}, deliveryOptions, 'whatsapp', {
      type: 'receipt',
      account: 'acct1',
      providerId: '3EB0A',
      status,
    });
  const known = () => redis.run(client => client.hGet(key, 'status'));
  await tell('sent');
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  await markPiece(redis, deliveryOptions, letter, 0, 'hello');
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
  const [one, two, three] = await letters(redis);
  const letter = await take(t, redis, one);
  t.is(await postponeLetter(redis, deliveryOptions, letter, 60_000, 'parked'), 'parked');
  t.is((await takeLetter(redis, deliveryOptions, two as Entry, 'c1')).status, 'parked');
  t.deepEqual(await readOutbox(redis), {waiting: 1, delayed: 2, parked: ['whatsapp acct1']});
  await redis.run(client => client.hSet(keys.parked, 'whatsapp acct1', 1));
  const probe = await take(t, redis, three);
  await markPiece(redis, deliveryOptions, probe, 0, 'hello');
  t.deepEqual(await recordPiece(redis, deliveryOptions, probe, 'hello', '3EB0A'), {
    status: 'recorded',
    resumed: true,
  });
  t.deepEqual((await readOutbox(redis)).parked, []);
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
  await closeLetter(redis, deliveryOptions, await take(t, redis));
  t.like(await take(t, redis), {text: 'Text, please', target});
});

test('nothing of a delivery stays for ever', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const letter = await take(t, redis);
  await markPiece(redis, deliveryOptions, letter, 0, 'hello');
  await recordPiece(redis, deliveryOptions, letter, 'hello', '3EB0A');
  await hear({redis, log: testLog()}, deliveryOptions, 'whatsapp', {
    type: 'connection',
    account: 'acct1',
    state: 'open',
  });
  await answer(redis, 'm2', 1, 'hello');
  const lasting: string[] = [];
  for (const key of await redis.run(client => client.keys('*'))) {
    if ((await redis.run(client => client.pTTL(key))) < 0) lasting.push(key);
  }
  t.deepEqual(lasting.sort(), [keys.wake, keys.stream, keys.outbox, keys.letterPlaces].sort());
});

test('a letter whose text has expired makes way', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  await answer(redis, 'm2', 1, 'again');
  await redis.run(client => client.del(keys.message('m1')));
  const [entry] = await letters(redis);
  t.is((await takeLetter(redis, deliveryOptions, entry as Entry, 'c1')).status, 'ended');
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
  const [first] = await letters(redis);
  await redis.run(client => client.xDel(keys.outbox, first?.entry ?? ''));
  t.is(await reconcileLetters(redis, looking), 1);
  t.is(await reconcileLetters(redis, looking), 0);
  const again = await take(t, redis);
  t.is(again.message, 'm1');
  await closeLetter(redis, deliveryOptions, again);
  t.is((await take(t, redis)).message, 'm2');
});

test('a letter put again while it was being sent is known by its delivery, and the first sender is fenced', async t => {
  const redis = await outbox(t);
  await answer(redis, 'm1', 1, 'hello');
  const old = await take(t, redis);
  await markPiece(redis, deliveryOptions, old, 0, 'hello');
  await trim(redis);
  t.is(await reconcileLetters(redis, looking), 1);
  const current = await take(t, redis);
  t.like(current.open, {piece: 0, tries: 1});
  t.is(await closeLetter(redis, deliveryOptions, old), 'fenced');
  t.is(await closeLetter(redis, deliveryOptions, current), 'closed');
  t.is(await redis.run(client => client.exists(keys.letterPlaces)), 0);
});

test('a letter put again that its first sender still finished is not sent twice', async t => {
  const redis = await outbox(t);
  for (const id of ['m1', 'm2']) await answer(redis, id, 1, id);
  const old = await take(t, redis);
  await trim(redis);
  t.is(await reconcileLetters(redis, looking), 1);
  t.is(await closeLetter(redis, deliveryOptions, old), 'closed');
  const [again, next, ...others] = await letters(redis);
  t.deepEqual(others, []);
  t.is((await takeLetter(redis, deliveryOptions, again as Entry, 'c1')).status, 'ended');
  t.is((await take(t, redis, next)).message, 'm2');
});

test('letters that wait, are delayed, or are young are left alone', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2, 3]) await answer(redis, `m${number}`, number, 'hello');
  const [held, delayed] = await letters(redis);
  await take(t, redis, held);
  await postponeLetter(redis, deliveryOptions, await take(t, redis, delayed), 60_000, 'unsent');
  await answer(redis, 'm4', 4, 'hello');
  const before = await snapshot(redis);
  t.is(await reconcileLetters(redis, looking), 0);
  t.deepEqual(await snapshot(redis), before);
  await trim(redis);
  t.is(await reconcileLetters(redis, {...looking, minAgeMs: 60_000}), 0);
  t.is(await reconcileLetters(redis, looking), 3, 'all but the delayed one');
});

test('a delayed letter that is not delayed any more is put again; a chat without letters is forgotten', async t => {
  const redis = await outbox(t);
  for (const number of [1, 2]) await answer(redis, `m${number}`, number, 'hello');
  const [one, two] = await letters(redis);
  for (const letter of [one, two]) {
    await postponeLetter(redis, deliveryOptions, await take(t, redis, letter), 60_000, 'unsent');
  }
  const {channel, session} = chat(2);
  await redis.run(client => client.del([keys.outboxDelayed, keys.letters(channel, session)]));
  t.is(await reconcileLetters(redis, looking), 1);
  t.is((await take(t, redis)).message, 'm1');
  t.is(await redis.run(client => client.hLen(keys.letterPlaces)), 1);
});

test('two workers that look after 300 chats at once put each letter once', async t => {
  const redis = await outbox(t);
  const numbers = Array.from({length: 300}, (_, i) => i);
  for (const number of numbers) await answer(redis, `m${number}`, number, 'hello');
  await trim(redis);
  const counts = await Promise.all([redis, redis].map(by => reconcileLetters(by, looking)));
  t.is(
    counts.reduce((sum, count) => sum + count),
    300,
  );
  t.is(await redis.run(client => client.xLen(keys.outbox)), 300);
});
