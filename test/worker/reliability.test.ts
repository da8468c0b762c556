import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Clinic} from '../../core/clinics/clinic.ts';
import {ChatError} from '../../core/errors.ts';
import {hasEnded, type Message, readMessage} from '../../core/events/read.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Question} from '../../worker/agents/agent.ts';
import type {MaintenanceDeps} from '../../worker/maintenance.ts';
import {startWorker, type TestProcess} from '../helpers/app.ts';
import {add, deadLetters, limits, message, options, types} from '../helpers/queue.ts';
import {type TestRedis, testRedis} from '../helpers/redis.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testMaintenance, testWorker} from '../helpers/worker.ts';

async function ended(redis: Redis, id: string): Promise<Message> {
  return until(async () => {
    const message = await readMessage(redis, id);
    return message && hasEnded(message) ? message : null;
  });
}

function takeCare(t: ExecutionContext, given: TestRedis, deps: Partial<MaintenanceDeps> = {}): void {
  testMaintenance(t, given, {options, ...deps});
}

/** Says something, and then nothing more until it is told to stop. */
async function* endless({signal}: Question): AsyncGenerator<string> {
  yield 'we are ';
  await new Promise(resolve => signal.addEventListener('abort', resolve));
}

/** A folder with one invented clinic whose only long answer takes a minute to say. */
function slowClinic(t: ExecutionContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'plaintalk-clinics-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  const demo = Clinic.parse(
    JSON.parse(readFileSync(new URL('../../core/clinics/demo.json', import.meta.url), 'utf8')),
  );
  const answer = 'word '.repeat(2400);
  const knowledge = [{id: 'poison', questions: ['Tell me about quicksilver'], answer}];
  writeFileSync(join(dir, 'demo.json'), JSON.stringify({...demo, knowledge}));
  return dir;
}

test('a message that kills its worker each time fails after three attempts, and others are answered', async t => {
  t.timeout(120_000);
  const given = await testRedis(t);
  const {redis} = given;
  const env = {
    REDIS_URL: given.url,
    CLINICS_DIR: slowClinic(t),
    CLAIM_IDLE_MS: '500',
    HEARTBEAT_MS: '100',
  };
  const workers: TestProcess[] = [];
  const start = async () => workers.push(await startWorker(t, env));
  await Promise.all([start(), start()]);
  await enqueue(redis, limits, message('poison', {text: 'Tell me about quicksilver'}));
  for (let attempt = 1; attempt <= 3; attempt++) {
    const owner = await until(async () => {
      const hash = await redis.run(client => client.hGetAll(keys.message('poison')));
      return hash['attempt'] === String(attempt) && hash['owner'];
    }, 30_000);
    const others = [1, 2, 3, 4, 5].map(i => `other-${attempt}-${i}`);
    for (const id of others) await enqueue(redis, limits, message(id, {session: id, text: 'Thanks'}));
    for (const id of others) t.is((await ended(redis, id)).status, 'done');
    const victim = workers.find(({lines}) => lines.some(line => line['consumer'] === owner));
    await Promise.all([victim?.kill('SIGKILL'), start()]);
  }
  const {status, events} = await until(async () => {
    const message = await readMessage(redis, 'poison');
    return message && hasEnded(message) ? message : null;
  }, 30_000);
  t.is(status, 'failed');
  t.is(events.filter(event => event.type === 'processing').length, 3);
  t.like(await deadLetters(redis), [{message: 'poison', cause: 'attempts_spent', attempt: '3'}]);
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
});

test('a failure that may pass is tried again later, and the next turn waits for it', async t => {
  const given = await testRedis(t);
  const reply = async function* ({text, attempt}: Question) {
    yield `${text}: `;
    if (attempt === 1 && text === 'text of m1') throw new ChatError('agent_unavailable');
    yield 'yes';
  };
  await testWorker(t, given, reply);
  takeCare(t, given);
  takeCare(t, given);
  for (const id of ['m1', 'm2']) await add(given.redis, id, 's1');
  const [first, second] = [await ended(given.redis, 'm1'), await ended(given.redis, 'm2')];
  t.deepEqual(
    first.events.map(event => event.type).filter(type => type !== 'delta'),
    ['queued', 'processing', 'reset', 'processing', 'message'],
  );
  t.is(first.status, 'done');
  t.is(second.status, 'done');
  t.true(endOf(first) <= endOf(second));
});

function endOf({events}: Message): number {
  return Number.parseInt(events.at(-1)?.id ?? '', 10);
}

test('what was handed over while the link was dying is taken up on the next one (T7)', async t => {
  const given = await testRedis(t);
  const {proxy, url} = await tcpProxy(t, given.url);
  await testWorker(t, given, echo, {
    connect: name => given.connect(name, name === 'worker-read' ? url : undefined),
    turns: {claimIdleMs: 600_000},
    maintenance: {everyMs: 50},
  });
  await handOverInSilence(given, proxy, 'm1');
  const begin = performance.now();
  proxy.cut();
  proxy.restore();
  const {status, events} = await ended(given.redis, 'm1');
  t.is(status, 'done');
  t.is(events.filter(event => event.type === 'processing').length, 1);
  t.true(performance.now() - begin < 5000);
});

test('an entry that was deleted while it was ours does not keep the reading loop from going on', async t => {
  const given = await testRedis(t);
  const {redis} = given;
  const {proxy, url} = await tcpProxy(t, given.url);
  await testWorker(t, given, echo, {
    connect: name => given.connect(name, name === 'worker-read' ? url : undefined),
    turns: {claimIdleMs: 600_000},
    maintenance: {everyMs: 50},
  });
  await handOverInSilence(given, proxy, 'm1');
  await redis.run(client => client.xTrim(keys.stream, 'MAXLEN', 0));
  proxy.cut();
  proxy.restore();
  await add(redis, 'm2');
  t.is((await ended(redis, 'm2')).status, 'done');
});

/** The message is delivered to the worker, as Redis sees it, but its answer is lost on the way. */
async function handOverInSilence(
  {redis, url}: TestRedis,
  proxy: {silence(): void},
  id: string,
): Promise<void> {
  const database = ` db=${new URL(url).pathname.slice(1)} `;
  await until(async () => {
    const list = String(await redis.run(client => client.sendCommand(['CLIENT', 'LIST'])));
    return list.split('\n').some(line => line.includes(database) && line.includes('cmd=xreadgroup'));
  });
  proxy.silence();
  await add(redis, id);
  await until(async () => (await redis.run(client => client.xPending(keys.stream, group))).pending === 1);
}

test('a stopping worker hands back what it cannot finish, and another has it at once', async t => {
  const given = await testRedis(t);
  const {redis} = given;
  const one = {turns: {maxAttempts: 1}};
  const stopping = await testWorker(t, given, endless, one);
  const ids = Array.from({length: 10}, (_, i) => `m${i}`);
  for (const id of ids) await add(redis, id);
  await until(() => stopping.running === ids.length);
  for (const id of ids) await until(async () => (await types(redis, id)).includes('delta'));
  await testWorker(t, given, echo, one);
  await stopping.stop(200);
  const begin = performance.now();
  for (const id of ids) {
    const {status, events} = await ended(redis, id);
    t.is(status, 'done', 'though it had one attempt only');
    t.is(events.filter(event => event.type === 'reset').length, 1);
    t.is(events.filter(event => event.type === 'message').length, 1);
  }
  t.true(performance.now() - begin < 3000);
  const consumers = await redis.run(client => client.xInfoConsumers(keys.stream, group));
  t.false(
    consumers.some(({name}) => String(name) === stopping.name),
    'it has left the group',
  );
});

test('the caretaker finds what the queue forgot', async t => {
  const given = await testRedis(t);
  const {redis} = given;
  await add(redis, 'm1');
  await redis.run(client => client.xTrim(keys.stream, 'MAXLEN', 0));
  await testWorker(t, given, echo);
  takeCare(t, given, {reconcileMs: 300});
  takeCare(t, given, {reconcileMs: 300});
  const {status, events} = await ended(redis, 'm1');
  t.is(status, 'done');
  t.is(events.filter(event => event.type === 'processing').length, 1);
  await given.log.seen('messages.reconciled', {count: 1, failed: 0});
});
