import {setTimeout as sleep} from 'node:timers/promises';
import {AddressBudget} from '../../server/edge/address-budget.ts';
import {exchange, rawConnection} from '../helpers/raw.ts';
import {dump} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {openSocket, refusedUpgrade} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const poll = `/apps/voice-api/widget-poll/${'A'.repeat(22)}`;
const close = 'Connection: close\r\n\r\n';

test('a connection that sends more requests than it may have under way gets no further', async t => {
  const {send, url, waitingRoom} = await testServer(t);
  const {body} = await send({text: 'Hello'});
  const one = `GET ${body['poll_url']}?wait=25 HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const connection = rawConnection(t, url, one.repeat(20_000));
  await connection.closed; // where the ninth begins
  await until(() => waitingRoom.size === 0);
  t.is((await fetch(`${url}/healthz`)).status, 200);
});

test('of 20,000 requests down one connection a handful are answered, and the next is refused', async t => {
  const {url} = await testServer(t);
  const answer = await exchange(t, url, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20_000));
  t.true(answer.split('HTTP/1.1 200').length - 1 < 1500);
  t.true(answer.split('HTTP/1.1 ').length < 1500);
});

test('polls that wait behind others on a connection leave with it', async t => {
  const {send, url, waitingRoom} = await testServer(t);
  const {body} = await send({text: 'Hello'});
  const one = `GET ${body['poll_url']}?wait=25 HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const connection = rawConnection(t, url, one.repeat(5));
  await until(() => waitingRoom.size === 5);
  connection.socket.destroy();
  await until(() => waitingRoom.size === 0);
  t.pass();
});

test('a process that has as much under way as it may refuses the rest with 503, and says that it lives', async t => {
  const {send, get, url, waitingRoom} = await testServer(t, {inFlight: {inAll: 3}});
  const {body} = await send({text: 'Hello'});
  const polls = [1, 2, 3].map(() =>
    rawConnection(t, url, `GET ${body['poll_url']}?wait=25 HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  );
  await until(() => waitingRoom.size === 3);
  const {status, headers, body: problem} = await get(poll);
  t.is(status, 503);
  t.is(problem['code'], 'overloaded');
  t.true(Number(headers.get('retry-after')) > 0);
  t.is((await get('/healthz')).status, 200);
  for (const {socket} of polls) socket.destroy();
  await until(async () => (await get('/readyz')).status === 200);
});

for (const [what, hosts] of [
  ['two hosts', 'Host: localhost\r\nHost: evil.example\r\n'],
  ['the same host twice', 'Host: localhost\r\nhost: localhost\r\n'],
  ['a host with a user', 'Host: evil:x@localhost\r\n'],
  ['a host with a path', 'Host: localhost/evil\r\n'],
  ['no host', ''],
] as const) {
  test(`a request with ${what} is 400 and does nothing`, async t => {
    const {url, redis} = await testServer(t);
    const answer = await exchange(
      t,
      url,
      `GET /apps/voice-api/widget-chat?body=a HTTP/1.1\r\n${hosts}${close}`,
    );
    t.regex(answer, /^HTTP\/1\.1 400 /);
    t.deepEqual(await dump(redis), []);
  });
}

test('an offer to go on in another protocol is ignored, with body and without', async t => {
  const {url} = await testServer(t);
  const offer =
    'Host: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';
  t.regex(
    await exchange(t, url, `GET /healthz HTTP/1.1\r\n${offer}\r\n`),
    /^HTTP\/1\.1 200 [\s\S]*\{"status":"ok"\}/,
  );
  const body = '{"text":"Hello"}';
  const typed = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  const head = `POST /apps/voice-api/widget/send HTTP/1.1\r\n${offer}${typed}\r\n`;
  t.regex(await exchange(t, url, head + body), /^HTTP\/1\.1 202 [\s\S]*"status":"queued"/);
  t.regex(await exchange(t, url, `GET /ws/widget/s1 HTTP/1.1\r\n${offer}\r\n`), /^HTTP\/1\.1 426 /);
});

for (const [what, path, offer, answer] of [
  ['an offer of another protocol', '/healthz', 'h2c', '200'],
  ['the opening of a socket', '/ws/widget/s1', 'websocket', '101'],
] as const) {
  test(`${what} behind a poll that waits is answered after it, and leaves with its client`, async t => {
    const {url, send, waitingRoom} = await testServer(t);
    const {body} = await send({text: 'Hello'});
    const poll = String(body['poll_url']);
    const behind = (then: string) =>
      `GET ${poll}?wait=25 HTTP/1.1\r\nHost: localhost\r\n\r\n` +
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${offer}\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n${then}`;
    const gone = rawConnection(t, url, behind(''));
    await until(() => waitingRoom.size === 1);
    gone.socket.end();
    await until(() => waitingRoom.size === 0);
    const then = offer === 'h2c' ? `GET /nowhere HTTP/1.1\r\nHost: localhost\r\n${close}` : '';
    const connection = rawConnection(t, url, behind(then));
    await until(() => waitingRoom.size === 1);
    t.is(connection.answer, '');
    t.is((await fetch(url + poll, {method: 'DELETE'})).status, 200);
    if (offer === 'h2c') await connection.closed;
    else await until(() => connection.answer.includes(' 101 '));
    const statuses = [...connection.answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    t.deepEqual(statuses, ['200', answer, ...(then === '' ? [] : ['404'])]);
  });
}

for (const offer of ['h2c', 'websocket']) {
  test(`a connection that is reset with an offer of ${offer} behind a request ends nothing else`, async t => {
    const {url} = await testServer(t);
    const bytes =
      `GET ${poll} HTTP/1.1\r\nHost: localhost\r\n\r\n` +
      `GET /ws/widget/s1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${offer}\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
    for (let i = 0; i < 100; i++) {
      const {socket} = rawConnection(t, url, bytes);
      await until(() => socket.bytesWritten > 0);
      await sleep(i % 5);
      socket.resetAndDestroy();
    }
    t.is((await fetch(`${url}/healthz`)).status, 200);
  });
}

test('a connection is not kept by one offer of another protocol after the other', async t => {
  const {url} = await testServer(t);
  const offer = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
  const connection = rawConnection(t, url, offer);
  await until(() => connection.answer.endsWith('{"status":"ok"}'));
  connection.socket.write(offer);
  await connection.closed;
  t.is(connection.answer.match(/HTTP\/1\.1 200 /g)?.length, 2);
});

for (const [what, bytes, status] of [
  ['noise', 'hello\r\n\r\n', 400],
  ['a header of 20 KB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
    400,
  ],
] as const) {
  test(`${what} is ${status}, as a problem`, async t => {
    const {url} = await testServer(t);
    const answer = await exchange(t, url, bytes);
    t.regex(answer, new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*application/problem\\+json`));
    t.regex(answer, /no-store/);
  });
}

test('every answer is kept nowhere, guessed at by nobody and shown in no frame', async t => {
  const {url, send} = await testServer(t, {cors: {origins: [], publicUrl: 'https://chat.example'}});
  const answers = await Promise.all(
    ['/', '/continue', '/healthz', '/nowhere', '/openapi.json', poll, '/admin/streams/health'].map(path =>
      fetch(url + path),
    ),
  );
  for (const {headers, url} of [...answers, {...(await send({})), url: 'send'}]) {
    t.is(headers.get('x-content-type-options'), 'nosniff', url);
    t.is(headers.get('x-frame-options'), 'DENY', url);
    t.is(headers.get('referrer-policy'), 'no-referrer', url);
    t.is(headers.get('strict-transport-security'), 'max-age=31536000', url);
    t.regex(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/, url);
    t.notRegex(headers.get('content-security-policy') ?? '', /unsafe/, url);
    t.regex(headers.get('cache-control') ?? '', /no-store|no-cache/, url);
  }
});

test('who sends far more than the queue would take is refused before it is read, by address', async t => {
  const budget = new AddressBudget(1);
  const {send, get} = await testServer(t, {budget, proxyHops: 1});
  const from = {'x-forwarded-for': '192.0.2.1'};
  for (let i = 0; i < 3; i++) t.is((await send('{', from)).status, 400);
  const {status, headers, body} = await send('{', from);
  t.is(status, 429);
  t.is(body['code'], 'rate_limited');
  t.true(Number(headers.get('retry-after')) > 0);
  t.is((await send('{', {'x-forwarded-for': '192.0.2.2'})).status, 400);
  t.is((await get(poll, from)).status, 404, 'polls have their own');
  for (let i = 0; i < 39; i++) await get(poll, from);
  t.is((await get(poll, from)).status, 429);
});

test('who floods is cut off for a while, and others are not', async t => {
  const budget = new AddressBudget(1);
  const {send, get, url} = await testServer(t, {budget, proxyHops: 1});
  const from = (address: string) => ({'x-forwarded-for': address});
  for (let i = 0; i < 7; i++) t.not((await send('{', from('192.0.2.1'))).status, 202);
  const head = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`;
  const answer = await exchange(t, url, head);
  t.regex(answer, /^HTTP\/1\.1 429 /, 'a proxy would take a cut connection for a process that is down');
  t.regex(answer, /\r\nRetry-After: 10\r\n/i);
  t.regex(answer, /\r\nConnection: close\r\n/i);
  t.is((await get('/healthz', from('192.0.2.2'))).status, 200);
});

test('who floods again, when it is listened to again, is cut off sooner', async t => {
  const budget = new AddressBudget(10, {floodMs: 500});
  const asked = () => {
    let count = 0;
    while (!budget.isFlooding('192.0.2.1')) {
      budget.take('send', '192.0.2.1');
      count += 1;
    }
    return count;
  };
  t.is(asked(), 61, 'as many as it may, and as many again');
  await until(() => !budget.isFlooding('192.0.2.1'));
  t.true(asked() <= 5);
});

test('one client may hold its share of the sockets, and what closes is free again', async t => {
  const {url, sockets} = await testServer(t, {proxyHops: 1, sockets: {maxConnections: 8, maxPerClient: 2}});
  const from = (address: string) => ({headers: {'x-forwarded-for': address}});
  const [first] = await Promise.all([1, 2].map(last => openSocket(t, url, 's1', from(`2001:db8::${last}`))));
  const refused = await refusedUpgrade(url, '/ws/widget/s1', from('2001:db8::3').headers);
  t.like(refused, {status: 503, body: {code: 'overloaded'}});
  await openSocket(t, url, 's1', from('2001:db8:0:1::1'));
  first?.socket.close();
  await until(() => sockets.size === 2);
  await openSocket(t, url, 's1', from('2001:db8::3'));
});

test('a socket over which nothing sensible is said at first is closed', async t => {
  const {url} = await testServer(t, {sockets: {firstFrameMs: 300}});
  const silent = await openSocket(t, url);
  const noisy = await openSocket(t, url);
  const talking = await openSocket(t, url);
  noisy.say('{');
  talking.say({text: 'Hello'});
  await talking.seen('ack');
  t.is(await silent.closed, 4408);
  t.is(await noisy.closed, 4408);
  t.is(talking.socket.readyState, talking.socket.OPEN);
});

test('where few sockets are allowed at all, one client may have each of them, and the next is refused', async t => {
  const {url} = await testServer(t, {sockets: {maxConnections: 3}});
  for (const session of ['a', 'b', 'c']) await openSocket(t, url, session);
  t.is((await refusedUpgrade(url, '/ws/widget/d')).status, 503);
});
