import {once} from 'node:events';
import {connect} from 'node:net';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {gate} from '../helpers/gate.ts';
import {dump, sealedPiece} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const unknown = '/apps/voice-api/widget-stream/AAAAAAAAAAAAAAAAAAAAAA';

async function sent({send}: TestServer, body: object = {}) {
  const answer = await send({text: 'Hello', ...body});
  return {path: String(answer.body['stream_url']), poll: String(answer.body['poll_url'])};
}

/** A worker whose agent says 30 words, one every 20 ms. */
async function talkative(t: ExecutionContext, server: TestServer): Promise<void> {
  await testWorker(t, server, async function* () {
    for (let i = 0; i < 30; i++) {
      yield `${i} `;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });
}

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: {'content-type': 'application/json', ...headers},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

test('a stream tells what a poll tells, with the cursors as its ids', async t => {
  const server = await testServer(t);
  await talkative(t, server);
  const {path, poll} = await sent(server);
  const stream = await openStream(t, server.url + path);
  t.is(await stream.over, 'ended');
  const {events} = (await server.get(poll)).body;
  t.true(events.length > 5);
  t.deepEqual(
    stream.events.map(event => event.fields),
    events,
  );
  t.true(stream.events.every(({id, type, fields}) => id === fields['id'] && type === fields['type']));
  t.deepEqual(stream.retries, []);
  t.is(server.waitingRoom.size, 0);
});

test('a stream carries the headers that every answer has, and those that keep proxies from holding it up', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  const headers = {'x-request-id': 'mine', origin: 'https://clinic.example'};
  const {response} = await openStream(t, server.url + path, {headers});
  t.is(response.status, 200);
  const expected = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': 'mine',
    'access-control-allow-origin': '*',
  };
  for (const [name, value] of Object.entries(expected)) t.is(response.headers.get(name), value);
});

test('a stream that is cut again and again is read on by Last-Event-ID, every event once', async t => {
  const server = await testServer(t);
  await talkative(t, server);
  const {path, poll} = await sent(server);
  const seen: unknown[] = [];
  for (let last = '0', rounds = 0; ; rounds++) {
    const stream = await openStream(t, server.url + path, {headers: {'last-event-id': last}});
    if (stream.response.status === 204) {
      t.true(rounds > 2);
      break;
    }
    await Promise.race([stream.over, until(() => stream.events.length >= 3)]);
    stream.close();
    await stream.over;
    seen.push(...stream.events.map(event => event.fields));
    last = stream.events.at(-1)?.id ?? last;
  }
  t.deepEqual(seen, (await server.get(poll)).body.events);
});

test('a stream begins after ?after=, and Last-Event-ID goes before that', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {path, poll} = await sent(server);
  const {events} = (await server.get(`${poll}?wait=25`)).body;
  const [first, second] = events;
  const url = `${server.url}${path}?after=${first?.id}`;
  const byQuery = await openStream(t, url);
  const byHeader = await openStream(t, url, {headers: {'last-event-id': second?.id ?? ''}});
  await Promise.all([byQuery.over, byHeader.over]);
  t.deepEqual(
    byQuery.events.map(event => event.id),
    events.slice(1).map(event => event.id),
  );
  t.deepEqual(
    byHeader.events.map(event => event.id),
    events.slice(2).map(event => event.id),
  );
});

test('a stream whose cursor is at or past the end is 204', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {path, poll} = await sent(server);
  const {cursor} = (await server.get(`${poll}?wait=25`)).body;
  for (const after of [cursor, '99999999999999-0']) {
    t.is((await server.get(`${path}?after=${after}`)).status, 204);
  }
  const head = await fetch(server.url + path, {method: 'HEAD'});
  t.is(head.status, 200);
  t.is(server.waitingRoom.size, 0);
});

test('a stream with a malformed cursor is 400, of an unknown message 404', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  for (const [url, headers, status, code] of [
    [`${path}?after=abc`, {}, 400, 'invalid_cursor'],
    [path, {'last-event-id': '1-'}, 400, 'invalid_cursor'],
    [unknown, {}, 404, 'message_not_found'],
    ['/apps/voice-api/widget-stream/x', {}, 404, 'message_not_found'],
  ] as const) {
    const answer = await server.get(url, headers);
    t.is(answer.status, status);
    t.is(answer.body['code'], code);
    t.is(answer.headers.get('content-type'), 'application/problem+json');
  }
  t.is(server.waitingRoom.size, 0);
});

test('a message that failed ends its stream under the name failed, which no EventSource takes for its own', async t => {
  const server = await testServer(t);
  await testWorker(t, server, () => {
    throw new ChatError('agent_refused');
  });
  const {path, poll} = await sent(server);
  const stream = await openStream(t, server.url + path);
  t.is(await stream.over, 'ended');
  const {type, fields} = stream.events.at(-1) ?? {};
  t.is(type, 'failed');
  t.like(fields, {type: 'error', code: 'agent_refused'});
  t.deepEqual(fields, (await server.get(poll)).body.events.at(-1) as unknown);
});

test('a silent stream says every 8 s that it lives, before proxies cut it at 10', async t => {
  t.timeout(30_000);
  const server = await testServer(t);
  const {path} = await sent(server);
  const begun = Date.now();
  const stream = await openStream(t, server.url + path);
  await until(() => stream.comments.length === 1, 15_000);
  const ms = Date.now() - begun;
  t.true(ms >= 7900 && ms < 10_000, `${ms} ms`);
});

test('a silent stream says now and then that it lives', async t => {
  const server = await testServer(t, {commentEveryMs: 50});
  const {path} = await sent(server);
  const stream = await openStream(t, server.url + path);
  await until(() => stream.comments.length >= 5);
  t.is(stream.events.length, 1);
});

test('a reader of a stream that has gone is freed at once', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  const streams = await Promise.all(Array.from({length: 50}, () => openStream(t, server.url + path)));
  t.is(server.waitingRoom.size, 50);
  for (const stream of streams) stream.close();
  await until(() => server.waitingRoom.size === 0);
  t.is(server.watcher.size, 0);
});

test('a stream ends with the process, and says when to come back', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  const stream = await openStream(t, server.url + path);
  await until(() => stream.events.length === 1);
  server.waitingRoom.close();
  t.is(await stream.over, 'ended');
  const [retryMs = 0] = stream.retries;
  t.true(retryMs >= 500 && retryMs <= 2000);
});

test('a reader of a stream that does not read is dropped', async t => {
  t.timeout(30_000);
  const server = await testServer(t);
  const {path} = await sent(server);
  const id = path.slice(path.lastIndexOf('/') + 1);
  const {hostname, port} = new URL(server.url);
  const socket = connect(Number(port), hostname).pause();
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  await until(() => server.waitingRoom.size === 1);
  const text = 'x'.repeat(512 * 1024);
  await until(async () => {
    await server.redis.run(async client => {
      await client.xTrim(keys.events(id), 'MAXLEN', 1);
      await client.xAdd(keys.events(id), '*', {type: 'delta', text: sealedPiece(id, text), number: '1.1'});
      await client.xAdd(keys.wake, '*', {message: id});
    });
    return server.waitingRoom.size === 0;
  });
  t.is(server.watcher.size, 0);
});

test('a send is acknowledged by the first event of its stream', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const stream = await openStream(t, `${server.api}/widget-stream`, post({text: 'Hi', session_id: 's1'}));
  t.is(await stream.over, 'ended');
  const [ack, ...events] = stream.events;
  const id = String(ack?.fields['message_id']);
  t.deepEqual(ack, {
    id: undefined,
    type: 'ack',
    fields: {type: 'ack', message_id: id, session_id: 's1', status: 'queued'},
  });
  t.deepEqual(
    events.map(event => event.type),
    ['queued', 'processing', 'delta', 'message'],
  );
  t.is(events.at(-1)?.fields['text'], 'echo: Hi');
});

test('a send that is streamed and repeated is the same message, streamed from its beginning', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const init = post({text: 'Hi', session_id: 's1'}, {'idempotency-key': '"a-key"'});
  const [first, second] = await Promise.all([
    openStream(t, `${server.api}/widget-stream`, init),
    openStream(t, `${server.api}/widget-stream`, init),
  ]);
  await Promise.all([first.over, second.over]);
  t.is(first.events.length, 5);
  t.deepEqual(first.events, second.events);
});

test('a send for a stream is refused as any other send, before the stream', async t => {
  const server = await testServer(t, {cors: {origins: ['https://clinic.example']}});
  for (const [init, status, code] of [
    [post('{'), 400, 'invalid_json'],
    [post({text: ' '}), 400, 'invalid_request'],
    [post({text: 'a'}, {'content-type': 'text/plain'}), 415, 'unsupported_media_type'],
    [post({text: 'a'}, {origin: 'https://evil.example'}), 403, 'origin_not_allowed'],
    [post({text: 'a'.repeat(70_000)}), 413, 'body_too_large'],
  ] as const) {
    const {response} = await openStream(t, `${server.api}/widget-stream`, init);
    t.is(response.status, status);
    t.is(response.headers.get('content-type'), 'application/problem+json');
    t.like(await response.json(), {code});
  }
  t.deepEqual(await dump(server.redis), []);
});

test('a client that leaves between its send and the stream leaves no reader behind', async t => {
  const server = await testServer(t);
  const held = gate();
  await testWorker(t, server, async function* (question) {
    await held.opened;
    yield* echo(question);
  });
  const streams = await Promise.all(
    Array.from({length: 10}, (_, i) =>
      openStream(t, `${server.api}/widget-stream`, post({text: 'Hi', session_id: `s${i}`})),
    ),
  );
  for (const stream of streams) stream.close();
  await until(() => server.waitingRoom.size === 0);
  held.open();
  const [id] = streams.map(stream => stream.events[0]?.fields['message_id']);
  t.is((await server.get(`/apps/voice-api/widget-poll/${id}?wait=25`)).body['status'], 'done');
});
