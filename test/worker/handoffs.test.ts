import {createHmac} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {createHandoffTeller} from '../../worker/handoff-notices.ts';
import {add, limits, message, options, take, testQueue} from '../helpers/queue.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testMaintenance} from '../helpers/worker.ts';

type Told = {body: string; signature: string};

/** A clinic's own server, which answers with these statuses in turn, then with 204, when it has thought. */
async function clinicServer(
  t: ExecutionContext,
  statuses: number[],
  think: (body: string) => Promise<void> | undefined = () => undefined,
) {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    told.push({body, signature: String(request.headers['x-plaintalk-signature'])});
    await think(body);
    response.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return {told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`};
}

async function handOff(t: ExecutionContext, url: string | undefined) {
  const {redis, log} = await testQueue(t);
  await add(redis, 'm1', 's1');
  const ending = {status: 'done', text: 'A person will answer.', handoff: {reason: 'asked'}} as const;
  await finish(redis, options, await take(t, redis), ending);
  const handoff = {url, secret: 'secret of the test'};
  const handoffs = createHandoffTeller({redis, log, handoff, againMs: 100});
  testMaintenance(t, {redis, log}, {handoffs});
  const over = () => until(async () => (await redis.run(client => client.zCard(keys.handoffs))) === 0);
  return {redis, over};
}

test('the clinic is told by a signed POST, again until it has answered well', async t => {
  const {told, url} = await clinicServer(t, [500, 302]);
  const {over} = await handOff(t, url);
  await over();
  t.is(told.length, 3);
  const {body, signature} = told[2] ?? {body: '', signature: ''};
  t.like(JSON.parse(body), {
    event: 'handoff',
    message_id: 'm1',
    session_id: 's1',
    clinic_id: 'demo',
    reason: 'asked',
  });
  t.false(body.includes('text of m1'), 'nothing of what was said');
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  t.is(digest, createHmac('sha256', 'secret of the test').update(`${seconds}.${body}`).digest('hex'));
});

test('who cannot be reached is tried again; who has the conversation back need not know', async t => {
  const {redis, over} = await handOff(t, 'http://127.0.0.1:1/nobody');
  await until(
    async () => ((await redis.run(client => client.zScore(keys.handoffs, 'm1 widget s1'))) ?? 0) > 0,
  );
  await redis.run(client => client.hDel(keys.session('widget', 's1'), 'handed_off'));
  await t.notThrowsAsync(over());
});

test('without a URL nothing is kept for it', async t => {
  const {over} = await handOff(t, undefined);
  await t.notThrowsAsync(over());
});

/** A queue in which a visitor asks for a person, and whoever tells of it. */
async function testHandoffs(t: ExecutionContext, url: string) {
  const {redis, log} = await testQueue(t);
  const asks = async (id: string, address: string, clinic = 'demo') => {
    await enqueue(redis, limits, message(id, {session: id, address, clinic}));
    const ending = {status: 'done', text: 'Yes', handoff: {reason: 'asked'}} as const;
    await finish(redis, options, await take(t, redis), ending);
  };
  const teller = createHandoffTeller({redis, log, handoff: {url, secret: undefined}});
  t.teardown(() => teller.stop());
  /** The time of a clinic's crowd has come. */
  const hastenCrowd = () =>
    redis.run(client => client.zAdd(keys.crowds('handoffs'), {value: 'demo', score: 1}));
  const over = () => until(async () => (await redis.run(client => client.zCard(keys.handoffs))) === 0);
  const crowdOver = () =>
    until(async () => (await redis.run(client => client.zCard(keys.crowds('handoffs')))) === 0);
  return {redis, asks, teller, hastenCrowd, over, crowdOver};
}

const posts = (told: Told[]) =>
  told.map(({body}) => JSON.parse(body)).map(({message_id, further}) => [message_id, further]);

test('of more than a few of one address is told once a minute with their number, of another’s at once', async t => {
  const {told, url} = await clinicServer(t, []);
  const {redis, asks, teller, hastenCrowd, over, crowdOver} = await testHandoffs(t, url);
  for (let i = 1; i <= 23; i++) await asks(`m${i}`, '203.0.113.7');
  await asks('another', '203.0.113.8');
  await teller.look();
  await over();
  const alone = [...Array.from({length: 20}, (_, i) => `m${i + 1}`), 'another'];
  t.deepEqual(posts(told).toSorted(), alone.map(id => [id, undefined]).toSorted());
  await eraseSession(redis, options, {channel: 'widget', session: 'm21'});
  await teller.look();
  t.is(told.length, 21, 'not before the minute is over');
  await hastenCrowd();
  await teller.look();
  await crowdOver();
  t.deepEqual(posts(told).slice(21), [['m22', 1]]);
  t.deepEqual(await redis.run(client => client.keys('handoffs:*')), []);
});

test('a clinic with many hand-offs, whose server is silent, holds up no other clinic, nor its own crowd', async t => {
  const held: (() => void)[] = [];
  const isSlow = (body: string) => /"message_id":"m\d+"/.test(body) && !body.includes('further');
  const {told, url} = await clinicServer(t, [], body =>
    isSlow(body) ? new Promise(resolve => held.push(resolve)) : undefined,
  );
  const {redis, asks, teller, hastenCrowd, crowdOver} = await testHandoffs(t, url);
  for (let i = 1; i <= 24; i++) await asks(`m${i}`, '203.0.113.7');
  await teller.look();
  await until(() => told.length === 2);
  await asks('another', '203.0.113.8', 'other');
  await hastenCrowd();
  await teller.look();
  await t.notThrowsAsync(until(() => told.length === 4));
  await crowdOver();
  t.deepEqual(posts(told).slice(2).toSorted(), [
    ['another', undefined],
    ['m21', 3],
  ]);
  t.is(held.length, 2, 'no more at once of one clinic');
  const stopped = teller.stop();
  for (const release of held) release();
  await stopped;
  t.is(told.length, 4, 'none begins any more');
  const due = await redis.run(client => client.zCount(keys.handoffs, 0, Date.now()));
  t.is(due, 18, 'the others are due at once, for another worker');
});

test('of a crowd whose oldest one was handed off more than a day ago the others are told', async t => {
  const {told, url} = await clinicServer(t, []);
  const {redis, asks, teller, hastenCrowd, over, crowdOver} = await testHandoffs(t, url);
  await redis.run(client => client.set(keys.rate('handoffs', 'demo'), 200, {PX: 60_000}));
  for (const id of ['m1', 'm2', 'm3']) await asks(id, '203.0.113.7');
  await teller.look();
  await over();
  await redis.run(client => client.hSet(keys.session('widget', 'm1'), 'handed_off', Date.now() - 90_000_000));
  await hastenCrowd();
  await teller.look();
  await crowdOver();
  t.deepEqual(posts(told), [['m2', 1]]);
});
