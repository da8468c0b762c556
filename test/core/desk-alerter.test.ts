import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {DeskAlerter} from '../../core/queue/desk/desk-alerter.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {giveBack} from '../../core/queue/handoff/take-over.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {nextDue} from '../../core/redis/next-due.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {signatureHeader} from '../../core/sign.ts';
import {fakeProvider} from '../helpers/fake-provider.ts';
import {limits, message, options, take, testQueue} from '../helpers/queue.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a conversation that waits for a person too long is told once, without a word of it, each time that it needs one', async t => {
  const {redis, log} = await testQueue(t);
  const statuses = [500, 204];
  const {url, calls} = await fakeProvider(t, () => ({status: statuses.shift() ?? 204, body: {}}));
  await fail(t, redis, 'm1', 's1');
  t.is(await nextDue(redis, keys.unattended, 100, 600_000), null, 'it has not waited long enough');
  for (let process = 0; process < 2; process++) {
    const secret = 'of the tests';
    const alerter = new DeskAlerter({redis, log, url, secret, afterMs: 0, everyMs: 20, againMs: 100});
    t.teardown(() => alerter.stop());
    alerter.start();
  }
  await log.seen('desk.told');
  t.is(calls.length, 2);
  const {body, headers} = calls.at(-1) ?? {body: '{}', headers: {}};
  t.like(JSON.parse(body), {
    event: 'desk_waiting',
    session_id: 's1',
    channel: 'widget',
    clinic_id: 'demo',
    reason: 'failed',
  });
  t.true(signatureHeader.toLowerCase() in headers);
  t.false(body.includes('text of'));
  await until(async () => (await redis.run(client => client.zCard(keys.unattended))) === 0);
  await fail(t, redis, 'm2', 's1'); // it waits since the first one
  t.is(await redis.run(client => client.zCard(keys.unattended)), 0);
  await giveBack(redis, options, {channel: 'widget', session: 's1'});
  await fail(t, redis, 'm3', 's1');
  await until(() => calls.length === 3);
});

test('of more than a few of one address, or very many of one clinic, is told once a minute with their number, of another’s at once', async t => {
  const {redis, log} = await testQueue(t);
  const {url, calls} = await fakeProvider(t, () => ({status: 204, body: {}}));
  const told = () =>
    calls.map(({body}) => JSON.parse(body)).map(({session_id, further}) => [session_id, further]);
  for (let i = 1; i <= 24; i++) await fail(t, redis, `m${i}`, `s${i}`, '203.0.113.7');
  await fail(t, redis, 'm25', 'another', '203.0.113.8');
  const start = () => {
    const times = {afterMs: 0, everyMs: 20, againMs: 100, pauseMs: 600_000};
    const alerter = new DeskAlerter({redis, log, url, secret: undefined, ...times}).start();
    t.teardown(() => alerter.stop());
  };
  start();
  start();
  await until(() => calls.length >= 21);
  const alone = ['another', ...Array.from({length: 20}, (_, i) => `s${i + 1}`)];
  t.deepEqual(told().toSorted(), alone.map(session => [session, undefined]).toSorted());
  await eraseSession(redis, options, {channel: 'widget', session: 's21'});
  await giveBack(redis, options, {channel: 'widget', session: 's22'});
  await redis.run(client => client.set(keys.rate('desk', 'demo'), 200, {PX: 60_000}));
  await fail(t, redis, 'm26', 'of-many', '203.0.113.9');
  await until(async () => (await redis.run(client => client.zCard(keys.unattended))) === 0);
  await redis.run(client => client.zAdd(keys.crowds('desk'), {value: 'demo', score: 1}));
  await until(async () => (await redis.run(client => client.zCard(keys.crowds('desk')))) === 0);
  t.deepEqual(told().slice(21), [['s23', 2]]);
  t.deepEqual(await redis.run(client => client.keys('*desk:crowd*')), []);
});

test('a clinic in which many wait, and of which is told slowly, holds up no other', async t => {
  const {redis, log} = await testQueue(t);
  let isSlow = true;
  const {url, calls} = await fakeProvider(t, async ({body}) => {
    if (body.includes('"demo"')) await until(() => !isSlow);
    return {status: 204, body: {}};
  });
  for (let i = 1; i <= 6; i++) await fail(t, redis, `m${i}`, `s${i}`);
  const alerter = new DeskAlerter({redis, log, url, secret: undefined, afterMs: 0, everyMs: 20}).start();
  t.teardown(() => alerter.stop());
  await until(() => calls.length === 2);
  await fail(t, redis, 'm7', 'another', undefined, 'other');
  await t.notThrowsAsync(until(() => calls.some(({body}) => body.includes('another'))));
  t.is(calls.length, 3, 'two at once of one clinic');
  isSlow = false;
  await until(() => calls.length === 7);
});

test('of a crowd whose most urgent one waits for longer than a day the others are told', async t => {
  const {redis, log} = await testQueue(t);
  const {url, calls} = await fakeProvider(t, () => ({status: 204, body: {}}));
  await redis.run(client => client.set(keys.rate('desk', 'demo'), 200, {PX: 60_000}));
  for (let i = 1; i <= 3; i++) await fail(t, redis, `m${i}`, `s${i}`);
  const times = {afterMs: 0, everyMs: 20, pauseMs: 600_000};
  const alerter = new DeskAlerter({redis, log, url, secret: undefined, ...times}).start();
  t.teardown(() => alerter.stop());
  await until(async () => (await redis.run(client => client.zCard(keys.unattended))) === 0);
  await redis.run(async client => {
    await client.hSet(keys.session('widget', 's1'), 'needs', 'emergency');
    await client.zAdd(keys.needing, {value: 'widget s1', score: Date.now() - 90_000_000});
    await client.zAdd(keys.crowds('desk'), {value: 'demo', score: 1});
  });
  await until(async () => (await redis.run(client => client.zCard(keys.crowds('desk')))) === 0);
  const told = calls.map(({body}) => JSON.parse(body));
  t.deepEqual(
    told.map(({session_id, further}) => [session_id, further]),
    [['s2', 1]],
  );
});

async function fail(
  t: ExecutionContext,
  redis: Redis,
  id: string,
  session: string,
  address?: string,
  clinic = 'demo',
): Promise<void> {
  await enqueue(redis, limits, message(id, {session, address, clinic}));
  await retry(redis, {...options, maxAttempts: 1}, await take(t, redis), new ChatError('agent_unavailable'));
}
