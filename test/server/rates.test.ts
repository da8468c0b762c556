/** How much a visitor may send: what is refused, with what advice, and that nobody else notices. */

import {clientAddress} from '../../server/client-address.ts';
import {startWeb} from '../helpers/app.ts';
import {dump, testRedis} from '../helpers/redis.ts';
import {client, limits, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

const off = {sessionPerMinute: 0, addressPerMinute: 0, sessionsPerHour: 0, bytesPerHour: 0};
const withRates = (rates: Partial<typeof off>) => ({limits: {...limits, rates: {...off, ...rates}}});
const via = (address: string) => ({'x-forwarded-for': address});

test('a session may send so much in a minute, is told when it may again, and no other session is held up', async t => {
  const {send} = await testServer(t, withRates({sessionPerMinute: 2}));
  for (const text of ['a', 'b']) t.is((await send({text, session_id: 's1'})).status, 202);
  const {status, headers, body} = await send({text: 'c', session_id: 's1'});
  t.is(status, 429);
  t.is(body['code'], 'rate_limited');
  const seconds = Number(headers.get('retry-after'));
  t.true(seconds > 50 && seconds <= 60, `${seconds}`);
  t.is(headers.get('ratelimit-policy'), '"session";q=2;w=60');
  t.is(headers.get('ratelimit'), `"session";r=0;t=${seconds}`);
  t.is((await send({text: 'a', session_id: 's2'})).status, 202);
});

test('an idempotent resend costs nothing, also when the rate is used up', async t => {
  const {send} = await testServer(t, withRates({sessionPerMinute: 1, addressPerMinute: 1}));
  const once = {text: 'a', session_id: 's1', client_message_id: 'k1'};
  const first = await send(once);
  for (let i = 0; i < 3; i++) t.is((await send(once)).body['message_id'], first.body['message_id']);
  t.is((await send({...once, client_message_id: 'k2'})).status, 429);
});

test('what is refused is nowhere, and spends nothing', async t => {
  const {send, redis} = await testServer(t, withRates({sessionPerMinute: 1, addressPerMinute: 3}));
  await send({text: 'a', session_id: 's1'});
  const before = await dump(redis);
  for (let i = 0; i < 5; i++) t.is((await send({text: 'never', session_id: 's1'})).status, 429);
  t.deepEqual(await dump(redis), before);
  t.is(
    (await send({text: 'a', session_id: 's2'})).status,
    202,
    'the address has spent only what was accepted',
  );
});

test('an address is the one that our own proxies saw; one IPv6 network is one client', async t => {
  const {send} = await testServer(t, {...withRates({addressPerMinute: 1}), proxyHops: 1});
  const from = async (address: string) => (await send({text: 'a'}, via(address))).status;
  t.is(await from('203.0.113.1'), 202);
  t.is(await from('198.51.100.9, 203.0.113.1'), 429, 'what the client wrote itself changes nothing');
  t.is(await from('203.0.113.2'), 202);
  t.is(await from('2001:db8:1:2::1'), 202);
  t.is(await from('2001:db8:1:2:ffff::9'), 429);
  t.is(await from('2001:db8:1:3::1'), 202);
});

test('no header makes another client where no proxy is trusted', async t => {
  const {send} = await testServer(t, withRates({addressPerMinute: 1}));
  t.is((await send({text: 'a'}, via('203.0.113.1'))).status, 202);
  for (let i = 2; i < 40; i++) t.is((await send({text: 'a'}, via(`203.0.113.${i}`))).status, 429);
});

test('opening sessions has a rate of its own, also by a send', async t => {
  const {send, api} = await testServer(t, withRates({addressPerMinute: 100, sessionsPerHour: 2}));
  const open = async () => (await fetch(`${api}/widget/session`, {method: 'POST'})).status;
  t.is(await open(), 201);
  t.is((await send({text: 'a'})).status, 202);
  t.is(await open(), 429);
  const {status, headers} = await send({text: 'a'});
  t.is(status, 429);
  t.is(headers.get('ratelimit-policy'), '"sessions";q=2;w=3600');
  t.is((await send({text: 'a', session_id: 's1'})).status, 202);
});

test('an address may have so many bytes kept, however few messages they are', async t => {
  const {send} = await testServer(t, withRates({addressPerMinute: 100, bytesPerHour: 10_000}));
  t.is((await send({text: '€'.repeat(3000), session_id: 's1'})).status, 202);
  t.is((await send({text: '€'.repeat(3000), session_id: 's2'})).status, 429);
  t.is((await send({text: 'a', session_id: 's2'})).status, 202);
});

test('the rate is exact over several processes, and no address is in Redis as it is', async t => {
  const {url: REDIS_URL, redis} = await testRedis(t);
  const env = {REDIS_URL, RATE_ADDRESS_PER_MINUTE: '7', RATE_SESSION_PER_MINUTE: '0', TRUST_PROXY_HOPS: '1'};
  const webs = await Promise.all([1, 2, 3].map(() => startWeb(t, env)));
  const answers = await Promise.all(
    Array.from({length: 30}, (_, i) =>
      client(webs[i % 3]?.url ?? '').send({text: 'a', session_id: `s${i}`}, via('203.0.113.77')),
    ),
  );
  t.is(answers.filter(({status}) => status === 202).length, 7);
  t.is(answers.filter(({status}) => status === 429).length, 23);
  t.notRegex((await dump(redis)).join('\n'), /203\.0\.113\.77/);
});

test('a clinic may limit what all visitors of its pages send together', async t => {
  const {deps} = await testServer(t);
  const demo = deps.clinics.known.get('demo');
  if (!demo) return t.fail();
  const known = new Map([
    ['demo', {...demo, limits: {messagesPerMinute: 1}}],
    ['other', {...demo, id: 'other'}],
  ]);
  const {send} = await testServer(t, {...withRates({}), clinics: {known, fallback: 'demo'}});
  t.is((await send({text: 'a', session_id: 's1'})).status, 202);
  t.is((await send({text: 'a', session_id: 's2'})).status, 429);
  t.is((await send({text: 'a', session_id: 's3', clinic_id: 'other'})).status, 202);
});

test('behind a full queue there is room for those who hold little of it', async t => {
  const {deps} = await testServer(t);
  const demo = deps.clinics.known.get('demo');
  if (!demo) return t.fail();
  const known = new Map(['demo', 'other', 'third'].map(id => [id, {...demo, id}]));
  const {send} = await testServer(t, {
    limits: {...limits, queueMaxLength: 16},
    clinics: {known, fallback: 'demo'},
    proxyHops: 1,
  });
  const from = async (clinic_id: string, address: string) =>
    (await send({text: 'a', clinic_id}, via(address))).status;
  for (let i = 0; i < 16; i++) t.is(await from('demo', `203.0.113.${i}`), 202);
  t.is(await from('demo', '203.0.113.99'), 503, 'a clinic has its share');
  t.is(await from('other', '203.0.113.99'), 202);
  t.is(
    await from('third', '203.0.113.99'),
    503,
    'the rest is for other channels than the one that filled it',
  );
});

const request = (remoteAddress: string, forwarded?: string) =>
  ({socket: {remoteAddress}, headers: {'x-forwarded-for': forwarded}}) as unknown as Parameters<
    typeof clientAddress
  >[0];

for (const [name, address, hops, expected] of [
  ['the socket', request('203.0.113.1', '198.51.100.1'), 0, '203.0.113.1'],
  ['an IPv4 address in IPv6', request('::ffff:203.0.113.1'), 0, '203.0.113.1'],
  ['the last that was added', request('10.0.0.1', '1.1.1.1, 2.2.2.2'), 1, '2.2.2.2'],
  ['the last but one behind two', request('10.0.0.1', '1.1.1.1,2.2.2.2,3.3.3.3'), 2, '2.2.2.2'],
  ['what there is where fewer added', request('10.0.0.1', '2.2.2.2'), 3, '2.2.2.2'],
  ['no port', request('10.0.0.1', '2.2.2.2:5555'), 1, '2.2.2.2'],
  ['no brackets', request('10.0.0.1', '[2001:DB8:0:1:9::1]:443'), 1, '2001:db8:0:1::/64'],
  ['a short one', request('::1'), 0, '0:0:0:0::/64'],
  ['the socket where it is no address', request('10.0.0.1', 'unknown'), 1, '10.0.0.1'],
  ['the socket where nothing was added', request('10.0.0.1'), 1, '10.0.0.1'],
] as const) {
  test(`a client's address is ${name}`, t => {
    t.is(clientAddress(address, hops), expected);
  });
}
