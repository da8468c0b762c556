import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {ChatError} from '../../core/errors.ts';
import {readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {add, deadLetters, limits, options, receive, take, testQueue} from '../helpers/queue.ts';

type Said = {code: number | null; out: string; err: string};

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `npm run queue -- …` as npm would. */
async function queue(REDIS_URL: string, ...args: string[]): Promise<Said> {
  const child = spawn(process.execPath, ['--import=tsx', 'scripts/queue.ts', ...args], {
    cwd: root,
    env: {PATH: process.env['PATH'], REDIS_URL},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return {code: child.exitCode, out, err};
}

/** A message that was given up. */
async function bury(
  t: ExecutionContext,
  redis: Redis,
  id: string,
  session = 'private-session',
): Promise<void> {
  await add(redis, id, session);
  await retry(redis, {...options, maxAttempts: 1}, await take(t, redis), new ChatError('agent_unavailable'));
}

test('list shows what is pending, delayed and dead, and nothing of what was said', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await bury(t, redis, 'dead-one');
  await add(redis, 'delayed-one', 'private-session-2');
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await add(redis, 'pending-one', 'private-session-3');
  await take(t, redis, 'some-worker');
  const {code, out, err} = await queue(url, 'list');
  t.is(err, '');
  t.is(code, 0);
  t.regex(out, /^2 open, 1 in the queue, 1 of these pending, 1 delayed, 1 dead$/m);
  t.regex(out, /pending-one +widget +1 +some-worker +\d+\.\d s/);
  t.regex(out, /delayed-one +(now|in \d\.\d s)/);
  t.regex(out, /dead-one +widget +agent_unavailable +1 +20\d\d-\d\d-\d\dT/);
  t.notRegex(out, /text of|private-session/);
});

test('a queue that nobody has used yet is listed as empty', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await redis.run(client => client.flushDb());
  t.deepEqual(await queue(url, 'list'), {
    code: 0,
    out: '0 open, 0 in the queue, 0 of these pending, 0 delayed, 0 dead\n',
    err: '',
  });
});

test('a replayed message is a new one of its session, and the old one keeps its end', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await bury(t, redis, 'old', 's1');
  await redis.run(client => client.hSet(keys.message('old'), {user: 'u1', metadata: '{"page":"/"}'}));
  const before = await readMessage(redis, 'old');
  const {code, out} = await queue(url, 'replay', 'old');
  t.is(code, 0);
  const [, id = ''] = /^old -> (\S{22})\n$/.exec(out) ?? [];
  const [entry] = await receive(redis);
  t.like(entry, {message: id, channel: 'widget', session: 's1'});
  t.like(await redis.run(client => client.hGetAll(keys.message(id))), {
    status: 'queued',
    text: 'text of old',
    clinic: 'demo',
    user: 'u1',
    metadata: '{"page":"/"}',
  });
  t.deepEqual(await readMessage(redis, 'old'), before);
  t.deepEqual(await deadLetters(redis), []);
});

test('a dead message that two people replay at once is sent once', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await bury(t, redis, 'old');
  const said = await Promise.all([queue(url, 'replay', 'old'), queue(url, 'replay', 'all')]);
  const sent = said.map(({out}) => out).filter(out => out.includes('->'));
  t.is(new Set(sent).size, 1);
  t.is((await receive(redis)).length, 1);
});

test('replay all sends what it can, and says what stays and why', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  for (const id of ['full', 'expired', 'fine']) await bury(t, redis, id, id);
  await redis.run(client => client.del(keys.message('expired')));
  for (let i = 0; i < limits.sessionMaxLength; i++) await add(redis, `waiting-${i}`, 'full');
  const {code, out, err} = await queue(url, 'replay', 'all');
  t.is(code, 1);
  t.regex(out, /^fine -> \S{22}\n$/);
  t.regex(err, /^full stays: 20 messages of its session wait already/m);
  t.regex(err, /^expired stays: its text has expired/m);
  t.deepEqual(
    (await deadLetters(redis)).map(letter => letter['message']),
    ['full', 'expired'],
  );
});

test('a dropped message is no longer among the dead', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  for (const id of ['-a', 'b']) await bury(t, redis, id, id); // ids may begin with a hyphen
  t.deepEqual(await queue(url, 'drop', '-a'), {code: 0, out: '-a dropped\n', err: ''});
  const {out} = await queue(url, 'dead');
  t.regex(out, /^ {2}b +widget/m);
  t.notRegex(out, /-a +widget/);
  t.deepEqual(await queue(url, 'drop', '-a'), {code: 1, out: '', err: 'There is no dead message -a\n'});
});

test('a command that is not understood, or cannot be done, is answered in plain words', async t => {
  t.timeout(60_000);
  const REDIS_URL = `redis://user:secret@127.0.0.1:${await freePort()}`;
  for (const args of [[], ['replay'], ['list', 'x'], ['explode'], ['drop', 'a', 'b']]) {
    const {code, err} = await queue(REDIS_URL, ...args);
    t.is(code, 2);
    t.regex(err, /^Usage: npm run queue/);
  }
  const {code, out, err} = await queue(REDIS_URL, 'list');
  t.is(code, 1);
  t.is(out, '');
  t.regex(err, /^Redis does not answer at 127\.0\.0\.1:\d+\n$/);
});
