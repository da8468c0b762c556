import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {hasEnded, type Message, readMessage} from '../../core/events/read.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Question} from '../../worker/agents/agent.ts';
import {gate} from '../helpers/gate.ts';
import {ownRedis, testRedis} from '../helpers/redis.ts';
import {limits} from '../helpers/server.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

async function ask(redis: Redis, id: string, session = id, text = `text of ${id}`): Promise<void> {
  const {status} = await enqueue(redis, limits, {id, channel: 'widget', session, text, clinic: 'demo'});
  if (status !== 'queued') throw new Error(status);
}

async function ended(redis: Redis, id: string): Promise<Message> {
  return until(async () => {
    const message = await readMessage(redis, id);
    return message && hasEnded(message) ? message : null;
  });
}

test('a turn is answered, and nothing of it is left in the queue', async t => {
  const given = await testRedis(t);
  await testWorker(t, given, echo);
  await ask(given.redis, 'm1');
  const {status, events} = await ended(given.redis, 'm1');
  t.is(status, 'done');
  t.like(events.at(-1), {type: 'message', text: 'echo: text of m1'});
  t.is(await given.redis.run(client => client.xLen(keys.stream)), 0);
  t.is((await given.redis.run(client => client.xPending(keys.stream, group))).pending, 0);
});

test('more messages than the queue holds are all answered', async t => {
  const given = await testRedis(t);
  const ids = Array.from({length: 200}, (_, i) => `m${i}`);
  for (const id of ids) await ask(given.redis, id);
  t.true((await given.redis.run(client => client.zCard(keys.lanes))) > 100);
  await testWorker(t, given, echo);
  const all = await Promise.all(ids.map(id => ended(given.redis, id)));
  t.true(all.every(message => message.status === 'done'));
});

test('turns of a session come one after the other, with what was said before', async t => {
  const given = await testRedis(t);
  const heard: Record<string, string[]> = {};
  const reply = async function* ({text, history}: Question) {
    heard[text] = history.map(utterance => `${utterance.role}: ${utterance.text}`);
    yield `${text}!`;
  };
  for (const id of ['a', 'b', 'c']) await ask(given.redis, id, 's', id);
  await ask(given.redis, 'other', 'o', 'other');
  for (let i = 0; i < 2; i++) await testWorker(t, given, reply);
  for (const id of ['a', 'b', 'c', 'other']) await ended(given.redis, id);
  t.deepEqual(heard, {
    a: [],
    b: ['user: a', 'agent: a!'],
    c: ['user: a', 'agent: a!', 'user: b', 'agent: b!'],
    other: [],
  });
});

test('no more turns run at once than the concurrency allows', async t => {
  const given = await testRedis(t);
  let running = 0;
  let most = 0;
  const reply = async function* () {
    most = Math.max(most, ++running);
    await new Promise(resolve => setTimeout(resolve, 20));
    running--;
    yield 'a';
  };
  for (let i = 0; i < 20; i++) await ask(given.redis, `m${i}`);
  const clinics = new Map([...loadClinics(defaultClinicsDir)].slice(0, 1)); // it need not leave slots to others
  await testWorker(t, given, reply, {clinics, turns: {concurrency: 4}});
  for (let i = 0; i < 20; i++) await ended(given.redis, `m${i}`);
  t.is(most, 4);
});

test('what a dead worker had is taken over, and its words are reset', async t => {
  const given = await testRedis(t);
  const silent = async function* () {
    yield 'from the dead ';
    await new Promise(() => undefined);
  };
  const options = {turns: {claimIdleMs: 300}, maintenance: {everyMs: 50}};
  const dying = await testWorker(t, given, silent, options);
  await ask(given.redis, 'm1');
  await until(async () =>
    (await readMessage(given.redis, 'm1'))?.events.some(event => event.type === 'delta'),
  );
  // As after SIGKILL: it beats no more, and does not give back what it has.
  const entries = await given.redis.run(client => client.xRange(keys.stream, '-', '+'));
  await given.redis.run(client => client.xClaim(keys.stream, group, 'thief', 0, entries?.[0]?.id ?? ''));
  await until(() => dying.running === 0);
  await dying.stop(0);
  await testWorker(t, given, echo, options);
  const {events} = await ended(given.redis, 'm1');
  t.deepEqual(
    events.map(event => event.type),
    ['queued', 'processing', 'delta', 'reset', 'processing', 'delta', 'message'],
  );
});

test('a worker that lost its claim stops its agent', async t => {
  const given = await testRedis(t);
  const stopped: unknown[] = [];
  const reply = async function* ({signal}: Question) {
    yield 'a';
    await new Promise(resolve => signal.addEventListener('abort', resolve));
    stopped.push(signal.aborted);
  };
  await testWorker(t, given, reply);
  await ask(given.redis, 'm1');
  await until(async () => (await readMessage(given.redis, 'm1'))?.status === 'processing');
  await given.redis.run(client => client.hIncrBy(keys.message('m1'), 'attempt', 1));
  await given.log.seen('turn.finished', {message: 'm1', status: 'lost'});
  await until(() => stopped.length === 1);
  t.false((await readMessage(given.redis, 'm1'))?.events.some(event => event.type === 'message'));
});

test('an attempt that takes too long fails with words for the visitor', async t => {
  const given = await testRedis(t);
  const reply = async function* () {
    await new Promise(() => undefined);
    yield '';
  };
  await testWorker(t, given, reply, {turns: {maxAttempts: 1, attemptTimeoutMs: 100}});
  await ask(given.redis, 'm1');
  const {events} = await ended(given.redis, 'm1');
  t.like(events.at(-1), {type: 'error', code: 'agent_timeout'});
});

test('stopping finishes what runs and reads no more', async t => {
  const given = await testRedis(t);
  const held = gate();
  const reply = async function* () {
    await held.opened;
    yield 'late but whole';
  };
  const consumer = await testWorker(t, given, reply, {blockMs: 60_000});
  await ask(given.redis, 'm1');
  await until(() => consumer.running === 1);
  await until(async () =>
    String(await given.redis.run(client => client.sendCommand(['CLIENT', 'LIST']))).includes(
      'cmd=xreadgroup',
    ),
  );
  const stopped = consumer.stop(10_000);
  await ask(given.redis, 'm2');
  held.open();
  await stopped;
  t.is((await readMessage(given.redis, 'm1'))?.status, 'done');
  t.is((await readMessage(given.redis, 'm2'))?.status, 'queued');
});

test('the loops go on after FLUSHALL, after the group is destroyed, and over a restart of Redis', async t => {
  const given = await ownRedis(t);
  await testWorker(t, given, echo);
  await given.redis.run(client => client.flushAll());
  await ask(given.redis, 'm1');
  await ended(given.redis, 'm1');
  await given.redis.run(client => client.xGroupDestroy(keys.stream, group));
  await ask(given.redis, 'm2');
  await ended(given.redis, 'm2');
  await given.server.kill();
  await given.server.start();
  await until(() => given.redis.ready);
  await ask(given.redis, 'm3');
  t.is((await ended(given.redis, 'm3')).status, 'done');
});

test('the reading loop outlives a link that goes silent', async t => {
  const given = await testRedis(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  await testWorker(t, given, echo, {
    connect: name => given.connect(name, name === 'worker-read' ? url : undefined),
    blockMs: 200,
  });
  proxy.silence();
  await given.log.seen('redis.replaced', {connection: 'worker-read'});
  proxy.restore();
  await ask(given.redis, 'm1');
  t.is((await ended(given.redis, 'm1')).status, 'done');
});

test('an entry that nobody can read is set aside', async t => {
  const given = await testRedis(t);
  await testWorker(t, given, echo);
  await given.redis.run(client => client.xAdd(keys.stream, '*', {nonsense: '1'}));
  await given.log.seen('entry.set-aside');
  await until(async () => (await given.redis.run(client => client.xLen(keys.stream))) === 0);
  await ask(given.redis, 'm1');
  t.is((await ended(given.redis, 'm1')).status, 'done');
});

test('a message that is no message any more is set aside with a dead letter, and its session goes on', async t => {
  const given = await testRedis(t);
  for (const id of ['m1', 'm2']) await ask(given.redis, id, 's');
  await given.redis.run(client => client.set(keys.message('m1'), 'something else'));
  await testWorker(t, given, echo);
  await given.log.seen('entry.set-aside');
  await until(async () => (await given.redis.run(client => client.xLen(keys.dead))) === 1);
  const options = {eventsTtlMs: 60_000, resultTtlMs: 600_000, minAgeMs: -1000, graceMs: 0};
  await until(async () => (await reconcile(given.redis, options)).requeued === 1);
  t.is((await ended(given.redis, 'm2')).status, 'done');
  t.is(await given.redis.run(client => client.zCard(keys.open)), 0);
});
