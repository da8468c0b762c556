import {verifyAudit} from '../../core/audit/verify-audit.ts';
import {ChatError} from '../../core/errors.ts';
import {readMessage} from '../../core/events/read.ts';
import {keys} from '../../core/keys.ts';
import {takeOver} from '../../core/queue/handoff/take-over.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {main} from '../../scripts/queue/main.ts';
import {answer} from '../helpers/outbox.ts';
import {add, announce, deadLetters, limits, options, receive, take, testQueue} from '../helpers/queue.ts';
import {openedMessage, testDataKeys, testSealer} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

type Said = {code: number; out: string; err: string};

/** Runs `npm run queue -- …`, in this process. */
async function queue(REDIS_URL: string, ...args: string[]): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {print: (line: string) => out.push(line), error: (line: string) => err.push(line)};
  const code = await main(args, {REDIS_URL, DATA_KEYS: testDataKeys}, terminal);
  const asPrinted = (lines: string[]) => lines.map(line => `${line}\n`).join('');
  return {code, out: asPrinted(out), err: asPrinted(err)};
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
  t.regex(out, /^2 open, 1 in the queue, 1 of these pending, 1 delayed, 0 in lanes, 1 dead$/m);
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
    out: '0 open, 0 in the queue, 0 of these pending, 0 delayed, 0 in lanes, 0 dead\n0 deliveries in the outbox, 0 delayed deliveries, 0 given up\n',
    err: '',
  });
});

test('a replayed message is a new one of its session, and the old one keeps its end and knows it', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await bury(t, redis, 'old', 's1');
  const context = {clinic: 'demo', owner: 'old'};
  const fields = {
    user: testSealer.seal('user', {...context, owner: 's1'}, 'u1'),
    metadata: testSealer.seal('metadata', context, '{"page":"/"}'),
  };
  await redis.run(client => client.hSet(keys.message('old'), fields));
  const told = async () => ({...(await readMessage(redis, 'old')), open: undefined});
  const before = await told();
  const {code, out} = await queue(url, 'replay', 'old');
  t.is(code, 0);
  const [, id = ''] = /^old -> (\S{22})\n$/.exec(out) ?? [];
  const [entry] = await receive(redis);
  t.like(entry, {message: id, channel: 'widget', session: 's1'});
  t.like(await openedMessage(redis, id), {
    status: 'queued',
    text: 'text of old',
    clinic: 'demo',
    user: 'u1',
    metadata: '{"page":"/"}',
  });
  t.deepEqual(await told(), {...before, replayedAs: id});
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
  const dropped = await queue(url, 'drop', '-a');
  t.like(dropped, {code: 0, out: '-a dropped\n'});
  const told = JSON.parse(dropped.err);
  t.like(told, {msg: 'audit.written', act: 'message.dropped', by: 'command'});
  t.is(told.hash, (await verifyAudit(redis)).hash, 'the chain’s end is told where its output is kept');
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

test('show tells where a message is and why it waits, and nothing of what was said', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  const explained = async (id: string) => {
    const {code, out, err} = await queue(url, 'show', id);
    t.is(err, '');
    t.is(code, 0);
    t.notRegex(out, /text of|private-session/);
    return out;
  };
  await add(redis, 'first', 'private-session');
  await add(redis, 'second', 'private-session');
  t.regex(await explained('first'), /^It waits because no worker is there\.$/m);
  await announce(redis, 'w1', 4);
  t.regex(
    await explained('first'),
    /^It waits for a free slot: 0 are before it, and all workers answer 4 at once\.$/m,
  );
  const turn = await take(t, redis, 'w1');
  const running = await explained('first');
  t.regex(running, /^Worker w1 works on it, attempt 1, and was heard 0\.\d s ago\.$/m);
  t.regex(running, /^ {2}status +processing$/m);
  t.regex(running, /^ {2}20\S+Z +processing +attempt 1$/m);
  t.regex(running, /^ {2}1 +first \(this one\)$/m);
  t.regex(await explained('second'), /^It waits behind message first of its session: 1 are before it\.$/m);
  await retry(redis, options, turn, new ChatError('agent_unavailable'));
  t.regex(await explained('first'), /^Attempt 1 failed; it is tried again in \d\.\d s\.$/m);
  await takeOver(
    redis,
    options,
    {channel: 'widget', session: 'private-session'},
    {text: 'words of a person'},
  );
  t.regex(await explained('first'), /^It has ended: done\.$/m);
  await add(redis, 'third', 'private-session');
  t.regex(await explained('third'), /^It waits for a person, who has had the conversation for 0\.\d s\.$/m);
  const {code, err} = await queue(url, 'show', 'nobody');
  t.is(code, 1);
  t.regex(err, /^Nobody knows message nobody/);
});

test('list knows workers, lanes, deliveries and parked accounts', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  await announce(redis, 'w1', 4);
  await answer(redis, 'm1', 1, 'words of a person');
  await redis.run(client => client.zAdd(keys.lanes, {value: 'm2 widget s2', score: 3}));
  await redis.run(client => client.zAdd(keys.aside, {value: 'demo sms 1 m3 s3', score: 0}));
  await redis.run(client => client.hSet(keys.parked, 'whatsapp acct1', 1_700_000_000_000));
  const {out} = await queue(url, 'list');
  t.regex(out, /^1 deliveries in the outbox, 0 delayed deliveries, 0 given up$/m);
  t.regex(out, /^ {2}w1 +4$/m);
  t.regex(out, /^ {2}m2 +widget +3$/m);
  t.regex(out, /^ {2}m3 +sms +demo$/m);
  t.regex(out, /^ {2}whatsapp acct1 +2023-11-14T22:13:20\.000Z$/m);
  t.notRegex(out, /words of|chat1/);
});

test('deliveries lists the replies that were given up, and resend lets them leave again', async t => {
  t.timeout(60_000);
  const {redis, url} = await testQueue(t);
  t.like(await queue(url, 'deliveries'), {code: 0, out: 'No delivery was given up\n'});
  await answer(redis, 'm1', 1, 'my private words');
  await redis.run(client =>
    Promise.all([
      client.xAdd(keys.deadDeliveries, '*', {
        message: 'm1',
        channel: 'whatsapp',
        session: 'acct1:chat1',
        cause: 'not_on_whatsapp',
        attempt: '2',
      }),
      client.hSet(keys.delivery('m1'), {status: 'failed', reason: 'not_on_whatsapp'}),
      client.del([keys.outbox, keys.deliveries('whatsapp', 'acct1:chat1')]),
    ]),
  );
  const {out, code} = await queue(url, 'deliveries');
  t.is(code, 0);
  t.regex(out, /m1 +whatsapp acct1 +not_on_whatsapp +2 +20\d\d-/);
  t.notRegex(out, /private words|chat1/);
  t.like(await queue(url, 'resend', 'm2'), {code: 1, err: 'No delivery of m2 was given up\n'});
  t.like(await queue(url, 'resend', 'm1'), {code: 0, out: 'm1 leaves again\n'});
  t.is(await redis.run(client => client.xLen(keys.outbox)), 1);
  t.like(await queue(url, 'resend', 'all'), {code: 0, err: 'No delivery was given up\n'});
});
