import {recordStatus} from '../../core/channels/hearing/record-status.ts';
import {readInstances} from '../../core/channels/whatsapp/read-instances.ts';
import {parseEntry} from '../../core/fifo/entry.ts';
import {keys} from '../../core/keys.ts';
import {claimDelivery} from '../../core/outbox/claim.ts';
import {outgoingKey} from '../../core/outbox/delivery.ts';
import {readOutbox} from '../../core/outbox/read-outbox.ts';
import {finish} from '../../core/queue/finish.ts';
import {
  answer,
  ask,
  chat,
  deliveryOptions,
  deliveryStatus,
  ended,
  isEmpty,
  mark,
  reply,
  testOutbox,
} from '../helpers/outbox.ts';
import {options, take} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a reply goes to the chat that asked, once', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  await answer(redis, 'm1', 1, 'We open at **nine**.');
  await ended(redis, 'm1');
  t.deepEqual(
    evolution.sent.map(({instance, number, text, quoted}) => ({instance, number, text, quoted})),
    [{instance: 'acct1', number: chat(1).target, text: 'We open at *nine*.', quoted: undefined}],
  );
  t.true(await isEmpty(redis));
  t.false(JSON.stringify(log.lines).includes('1555010'), 'no number is in the log');
});

test('the apology for a message that failed is delivered as well', async t => {
  const {redis, evolution} = await testOutbox(t);
  await ask(redis, 'm1', 1);
  const turn = await take(t, redis);
  await finish(redis, options, turn, {status: 'failed', code: 'agent_refused'});
  await ended(redis, 'm1');
  t.deepEqual(evolution.textsTo(chat(1).target ?? ''), ['The assistant cannot answer this.']);
});

test('the replies of a chat leave in their order, while chats do not wait for each other', async t => {
  const {redis, evolution} = await testOutbox(t, {sendMs: 5});
  const chats = [1, 2, 3, 4];
  evolution.faults.push('offline', 'failed_before_sending', 'offline');
  for (let n = 0; n < 5; n++) {
    for (const number of chats) await answer(redis, `m${number}-${n}`, number, `text ${n}`);
  }
  for (const number of chats) await ended(redis, `m${number}-4`);
  for (const number of chats) {
    const {target = ''} = chat(number);
    t.deepEqual(evolution.textsTo(target), ['text 0', 'text 1', 'text 2', 'text 3', 'text 4']);
  }
});

test('a long reply leaves in pieces, and after a fault only what is missing leaves again', async t => {
  const {redis, evolution} = await testOutbox(t);
  const sentence = `Word ${'word '.repeat(199).trim()}.`;
  evolution.faults.push(undefined, 'offline', undefined, 'answer_lost');
  await answer(redis, 'm1', 1, Array.from({length: 10}, (_, i) => sentence.replace('.', ` ${i}.`)).join(' '));
  await ended(redis, 'm1');
  const texts = evolution.sent.map(({text}) => text);
  t.is(texts.length, 4);
  t.true(texts.every(text => text.length <= 4000 && text.endsWith('.')));
  t.deepEqual(texts.join(' ').match(/\d/g)?.join(''), '0123456789');
});

test('the message answered is quoted where others came in after it', async t => {
  const {redis, evolution} = await testOutbox(t);
  await ask(redis, 'm1', 1);
  await ask(redis, 'm2', 1);
  await reply(redis, 'first');
  await reply(redis, 'second');
  await ended(redis, 'm2');
  t.deepEqual(
    evolution.sent.map(({text, quoted}) => [text, quoted]),
    [
      ['first', '3Am1'],
      ['second', undefined],
    ],
  );
});

test('while Evolution is away nothing is lost, and afterwards all leaves in its order', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  evolution.states.set('acct1', 'close');
  for (let n = 0; n < 5; n++) await answer(redis, `m${n}`, n % 2, `text ${n}`);
  await until(() => evolution.calls >= 6);
  t.is(evolution.sent.length, 0);
  evolution.states.set('acct1', 'open');
  await Promise.all([ended(redis, 'm3'), ended(redis, 'm4')]);
  t.deepEqual(evolution.textsTo(chat(0).target ?? ''), ['text 0', 'text 2', 'text 4']);
  t.deepEqual(evolution.textsTo(chat(1).target ?? ''), ['text 1', 'text 3']);
  t.false(log.lines.some(line => line.msg === 'outbox.parked'));
});

test('without a licence the account is parked, one letter in a while tries, and then all leave', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  evolution.licensed = false;
  await answer(redis, 'm0', 0, 'text 0');
  const line = await log.seen('outbox.parked', {instance: 'acct1', reason: 'license_required'});
  t.is(line.level, 'error');
  t.deepEqual((await readOutbox(redis)).parked, ['whatsapp acct1']);
  for (let n = 1; n < 20; n++) await answer(redis, `m${n}`, n, `text ${n}`);
  await until(async () => (await readOutbox(redis)).delayed === 20);
  t.is(evolution.calls, 0, 'the gate stands before the route');
  evolution.licensed = true;
  await log.seen('outbox.resumed', {instance: 'acct1'});
  for (let n = 0; n < 20; n++) await ended(redis, `m${n}`);
  t.is(evolution.sent.length, 20);
  t.deepEqual((await readOutbox(redis)).parked, []);
  t.is(log.lines.filter(one => one.msg === 'outbox.parked').length, 1);
});

test('receipts raise the status of what was sent, also those that are faster than the answer', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1');
  const {id: providerId = ''} = evolution.sent[0] ?? {};
  const tell = (status: 'sent' | 'failed' | 'delivered' | 'read') =>
    recordStatus({redis, log}, 'whatsapp', {
      type: 'receipt',
      account: 'acct1',
      providerId,
      status,
    });
  const known = () => redis.run(client => client.hGetAll(outgoingKey('whatsapp', 'acct1', providerId)));
  t.is((await known())['status'], 'pending');
  await tell('read');
  await tell('delivered');
  await tell('failed');
  t.like(await known(), {status: 'read', piece: 'm1 0'});
});

test('a sender that dies at the call is replaced, and the reply goes out once', async t => {
  const {redis, evolution, startSender} = await testOutbox(t, {idle: true});
  await redis.run(client => client.xGroupCreate(keys.outbox, 'senders', '0', {MKSTREAM: true}));
  await answer(redis, 'm1', 1, 'hello');
  // What a worker does before its call, after which this one is no more.
  const read = await redis.run(client =>
    client.xReadGroup('senders', 'dead', {key: keys.outbox, id: '>'}, {COUNT: 1}),
  );
  const [first] = read?.[0]?.messages ?? [];
  const entry = parseEntry(first?.id ?? '', first?.message);
  if (!entry) return t.fail('there is no letter');
  const taken = await claimDelivery(redis, deliveryOptions, entry, 'dead');
  if (taken.status !== 'send') return t.fail(taken.status);
  t.is(await mark(redis, taken.delivery), 'marked');
  startSender();
  await ended(redis, 'm1');
  t.is(evolution.sent.length, 1);
  t.is(await mark(redis, taken.delivery), 'fenced');
});

test('a stopping sender finishes the letters under way', async t => {
  const {redis, evolution, startSender} = await testOutbox(t, {idle: true, sendMs: 100});
  const sender = startSender();
  await answer(redis, 'm1', 1, 'hello');
  await until(() => evolution.calls === 1);
  await sender.stop(5000);
  t.is(await deliveryStatus(redis, 'm1'), 'sent');
  t.deepEqual(await redis.run(client => client.xInfoConsumers(keys.outbox, 'senders')), []);
});

test('a send that the provider takes back later is an error in the log, and counted once for its instance', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1');
  const {id: providerId = ''} = evolution.sent[0] ?? {};
  const receipt = {type: 'receipt', account: 'acct1', providerId, status: 'failed'} as const;
  for (let i = 0; i < 2; i++) await recordStatus({redis, log}, 'whatsapp', receipt);
  await log.seen('delivery.bounced', {level: 'error', instance: 'acct1', message: 'm1'});
  t.is(log.lines.filter(line => line.msg === 'delivery.bounced').length, 1);
  t.false(JSON.stringify(log.lines).includes('1555010'), 'no number is in the log');
  const [instance] = await readInstances(redis, ['acct1']);
  t.is(instance?.failed, 1);
  t.true(Math.abs(Date.now() - (instance?.failedAt ?? 0)) < 60_000);
});
