import type {ExecutionContext} from 'ava';
import {hashWith} from '../../core/channels/hash-with.ts';
import {resolveSession} from '../../core/channels/hearing/resolve-session.ts';
import {sessionOf} from '../../core/chats/chat.ts';
import {type Channel, keys} from '../../core/keys.ts';
import {claimDelivery} from '../../core/outbox/claim.ts';
import {markPiece} from '../../core/outbox/mark.ts';
import {notify} from '../../core/outbox/notify.ts';
import {recordPiece} from '../../core/outbox/record.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {takeOver} from '../../core/queue/handoff/take-over.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {eraseSession, resumeErasures} from '../../core/sessions/erase-session.ts';
import {limits, message, options, take, testQueue} from '../helpers/queue.ts';
import {dump} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const hour = 3_600_000;
/** What every use leaves, of nobody. */
const passing = new Set<string>([
  keys.wake,
  keys.stream,
  keys.open,
  keys.outbox,
  keys.unwritten,
  keys.widgetStats,
]);

/** Nothing in the database names one of these, in a key or in a value; that a stream grew is told with its id alone. */
async function isClean(redis: Redis, traces: readonly string[]): Promise<boolean> {
  const names = (await dump(redis)).filter(name => name !== keys.wake);
  const values = await redis.run(client => Promise.all(names.map(name => client.dump(name))));
  const all = names.map((name, i) => `${name} ${values[i]}`);
  return !traces.some(trace => all.some(one => one.includes(trace)));
}

/** A chat with an answered message, one that waits, a notice, an alias, and a delivery of which a piece has gone out. */
async function testChat(t: ExecutionContext, channel: Channel) {
  const {redis} = await testQueue(t);
  const [chat, other] = ['first', 'second'].map(hashWith('secret', 'willow'));
  const account = 'willow';
  const session = sessionOf(account, chat ?? '');
  const hasNames = channel !== 'widget' && channel !== 'legacy';
  if (hasNames) await resolveSession(redis, channel, account, [chat ?? '', other ?? '']);
  const place = {channel, session, target: 'somebody', providerId: 'provider-1'};
  const idempotency = {key: 'event-1', scope: `account ${account}`, payload: null};
  await enqueue(redis, limits, message('message-one', {...place, idempotency}));
  await finish(redis, options, await take(t, redis), {
    status: 'done',
    text: 'a reply',
    handoff: {reason: 'asked'},
  });
  await enqueue(redis, limits, message('message-two', place));
  const notice = {...place, clinic: 'demo', text: 'a notice', key: 'wordless', everyMs: 600_000};
  if (hasNames) await notify(redis, limits, notice);
  if (hasNames) await notify(redis, limits, {...notice, key: 'urgent', side: 'ahead'});
  return {
    redis,
    conversation: {channel, session},
    traces: [chat ?? '', 'message-one', 'message-two'],
    notice,
    place,
  };
}

for (const channel of ['whatsapp', 'telegram', 'sms', 'legacy', 'widget'] as const) {
  test(`a conversation on ${channel} is erased with all its traces within 5 s`, async t => {
    const {redis, conversation, traces} = await testChat(t, channel);
    const before = performance.now();
    const erased = await eraseSession(redis, options, conversation);
    t.is(erased.status, 'erased');
    t.true(erased.messages >= 2);
    await until(() => isClean(redis, traces), 5000);
    t.true(performance.now() - before < 5000);
    await until(async () => (await dump(redis)).every(name => passing.has(name)), 5000);
    t.is(await redis.run(client => client.xLen(keys.outbox)), 0);
    t.is(await redis.run(client => client.xLen(keys.stream)), 0);
    t.is((await eraseSession(redis, options, conversation)).status, 'gone');
  });
}

test('what was sent out already is forgotten with the delivery that it was of', async t => {
  const {redis, conversation, traces} = await testChat(t, 'whatsapp');
  const group = 'senders';
  await redis.run(client => client.xGroupCreate(keys.outbox, group, '0', {MKSTREAM: true}).catch(() => ''));
  const read = await redis.run(client =>
    client.xReadGroup(group, 'c1', {key: keys.outbox, id: '>'}, {COUNT: 1}),
  );
  const {id = '', message: fields = {}} = read?.[0]?.messages[0] ?? {};
  const entry = {...conversation, message: String(fields['message']), entryId: id};
  const claimed = await claimDelivery(redis, {...limits, probeMs: 60_000, awayProbeMs: 60_000}, entry, 'c1');
  if (claimed.status !== 'send') return t.fail(claimed.status);
  await markPiece(redis, limits, claimed.delivery, {piece: 0, text: 'a reply', patienceMs: 60_000});
  await recordPiece(redis, limits, entry, 'a reply', 'provider-2');
  t.true((await dump(redis)).some(name => name.startsWith('outgoing:')));
  await eraseSession(redis, options, conversation);
  await until(() => isClean(redis, traces), 5000);
  t.false((await dump(redis)).some(name => name.startsWith('outgoing:')));
});

test('nothing that comes late brings an erased conversation back', async t => {
  const {redis, conversation, notice, place} = await testChat(t, 'whatsapp');
  await eraseSession(redis, options, conversation);
  const before = await dump(redis);
  t.is(await takeOver(redis, options, conversation, {text: 'from the desk'}), null);
  t.is(await notify(redis, limits, {...notice, key: 'another'}), 'repeated');
  t.is((await enqueue(redis, limits, message('m3', place))).status, 'erased');
  t.deepEqual(
    (await dump(redis)).filter(name => !before.includes(name)),
    [],
  );
  await until(async () => (await enqueue(redis, limits, message('m4', place))).status === 'queued', 5000);
});

test('an erasure that was broken off is ended by a worker, and nothing is written meanwhile', async t => {
  const {redis, conversation, traces, place} = await testChat(t, 'whatsapp');
  let count = 0;
  const broken = {
    sealer: redis.sealer,
    run: (command: Parameters<Redis['run']>[0]) => {
      if (++count > 2) throw new Error('the link is cut');
      return redis.run(command);
    },
  } as unknown as Redis;
  await t.throwsAsync(eraseSession(broken, options, conversation), {message: /cut/});
  t.is((await enqueue(redis, limits, message('m3', place))).status, 'erased');
  t.is(await resumeErasures(redis, options, 60_000), 0, 'it may be under way');
  t.is(await resumeErasures(redis, options, 0), 1);
  await until(() => isClean(redis, traces), 5000);
});

for (const [name, keepMs] of [
  ['an hour', hour],
  ['a month', 30 * 24 * hour],
] as const) {
  test(`a person’s reply is kept as long as its clinic keeps conversations: ${name}`, async t => {
    const {redis} = await testQueue(t);
    const kept = {...limits, resultTtlMs: keepMs};
    const conversation = {channel: 'widget', session: 's1'} as const;
    await enqueue(redis, kept, message('m1'));
    await finish(redis, {...options, resultTtlMs: keepMs}, await take(t, redis), {
      status: 'done',
      text: 'reply',
    });
    const said = await takeOver(redis, {...options, resultTtlMs: 24 * hour}, conversation, {
      text: 'from the desk',
    });
    const again = await takeOver(redis, {...options, resultTtlMs: 24 * hour}, conversation, {
      text: 'and again',
    });
    const left = (key: string) => redis.run(client => client.pTTL(key));
    for (const id of [said, again]) {
      const ms = await left(keys.message(id ?? ''));
      t.true(ms > keepMs - 60_000 && ms <= keepMs, `${ms}`);
    }
    for (const key of [
      keys.transcript('widget', 's1'),
      keys.messages('widget', 's1'),
      keys.session('widget', 's1'),
    ]) {
      const ms = await left(key);
      t.true(ms > keepMs - 60_000 && ms <= keepMs + limits.deadlineMs, `${key}: ${ms}`);
    }
  });
}

test('erasing tells no more of a session than its token may know', async t => {
  const {redis} = await testQueue(t);
  await enqueue(redis, limits, message('m1', {opens: true}));
  const conversation = {channel: 'widget', session: 's1'} as const;
  const before = await dump(redis);
  t.is((await eraseSession(redis, options, conversation, 'another')).status, 'foreign');
  t.is((await eraseSession(redis, options, {...conversation, session: 's2'}, 'another')).status, 'gone');
  t.deepEqual(await dump(redis), before);
});
