/** What is wrong with Redis is named on health, in the log, and readiness follows it. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {keys} from '../../core/keys.ts';
import {root} from '../../scripts/root.js';
import {reasonCodes} from '../../server/health-reasons.ts';
import {HealthTeller} from '../../server/health-teller.ts';
import {add, announce} from '../helpers/queue.ts';
import {ownRedis, type RedisServer} from '../helpers/redis.ts';
import {limits, type ServerOptions, testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

async function faultyServer(t: ExecutionContext, options: ServerOptions = {}) {
  const given = await ownRedis(t);
  const server = await testServer(t, {...options, redis: given});
  await announce(given.redis, 'w1', 1);
  const command = (...words: string[]) => given.redis.run(client => client.sendCommand(words));
  const health = () => server.get('/admin/streams/health');
  const ready = async () => (await server.get('/readyz')).status;
  return {...server, own: given.server, command, health, ready};
}

for (const [name, words, reason] of [
  [
    'is full',
    ['CONFIG', 'SET', 'maxmemory', '1mb'],
    /^redis_refuses: sends are refused: Redis is full: .* \(OOM\)$/,
  ],
  [
    'has become a replica',
    ['REPLICAOF', '127.0.0.1', '1'],
    /^redis_refuses: sends are refused: Redis is a replica that only reads: .* \(READONLY\)$/,
  ],
  [
    'does not let us write',
    ['ACL', 'SETUSER', 'default', '-@write'],
    /^redis_refuses: sends are refused: Redis does not let our user do what we need \(NOPERM\)$/,
  ],
] as const) {
  test(`a Redis that ${name} is named on health, and no web process is ready`, async t => {
    const {command, health, ready} = await faultyServer(t);
    t.is(await ready(), 200);
    t.is((await health()).body['status'], 'ok');
    await command(...words);
    const {body} = await health();
    t.is(body['status'], 'down');
    t.true(
      (body['reasons'] as string[]).some(one => reason.test(one)),
      String(body['reasons']),
    );
    t.is(await ready(), 503);
  });
}

test('what health says is in the log as well, a line for each cause: a machine whose clock was set an hour on', async t => {
  const {deps, health, log} = await faultyServer(t);
  const teller = new HealthTeller({...deps, everyMs: 20}).start();
  t.teardown(() => teller.stop());
  const now = Date.now;
  t.teardown(() => {
    Date.now = now;
  });
  t.is((await health()).body['status'], 'ok');
  Date.now = () => now() + 3_600_000;
  await log.seen('health.degraded', {reason: 'clock_differs', level: 'warn'});
  t.regex(
    String((await health()).body['reasons']),
    /clock_differs: this machine's clock is 3600 s ahead of Redis'/,
  );
  await deps.redis.run(client => client.del(keys.workers));
  await log.seen('health.degraded', {reason: 'no_workers'});
  t.is(
    log.lines.filter(({msg, reason}) => msg === 'health.degraded' && reason === 'clock_differs').length,
    1,
  );
});

test('a Redis that is nearly full is named before it refuses anything', async t => {
  const {command, health, ready, redis} = await faultyServer(t);
  await redis.run(client => client.setRange('filler', 2 ** 24, 'x'));
  const used = Number(/used_memory:(\d+)/.exec(await redis.run(client => client.info('memory')))?.[1]);
  await command('CONFIG', 'SET', 'maxmemory', String(Math.round(used * 1.13)));
  const {body} = await health();
  t.is(body['status'], 'degraded');
  t.regex(String(body['reasons']), /redis_full: Redis is 8\d % full, \d+ of \d+ MB/);
  t.is(await ready(), 200);
});

test('a Redis that lets us read no INFO is well as far as one can tell', async t => {
  const {command, health} = await faultyServer(t);
  await command('ACL', 'SETUSER', 'default', '-info', '-config', '-client');
  t.like((await health()).body, {status: 'ok', redis: {max_bytes: null, version: ''}});
});

/** After `make` Redis is away, in a way that has a code. */
const away: Record<
  string,
  [(server: RedisServer, command: (...words: string[]) => Promise<unknown>) => unknown, RegExp]
> = {
  WRONGPASS: [
    async (_, command) => {
      await command('ACL', 'SETUSER', 'default', 'resetpass', '>secret');
      await command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no').catch(() => undefined);
    },
    /^Redis (wants a password: put it into|refuses our password: see) REDIS_URL \((NOAUTH|WRONGPASS)\) since \d\d:\d\d UTC$/,
  ],
  silent: [server => server.kill('SIGSTOP'), /^Redis does not answer: .* \(silent\) since \d\d:\d\d UTC$/],
  ECONNREFUSED: [server => server.kill(), /^nothing listens where REDIS_URL leads \(ECONNREFUSED\) since /],
};

for (const [code, [make, sentence]] of Object.entries(away)) {
  test(`health says why Redis is away: ${code}`, async t => {
    t.timeout(30_000);
    const {own, command, health, ready, log} = await faultyServer(t);
    await make(own, command);
    await until(async () => sentence.test(String((await health()).body['detail'])), 20_000);
    t.is((await health()).status, 503);
    t.is(await ready(), 503);
    if (code !== 'silent') {
      const {code: logged} = await log.seen('redis.failed', {level: 'warn'});
      t.true(sentence.test(`${(await health()).body['detail']}`) && typeof logged === 'string');
    }
    await own.kill('SIGCONT');
  });
}

test('a full queue is no place to send to: no web process is ready', async t => {
  const {redis, ready} = await faultyServer(t, {limits: {...limits, queueMaxLength: 1}});
  await add(redis, 'm1');
  t.is(await ready(), 503);
});

test('every reason that health may give is in docs/health.md', t => {
  const page = readFileSync(join(root, 'docs/health.md'), 'utf8');
  t.deepEqual(
    reasonCodes.filter(code => !page.includes(`| \`${code}\``)),
    [],
  );
});
