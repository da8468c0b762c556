import {keys} from '../../core/keys.ts';
import {cancel} from '../../core/queue/cancel.ts';
import {type Claimed, claim, type Turn} from '../../core/queue/claim.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {take} from '../../core/queue/handoff/take.ts';
import {giveBack} from '../../core/queue/handoff/take-over.ts';
import {letIn} from '../../core/queue/lanes/let-in.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import {release} from '../../core/queue/release.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {announce, limits, message, options, receive, testQueue} from '../helpers/queue.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const shared = {...options, shared: true};

/** Accepts messages of one clinic: slow0, slow1, … */
async function add(redis: Redis, clinic: string, count: number, channel: 'widget' | 'whatsapp' = 'widget') {
  for (let i = 0; i < count; i++) {
    const id = `${clinic}-${channel}-${i}`;
    await enqueue(redis, limits, message(id, {clinic, channel, session: `s-${id}`}));
  }
}

/** A worker takes all that is in the queue, as many at once as it can; what each came to. */
async function takeAll(redis: Redis, worker = 'a'): Promise<Claimed[]> {
  const claimed: Claimed[] = [];
  for (const entry of await receive(redis, worker)) claimed.push(await claim(redis, shared, entry, worker));
  return claimed;
}

const turnsOf = (claimed: Claimed[]) => claimed.flatMap(one => (one.status === 'run' ? one.turn : []));
const messagesOf = (claimed: Claimed[]) => turnsOf(claimed).map(turn => turn.message);
const countOf = (redis: Redis, key: string) => redis.run(client => client.zCard(key));

/** A worker of 16 slots, of which clinic `slow` holds the most that it may: 14. Six more of it wait aside. */
async function crowded(t: ExecutionContext) {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 16);
  await add(redis, 'slow', 20);
  const claimed = await takeAll(redis);
  t.is(turnsOf(claimed).length, 14);
  t.is(claimed.filter(({status}) => status === 'aside').length, 6);
  return {redis, turns: turnsOf(claimed)};
}

test('one clinic leaves slots for others, and theirs are claimed at once', async t => {
  const {redis} = await crowded(t);
  await add(redis, 'quick', 1);
  t.deepEqual(messagesOf(await takeAll(redis)), ['quick-widget-0']);
  t.is(await countOf(redis, keys.aside), 6);
});

test('a clinic that is alone has all slots', async t => {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 4);
  await add(redis, 'slow', 4);
  for (const entry of await receive(redis, 'a')) {
    t.is((await claim(redis, options, entry, 'a')).status, 'run');
  }
});

test('who waits aside is let in as turns of its clinic end, oldest first, and is claimed then', async t => {
  const {redis, turns} = await crowded(t);
  t.is(await letIn(redis, options), 0);
  for (const turn of turns.slice(0, 2)) {
    t.is(await finish(redis, options, turn, {status: 'done', text: 'ok'}), 'backlog');
  }
  await Promise.all(Array.from({length: 4}, () => letIn(redis, options)));
  t.deepEqual(messagesOf(await takeAll(redis)), ['slow-widget-14', 'slow-widget-15'], 'whoever asks');
  t.is(await countOf(redis, keys.aside), 4);
  t.is(await redis.run(client => client.xLen(keys.stream)), 14);
});

test('of one clinic, the channel that holds fewer slots is next', async t => {
  const {redis, turns} = await crowded(t);
  await add(redis, 'slow', 2, 'whatsapp');
  t.deepEqual(messagesOf(await takeAll(redis)), []);
  for (const turn of turns.slice(0, 3)) await finish(redis, options, turn, {status: 'done', text: 'ok'});
  t.is(await letIn(redis, options), 3);
  const next = messagesOf(await takeAll(redis));
  t.deepEqual(next.sort(), ['slow-whatsapp-0', 'slow-whatsapp-1', 'slow-widget-14']);
});

test('a clinic that holds none gets a slot, however few there are', async t => {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 2);
  await add(redis, 'slow', 3);
  const [turn] = turnsOf(await takeAll(redis));
  await add(redis, 'quick', 3);
  t.deepEqual(
    messagesOf(await takeAll(redis)),
    ['quick-widget-0', 'quick-widget-1', 'quick-widget-2'].slice(0, 1),
  );
  if (!turn) return t.fail();
  await finish(redis, options, turn, {status: 'done', text: 'ok'});
  t.is(await letIn(redis, options), 1);
  t.is(turnsOf(await takeAll(redis)).length, 1);
});

test('however many clinics are slow, the last slot is for one of which nobody waits', async t => {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 8);
  const under: Turn[] = [];
  // As a worker takes them: no more at once than it has slots.
  const takeUp = async () => {
    for (;;) {
      const [entry] = under.length < 8 ? await receive(redis, 'a', 1) : [];
      if (!entry) return;
      under.push(...turnsOf([await claim(redis, shared, entry, 'a')]));
    }
  };
  for (const clinic of ['slow1', 'slow2', 'slow3', 'slow4']) await add(redis, clinic, 6);
  await takeUp();
  t.is(under.length, 8, 'each of them was new');
  const endOne = async () => {
    const turn = under.shift();
    if (!turn) return t.fail('all get their turn');
    await finish(redis, options, turn, {status: 'done', text: 'ok'});
    await letIn(redis, options);
    await takeUp();
  };
  for (let i = 0; i < 2; i++) await endOne();
  t.is(under.length, 7, 'and has somebody waiting now');
  await add(redis, 'quick', 1);
  await takeUp();
  t.is(under.at(-1)?.message, 'quick-widget-0');
  for (let left = 23; left > 0; left--) await endOne();
  t.is(await countOf(redis, keys.open), 0);
});

test('of however many clinics somebody waits, each is looked at', async t => {
  const {redis} = await testQueue(t);
  await announce(redis, 'a', 492);
  const clinics = Array.from({length: 70}, (_, i) => `c${i}`);
  const held = clinics.flatMap(clinic => [1, 2, 3, 4, 5, 6, 7].map(i => `${clinic} widget m${i} b`));
  const aside = [...clinics, 'last'].map(clinic => `${clinic} widget 1 ${clinic} s`);
  const members = (values: string[]) => values.map(value => ({score: 0, value}));
  await redis.run(async client => {
    await client.zAdd(keys.slots, members(held));
    await client.zAdd(keys.aside, members(aside));
    await client.rPush(keys.turns('widget', 's'), 'last');
  });
  t.is(await letIn(redis, options), 1);
  t.is((await receive(redis, 'a'))[0]?.message, 'last');
});

test('however a turn ends, its slot is free', async t => {
  const {redis, turns} = await crowded(t);
  const [done, failed, delayed, released, cancelled, taken, ...rest] = turns;
  if (!done || !failed || !delayed || !released || !cancelled || !taken) return t.fail();
  await finish(redis, options, done, {status: 'done', text: 'ok'});
  await finish(redis, options, failed, {status: 'failed', code: 'internal'});
  await retry(redis, options, delayed, {code: 'internal'});
  await release(redis, options, released, 'a', released.attempt);
  await cancel(redis, options, cancelled);
  await take(redis, options, taken, {});
  t.is(await countOf(redis, keys.slots), rest.length);
});

test('the slots of a worker that is gone are free; those of others are not', async t => {
  const {redis} = await crowded(t);
  await announce(redis, 'b', 16);
  await add(redis, 'quick', 2);
  t.is(messagesOf(await takeAll(redis, 'b')).length, 2);
  await redis.run(client => client.zAdd(keys.workers, {value: 'a 16', score: 1}));
  await announce(redis, 'b', 16);
  t.is(await countOf(redis, keys.slots), 2);
});

test('a slot is free whose turn somebody ended that knows nothing of slots', async t => {
  const {redis, turns} = await crowded(t);
  await redis.run(client => client.hSet(keys.message(turns[0]?.message ?? ''), 'status', 'cancelled'));
  await announce(redis, 'a', 16);
  t.is(await countOf(redis, keys.slots), 13);
});

test('who takes over a turn that was under way does not wait aside', async t => {
  const {redis, turns} = await crowded(t);
  const [turn] = turns;
  if (!turn) return t.fail();
  await redis.run(client => client.xClaim(keys.stream, 'workers', 'b', 0, turn.entryId));
  await announce(redis, 'b', 1);
  t.is((await claim(redis, shared, turn, 'b')).status, 'run');
  t.is(await countOf(redis, keys.slots), 14);
});

test('who waits aside is not taken for lost, can be cancelled, and is not queued twice by a person', async t => {
  const {redis, turns} = await crowded(t);
  const {requeued, failed} = await reconcile(redis, {...options, minAgeMs: 0, graceMs: 0});
  t.deepEqual({requeued, failed}, {requeued: 0, failed: 0});
  const at = (i: number) =>
    ({message: `slow-widget-${i}`, channel: 'widget', session: `s-slow-widget-${i}`}) as const;
  t.is(await cancel(redis, options, at(14)), 'cancelled');
  await take(redis, options, at(15), {});
  t.is(await giveBack(redis, options, at(15)), 'given_back');
  t.is(await redis.run(client => client.xLen(keys.stream)), turns.length, 'it waits as before');
  t.is(await countOf(redis, keys.aside), 5);
});
