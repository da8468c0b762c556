import {once} from 'node:events';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import type {SocketFrame} from '../../core/wire/stream.ts';
import {longestMs} from '../../server/session-token.ts';
import {gate} from '../helpers/gate.ts';
import {dump, sealedPiece, testRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {openSocket, refusedUpgrade, type TestSocket} from '../helpers/socket.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

/** A server whose agent says as many words as it is told, one every 20 ms. */
async function talkative(t: ExecutionContext) {
  const server = await testServer(t);
  await testWorker(t, server, async function* ({text}) {
    for (let i = 0; i < Number(text); i++) {
      yield `${text}:${i} `;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });
  return server;
}

/** A server whose agent says one word, and the next when it may. */
async function held(t: ExecutionContext) {
  const server = await testServer(t);
  const held = gate();
  await testWorker(t, server, async function* ({signal}) {
    yield 'We are ';
    await Promise.race([held.opened, once(signal, 'abort')]);
    signal.throwIfAborted();
    yield 'open.';
  });
  return {server, release: held.open};
}

function types(frames: readonly SocketFrame[]): string[] {
  return frames.map(frame => (frame.type === 'typing' ? `typing ${frame.status}` : frame.type));
}

function cursors(frames: readonly SocketFrame[]): string[] {
  return frames.flatMap(frame => ('cursor' in frame && frame.cursor ? [frame.cursor] : []));
}

/** Sends, and waits for the ack. */
async function say(client: TestSocket, frame: object): Promise<string> {
  const acks = () => client.frames.filter(({type}) => type === 'ack');
  const before = acks().length;
  client.say(frame);
  return String((await until(() => acks()[before])).message_id);
}

test('a message over the socket is acknowledged, typed, streamed and answered', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const client = await openSocket(t, server.url);
  client.say({text: 'Hello', clinic_id: 'demo', user_id: 'u1', client_message_id: 'c1'});
  const reply = await client.seen('message');
  const {message_id} = reply;
  const {body} = await server.get(`/apps/voice-api/widget-poll/${message_id}`);
  const [, , delta, end] = body.events as unknown as Record<string, string>[];
  t.is(body['session_id'], 's1');
  t.deepEqual(client.frames as unknown[], [
    {type: 'ack', message_id, status: 'queued', client_message_id: 'c1'},
    {type: 'typing', status: true, message_id},
    {type: 'delta', text: 'echo: Hello', message_id, cursor: delta?.['id']},
    {type: 'typing', status: false, message_id},
    {type: 'message', text: 'echo: Hello', timestamp: end?.['at'], message_id, cursor: end?.['id']},
  ]);
});

test('a frame that is not understood is answered with an error, and the socket stays', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const client = await openSocket(t, server.url);
  const frames: [object | string, string, object?][] = [
    ['{', 'invalid_json'],
    ['', 'invalid_json'],
    [`{"text":"a","x":[${'0,'.repeat(3000)}0]}`, 'invalid_request'],
    ['[]', 'invalid_request'],
    ['"text"', 'invalid_request'],
    ['null', 'invalid_request'],
    [{}, 'invalid_request'],
    [{text: ' ', client_message_id: 'c1'}, 'invalid_request', {client_message_id: 'c1'}],
    [{text: 'a'.repeat(4001)}, 'invalid_request'],
    [{text: 'a', client_message_id: 'not ascii ä'}, 'invalid_request'],
    [{type: 'shout', text: 'a'}, 'invalid_request'],
    [{type: 'cancel'}, 'invalid_request'],
    [{type: 'resume', message_id: 'x', after: 7}, 'invalid_request', {message_id: 'x'}],
  ];
  for (const [frame] of frames) client.say(frame);
  await until(() => client.frames.length === frames.length);
  for (const [i, [, code, names]] of frames.entries()) {
    t.like(client.frames[i], {type: 'error', code, ...names});
    t.false('cursor' in (client.frames[i] ?? {}));
  }
  t.deepEqual(
    (await dump(server.redis)).filter(name => String(name).includes('message:')),
    [],
  );
  client.say({text: 'Hello'});
  t.is((await client.seen('message')).text, 'echo: Hello');
});

test('many messages are streamed over one socket at once, the events of each in order', async t => {
  const server = await talkative(t);
  const clients = await Promise.all(['s1', 's2', 's3'].map(session => openSocket(t, server.url, session)));
  const [reader] = clients;
  if (!reader) throw t.fail();
  for (const client of clients) for (const text of ['5', '8']) await say(client, {text});
  const ids = reader.frames.flatMap(frame => (frame.type === 'ack' ? [frame.message_id] : []));
  t.is(ids.length, 2);
  for (const id of ids) {
    const reply = await reader.seen('message', id);
    const own = reader.frames.filter(frame => 'message_id' in frame && frame.message_id === id);
    const deltas = own.flatMap(frame => (frame.type === 'delta' ? [frame.text] : []));
    t.is(deltas.join('').trim(), reply.text.trim());
    t.deepEqual(types(own).slice(-2), ['typing false', 'message']);
    t.deepEqual(cursors(own), cursors(own).toSorted());
  }
  await until(() => server.waitingRoom.size === 0);
});

test('a send that is repeated over the socket is acknowledged with the same id, and streamed once', async t => {
  const {server, release} = await held(t);
  const client = await openSocket(t, server.url);
  const frame = {text: 'Hello', client_message_id: 'c1'};
  const id = await say(client, frame);
  t.is(await say(client, frame), id);
  release();
  await client.seen('message');
  t.is(await say(client, frame), id);
  t.is(client.frames.filter(({type}) => type === 'message').length, 1);
  t.is(server.waitingRoom.size, 0);
  client.say({...frame, text: 'Something else'});
  t.like(await client.seen('error'), {code: 'idempotency_conflict', client_message_id: 'c1'});
  const other = await openSocket(t, server.url);
  t.is(await say(other, frame), id);
  await other.seen('message');
});

test('a socket that is cut again and again is resumed, every event once', async t => {
  const server = await talkative(t);
  let client = await openSocket(t, server.url);
  const id = await say(client, {text: '30'});
  const seen: SocketFrame[] = [];
  let rounds = 0;
  for (let after = '0'; seen.at(-1)?.type !== 'message'; rounds++) {
    if (rounds > 0) {
      client = await openSocket(t, server.url);
      client.say({type: 'resume', message_id: id, after});
    }
    await until(() => cursors(client.frames).length >= 2 || types(client.frames).includes('message'));
    client.socket.terminate();
    await client.closed;
    seen.push(...client.frames.filter(frame => 'cursor' in frame));
    after = cursors(seen).at(-1) ?? after;
  }
  t.true(rounds > 2);
  const {events} = (await server.get(`/apps/voice-api/widget-poll/${id}`)).body;
  t.deepEqual(
    cursors(seen),
    events.filter(({type}) => type === 'delta' || type === 'message').map(event => event.id),
  );
});

test('a message that is resumed while it is streamed begins again after the cursor', async t => {
  const {server, release} = await held(t);
  const client = await openSocket(t, server.url);
  const id = await say(client, {text: 'Hello'});
  const first = await client.seen('delta');
  client.say({type: 'resume', message_id: id, after: '0'});
  await until(() => client.frames.filter(({type}) => type === 'delta').length === 2);
  client.say({type: 'resume', message_id: id, after: first.cursor});
  release();
  await client.seen('message');
  t.deepEqual(types(client.frames), [
    ...['ack', 'typing true', 'delta'],
    ...['typing true', 'delta'],
    ...['delta', 'typing false', 'message'],
  ]);
  t.is(server.waitingRoom.size, 0);
});

test('a socket reads and cancels the messages of its own session only', async t => {
  const {server} = await held(t);
  const other = await openSocket(t, server.url, 'other');
  const id = await say(other, {text: 'Hello'});
  await other.seen('delta');
  const client = await openSocket(t, server.url);
  const ids = [id, 'AAAAAAAAAAAAAAAAAAAAAA', '../etc'];
  for (const message_id of ids) {
    client.say({type: 'resume', message_id, after: '0'});
    client.say({type: 'cancel', message_id});
  }
  client.say({type: 'resume', message_id: id, after: 'x'});
  const frames = await until(() => client.frames.length === 7 && client.frames);
  t.deepEqual(
    frames.map(frame => frame.type === 'error' && [frame.code, frame.message_id]),
    [
      ...ids.flatMap(one => Array.from({length: 2}, () => ['message_not_found', one])),
      ['invalid_cursor', id],
    ],
  );
  t.is((await server.get(`/apps/voice-api/widget-poll/${id}`)).body['status'], 'processing');
});

test('a message is cancelled over the socket, and what has ended says how', async t => {
  const {server} = await held(t);
  const client = await openSocket(t, server.url);
  const id = await say(client, {text: 'Hello'});
  await client.seen('delta');
  client.say({type: 'cancel', message_id: id});
  const {cursor} = await client.seen('cancelled', id);
  t.deepEqual(types(client.frames).slice(-2), ['typing false', 'cancelled']);
  const again = await openSocket(t, server.url);
  again.say({type: 'cancel', message_id: id});
  t.deepEqual(await again.seen('cancelled'), {type: 'cancelled', message_id: id, cursor});
});

test('a message that fails is told with its cursor', async t => {
  const server = await testServer(t);
  await testWorker(t, server, async function* () {
    yield '';
    throw new ChatError('agent_refused');
  });
  const client = await openSocket(t, server.url);
  const id = await say(client, {text: 'Hello'});
  const {code, message_id, cursor} = await client.seen('error');
  t.deepEqual({code, message_id}, {code: 'agent_refused', message_id: id});
  t.regex(String(cursor), /^\d+-\d+$/);
});

test('frames that are binary, too big or not text are answered by a close with the right code', async t => {
  const {url, redis} = await testServer(t);
  const big = JSON.stringify({text: 'a', metadata: {a: 'a'.repeat(70_000)}});
  for (const [frame, code] of [
    [Buffer.from('{"text":"a"}'), 1003],
    [big, 1009],
  ] as const) {
    const client = await openSocket(t, url);
    client.say(frame);
    t.is(await client.closed, code);
  }
  const client = await openSocket(t, url);
  client.socket.send(Buffer.from([0xff, 0xfe]), {binary: false});
  t.is(await client.closed, 1007);
  t.deepEqual(await dump(redis), []);
});

test('too many frames are refused, and still more end the socket', async t => {
  const {url} = await testServer(t);
  const client = await openSocket(t, url);
  for (const code of ['invalid_request', 'rate_limited']) {
    const before = client.frames.length;
    for (let i = 0; i < 30; i++) client.say('{}');
    await until(() => client.frames.length === before + 30);
    t.true(client.frames.slice(before).every(frame => frame.type === 'error' && frame.code === code));
  }
  client.say('{}');
  t.is(await client.closed, 1008);
});

test('an upgrade that may not be is answered as any other error', async t => {
  const {url, sockets} = await testServer(t, {
    cors: {origins: ['https://clinic.example']},
    sockets: {maxConnections: 1},
  });
  const only = await openSocket(t, url);
  const path = '/ws/widget/s1';
  const long = 'a'.repeat(129);
  for (const [at, headers, status, code] of [
    ['/ws/nowhere', {}, 404, 'not_found'],
    ['/healthz', {}, 404, 'not_found'],
    ['/ws/widget/', {}, 404, 'not_found'],
    ['/ws/widget/s1/more', {}, 404, 'not_found'],
    [`/ws/widget/${long}`, {}, 404, 'session_not_found'],
    ['/ws/widget/%73', {}, 404, 'session_not_found'],
    [path, {origin: 'https://evil.example'}, 403, 'origin_not_allowed'],
    [path, {origin: 'https://clinic.example'}, 503, 'overloaded'],
  ] as const) {
    const answer = await refusedUpgrade(url, at, {'x-request-id': 'mine', ...headers});
    t.is(answer.status, status, at);
    t.like(answer.body, {code, status});
    t.like(answer.headers, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': 'mine',
    });
    t.is(answer.headers['retry-after'], status === 503 ? '5' : undefined);
  }
  t.is(sockets.size, 1);
  only.socket.terminate();
  await until(() => sockets.size === 0);
  await openSocket(t, url);
});

test('an upgrade that is no WebSocket handshake is 400', async t => {
  const {url} = await testServer(t);
  for (const headers of [{'sec-websocket-key': 'short'}, {'sec-websocket-version': '7'}]) {
    const {status, body} = await refusedUpgrade(url, '/ws/widget/s1', headers);
    t.is(status, 400);
    t.is(body['code'], 'invalid_request');
  }
});

test('what asks for no upgrade is 426, and told what to ask for', async t => {
  const {get} = await testServer(t);
  const {status, headers, body} = await get('/ws/widget/s1');
  t.is(status, 426);
  t.is(headers.get('upgrade'), 'websocket');
  t.is(body['code'], 'upgrade_required');
});

test('sockets that are switched off are 404', async t => {
  const {url, get} = await testServer(t, {sockets: {enabled: false}});
  t.is((await get('/ws/widget/s1')).status, 404);
  t.like(await refusedUpgrade(url, '/ws/widget/s1'), {status: 404, body: {code: 'not_found'}});
});

test('the subprotocol that carries a token is chosen, others are not', async t => {
  const server = await testServer(t);
  const {id, token} = await testSession(server);
  const protocols = ['other', `plaintalk.${token}`];
  t.is((await openSocket(t, server.url, id, {protocols})).socket.protocol, `plaintalk.${token}`);
  t.is((await openSocket(t, server.url, `${id}?token=${token}`)).socket.protocol, '');
});

test('a page over a socket may chat with its own clinic only', async t => {
  const origin = 'https://own.example';
  const known = new Map(loadClinics(defaultClinicsDir));
  const demo = known.get('demo');
  if (!demo) throw t.fail();
  known.set('own', {...demo, id: 'own', allowedOrigins: [origin]});
  const {url} = await testServer(t, {cors: {origins: []}, clinics: {known, fallback: 'demo'}});
  const client = await openSocket(t, url, 's1', {headers: {origin}});
  client.say({text: 'Hello', clinic_id: 'demo'});
  t.is((await client.seen('error')).code, 'origin_not_allowed');
  await say(client, {text: 'Hello', clinic_id: 'own'});
});

test('a socket over which nothing is served any more is closed with 4408', async t => {
  const {url, sockets} = await testServer(t, {sockets: {idleMs: 300}});
  const client = await openSocket(t, url);
  const begin = performance.now();
  for (let i = 1; i <= 3; i++) {
    await new Promise(resolve => setTimeout(resolve, 150));
    client.say({text: 'Hello'});
  }
  for (let i = 1; i <= 9; i++) {
    await new Promise(resolve => setTimeout(resolve, 50));
    client.say('{}');
    client.socket.ping();
  }
  t.is(await client.closed, 4408);
  const ms = performance.now() - begin;
  t.true(ms > 700, 'each message counts');
  t.true(ms < 1500, 'what is refused does not');
  await until(() => sockets.size === 0);
});

test('a socket is pinged, and ended when it does not answer', async t => {
  const {url, sockets} = await testServer(t, {sockets: {pingMs: 50}});
  const alive = await openSocket(t, url);
  const dead = await openSocket(t, url, 's2', {autoPong: false});
  let pings = 0;
  alive.socket.on('ping', () => pings++);
  t.is(await dead.closed, 1006);
  await until(() => pings >= 6);
  t.is(sockets.size, 1);
});

test('a socket that does not read is dropped', async t => {
  t.timeout(30_000);
  const server = await testServer(t);
  const client = await openSocket(t, server.url);
  const id = await say(client, {text: 'Hello'});
  client.socket.pause();
  const text = 'x'.repeat(512 * 1024);
  await until(async () => {
    await server.redis.run(async redis => {
      await redis.xTrim(keys.events(id), 'MAXLEN', 1);
      await redis.xAdd(keys.events(id), '*', {type: 'delta', text: sealedPiece(id, text), number: '1.1'});
      await redis.xAdd(keys.wake, '*', {message: id});
    });
    return server.sockets.size === 0;
  });
  await until(() => server.waitingRoom.size === 0);
  client.socket.resume();
  t.is(await client.closed, 1006);
});

test('sockets are told that the process goes away, and no other opens', async t => {
  const {server} = await held(t);
  const clients = await Promise.all(
    Array.from({length: 10}, (_, i) => openSocket(t, server.url, `session-${i}`)),
  );
  for (const client of clients) await say(client, {text: 'Hello'});
  server.sockets.close();
  t.deepEqual(
    await Promise.all(clients.map(({closed}) => closed)),
    clients.map(() => 1001),
  );
  t.like(await refusedUpgrade(server.url, '/ws/widget/s1'), {status: 503, body: {code: 'unavailable'}});
  await until(() => server.waitingRoom.size === 0);
});

test('nothing is left of sockets that are gone', async t => {
  const server = await testServer(t);
  const clients = await Promise.all(Array.from({length: 30}, (_, i) => openSocket(t, server.url, `s${i}`)));
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  for (const client of clients) for (const text of ['a', 'b']) client.say({text});
  await until(() => server.waitingRoom.size === 60);
  const before = timers();
  for (const client of clients) client.socket.terminate();
  await until(() => server.sockets.size === 0);
  await until(() => server.waitingRoom.size === 0);
  t.is(server.watcher.size, 0);
  const own = 30 * 4; // idle and ping of each socket, and a second look for each of its two messages
  t.true(await until(() => timers() <= before - own));
});

test('a socket speaks for its session no longer than tokens could be renewed', async t => {
  const given = await testRedis(t);
  let now = Date.now();
  const tokens = {secrets: sessionSecrets(given), now: () => now};
  const server = await testServer(t, {redis: given, tokens});
  const {id, token} = await testSession(server);
  const client = await openSocket(t, server.url, id, {protocols: [`plaintalk.${token}`]});
  now += longestMs - 60_000;
  const message_id = await say(client, {text: 'Hello'});
  now += 60_000;
  for (const [at, frame] of [{text: 'Hello again'}, {type: 'resume', message_id, after: '0'}].entries()) {
    client.say(frame);
    const refused = await until(() => client.frames.filter(({type}) => type === 'error')[at]);
    t.like(refused, {code: 'session_token_invalid'});
  }
  t.is(client.frames.filter(({type}) => type === 'ack').length, 1);
});
