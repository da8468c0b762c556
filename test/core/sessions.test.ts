import {readMessage} from '../../core/events/read.ts';
import {heartbeat} from '../../core/fifo/heartbeat.ts';
import {keys} from '../../core/keys.ts';
import {append} from '../../core/queue/append.ts';
import {claim} from '../../core/queue/claim.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {finish} from '../../core/queue/finish.ts';
import {messages} from '../../core/queue/messages.ts';
import {release} from '../../core/queue/release.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {readHistory} from '../../core/sessions/history.ts';
import {clinicOfSession, openSession, ownsMessage, renewSession} from '../../core/sessions/open-session.ts';
import {rateMessage} from '../../core/sessions/rate-message.ts';
import {begin, limits, message, options, receive, snapshot, take, testQueue} from '../helpers/queue.ts';
import {dump} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const s1 = {channel: 'widget', session: 's1'} as const;
const opened = {id: 's1', clinic: 'demo', agent: 'a1'};

test('enqueue asks for the token of a protected session, and takes none for another', async t => {
  const {redis} = await testQueue(t);
  const authorised = await openSession(redis, opened, 600_000);
  const before = await snapshot(redis);
  t.is((await enqueue(redis, limits, message('m1'))).status, 'forbidden');
  t.is((await enqueue(redis, limits, message('m1', {authorised: 'another'}))).status, 'forbidden');
  t.is((await enqueue(redis, limits, message('m1', {session: 's2', authorised}))).status, 'forbidden');
  t.deepEqual(await snapshot(redis), before);
  t.is((await enqueue(redis, limits, message('m1', {authorised}))).status, 'queued');
  t.is((await enqueue(redis, limits, message('m4', {authorised: true}))).status, 'queued', 'we ourselves');
  t.is((await enqueue(redis, limits, message('m2', {session: 's2'}))).status, 'queued');
  t.is((await enqueue(redis, limits, message('m3', {channel: 'legacy'}))).status, 'queued');
});

test('a session lasts as long as it is written to or renewed, and never less than it was promised', async t => {
  const {redis} = await testQueue(t);
  const record = keys.session('widget', 's1');
  const left = () => redis.run(client => client.pTTL(record));
  const authorised = await openSession(redis, opened, 5000);
  await enqueue(redis, limits, message('m1', {authorised}));
  t.true((await left()) > 590_000);
  const owned = {session: 's1', generation: authorised};
  t.true(await renewSession(redis, owned, 900_000));
  t.true((await left()) > 890_000);
  await enqueue(redis, limits, message('m2', {authorised}));
  t.true((await left()) > 890_000);
  t.false(await renewSession(redis, {...owned, generation: 'another'}, 2_000_000));
  t.true((await left()) < 900_001);
  t.false(await renewSession(redis, {...owned, session: 's2'}, 900_000));
  t.false((await dump(redis)).includes(keys.session('widget', 's2')));
});

test('the messages of a session are kept in order, and forgotten with their hashes', async t => {
  const {redis} = await testQueue(t);
  const ids = Array.from({length: 20}, (_, i) => `m${99 - i}`);
  await Promise.all(ids.map(id => enqueue(redis, limits, message(id))));
  const key = keys.messages('widget', 's1');
  t.deepEqual(await redis.run(client => client.zRange(key, 0, -1)), ids);
  const [seconds] = await redis.run(client => client.time());
  const score = (Number(seconds) * 1000 - limits.resultTtlMs) * 1000;
  await redis.run(client => client.zAdd(key, {value: 'm99', score}));
  await receive(redis);
  const later: string[] = [];
  await until(async () => {
    later.push(`n${later.length}`);
    await enqueue(redis, {...limits, sessionMaxLength: 5000}, message(`n${later.length - 1}`));
    return !(await redis.run(client => client.zRange(key, 0, -1))).includes('m99');
  });
  t.deepEqual(await redis.run(client => client.zRange(key, 0, -1)), [...ids.slice(1), ...later]);
});

test('a history of a session that nobody opened, or whose record has gone, is none', async t => {
  const {redis} = await testQueue(t);
  const sent = await enqueue(redis, limits, message('m1'));
  const generation = 'generation' in sent ? sent.generation : '';
  t.is(await readHistory(redis, {session: 's1', generation}, {limit: 10}), null);
  t.is(await readHistory(redis, {session: 's2', generation: ''}, {limit: 10}), null);
});

test('a message is rated only where it is', async t => {
  const {redis} = await testQueue(t);
  await enqueue(redis, limits, message('m1'));
  t.true(await rateMessage(redis, 'm1', {rating: 'up'}));
  t.false(await rateMessage(redis, 'm3', {rating: 'up'}));
});

test('a message is its session’s only, and of the generation that the session is of', async t => {
  const {redis} = await testQueue(t);
  const generation = await openSession(redis, opened, 600_000);
  const other = await openSession(redis, {...opened, id: 's2'}, 600_000);
  await enqueue(redis, limits, message('m1', {authorised: generation}));
  await enqueue(redis, limits, message('m2', {channel: 'legacy'}));
  t.true(await ownsMessage(redis, {session: 's1', generation}, 'm1'));
  t.false(await ownsMessage(redis, {session: 's1', generation: other}, 'm1'));
  t.false(await ownsMessage(redis, {session: 's2', generation: other}, 'm1'));
  t.false(await ownsMessage(redis, {session: 's1', generation}, 'm2'), 'of the same name on another channel');
  t.false(await ownsMessage(redis, {session: 's1', generation}, 'm3'));
});

test('a session is one clinic’s: another gets none of its words', async t => {
  const {redis} = await testQueue(t);
  const at = (id: string, clinic: string, fields = {}) =>
    enqueue(redis, limits, message(id, {clinic, ...fields}));
  t.is((await at('m1', 'demo')).status, 'queued');
  const before = await snapshot(redis);
  t.is((await at('m2', 'demo-es')).status, 'forbidden');
  t.deepEqual(await snapshot(redis), before);
  t.is((await at('m3', 'demo')).status, 'queued');
  t.is(await clinicOfSession(redis, 'widget', 's1'), 'demo');
});

test('an account that was given to another clinic begins its conversations anew', async t => {
  const {redis} = await testQueue(t);
  const chat = {channel: 'whatsapp', session: 'willow:chat'} as const;
  await enqueue(redis, limits, message('m1', {...chat, clinic: 'demo'}));
  await finish(redis, options, await take(t, redis), {status: 'done', text: 'for demo'});
  t.is((await enqueue(redis, limits, message('m2', {...chat, clinic: 'demo-es'}))).status, 'queued');
  t.deepEqual((await take(t, redis)).history, []);
  t.is(await clinicOfSession(redis, 'whatsapp', chat.session), 'demo-es');
});

test('an erased session of many messages leaves nothing, and others lose nothing', async t => {
  const {redis} = await testQueue(t);
  const many = {...limits, sessionMaxLength: 1000};
  const authorised = await openSession(redis, opened, 600_000);
  await enqueue(redis, many, message('other', {session: 's2'}));
  const [other] = await receive(redis);
  const before = await snapshot(redis);
  for (let i = 0; i < 250; i += 1) {
    const idempotency = {key: `k${i}`, scope: 's1', payload: i};
    await enqueue(redis, many, message(`m${i}`, {authorised, idempotency}));
  }
  t.deepEqual(await eraseSession(redis, options, s1), {status: 'erased', messages: 250});
  t.is(await readMessage(redis, 'm0'), null);
  const {[keys.session('widget', 's1')]: record, ...rest} = before;
  t.truthy(record);
  const passing = new Set<string>([keys.wake, keys.stream, keys.open, keys.unwritten]);
  await until(async () => (await dump(redis)).every(name => name in rest || passing.has(name)), 5000);
  const after = await snapshot(redis);
  for (const name of Object.keys(rest)) if (!passing.has(name)) t.is(after[name], rest[name], name);
  t.is(await redis.run(client => client.xLen(keys.stream)), 1);
  t.deepEqual(await redis.run(client => client.zRange(keys.open, 0, -1)), ['other']);
  t.is((await begin(t, redis, other)).message, 'other');
  t.deepEqual(await eraseSession(redis, options, s1), {status: 'gone', messages: 0});
});

test('whatever a worker still writes to an erased message is refused, and makes nothing new', async t => {
  const {redis} = await testQueue(t);
  await enqueue(redis, limits, message('m1'));
  await enqueue(redis, limits, message('m2', {session: 's2'}));
  const turn = await take(t, redis);
  await append(redis, turn, 1, 'so far');
  const [unclaimed] = await receive(redis);
  if (!unclaimed) return t.fail('there is no entry');
  await eraseSession(redis, options, s1);
  await eraseSession(redis, options, {...s1, session: 's2'});
  await until(async () => !(await dump(redis)).some(name => name.startsWith('message:')), 5000);
  const before = await snapshot(redis);
  t.is(await append(redis, turn, 2, 'and further'), 'fenced');
  t.is(await heartbeat(redis, messages, turn), 'lost');
  t.is(await finish(redis, options, turn, {status: 'done', text: 'late', agent: 'test'}), 'fenced');
  t.is(await release(redis, options, turn, 'c1', turn.attempt), 'lost');
  t.is((await claim(redis, options, unclaimed, 'c1')).status, 'lost');
  t.deepEqual(await snapshot(redis), before);
});

test('dead letters of an erased session go with it', async t => {
  const {redis} = await testQueue(t);
  await redis.run(client =>
    Promise.all(
      Array.from({length: 2100}, (_, i) =>
        client.xAdd(keys.dead, '*', {message: `m${i}`, channel: 'widget', session: `s${i % 700}`}),
      ),
    ),
  );
  await eraseSession(redis, options, s1);
  const left = await redis.run(client => client.xRange(keys.dead, '-', '+'));
  t.is(left?.length, 2097);
  t.false(left?.some(letter => letter.message['session'] === 's1'));
});
