import {setTimeout as sleep} from 'node:timers/promises';
import {stream as follow, type StreamOptions} from '@durable-streams/client';
import {keys} from '../../core/keys.ts';
import {gate} from '../helpers/gate.ts';
import {dump} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {openStream} from '../helpers/sse.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

type Event = {id: string; type: string; text?: string};

const unknown = '/apps/voice-api/widget-log/AAAAAAAAAAAAAAAAAAAAAA';
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

async function sent({send}: TestServer, headers = {}) {
  const answer = await send({text: 'Hello'}, headers);
  return {path: String(answer.body['log_url']), poll: String(answer.body['poll_url'])};
}

/** A message that was answered, its log, and the events that a poll tells of it. */
async function answered(t: ExecutionContext) {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {path, poll} = await sent(server);
  const {events} = (await server.get(`${poll}?wait=25`)).body;
  return {server, path, poll, events: events as Event[]};
}

/** A worker whose agent says so many words, one every 20 ms. */
async function talkative(t: ExecutionContext, server: TestServer, words = 30): Promise<void> {
  await testWorker(t, server, async function* () {
    for (let i = 0; i < words; i++) {
      yield `${i} `;
      await sleep(20);
    }
  });
}

/** All that a client of the protocol hears until the stream is closed; after a cut it goes on from its last offset. */
async function heard(url: string, options: Partial<StreamOptions> = {}): Promise<Event[]> {
  const backoffOptions = {initialDelay: 5, maxDelay: 20, multiplier: 1.3};
  const events: Event[] = [];
  for (let offset = options.offset ?? '-1', isClosed = false; !isClosed; ) {
    const session = await follow<Event>({url, warnOnHttp: false, backoffOptions, ...options, offset});
    await new Promise<void>(resolve => {
      session.subscribeJson(batch => {
        events.push(...batch.items);
        offset = batch.offset;
        isClosed = batch.streamClosed;
        if (isClosed) resolve();
      });
      session.closed.catch(() => resolve());
    });
  }
  return events;
}

for (const live of ['long-poll', 'sse'] as const) {
  test(`a standard client follows a reply by ${live}, and hears what a poll tells`, async t => {
    const server = await testServer(t);
    await talkative(t, server);
    const {path, poll} = await sent(server);
    const events = await heard(server.url + path, {live});
    t.true(events.length > 5);
    t.deepEqual(events, (await server.get(poll)).body.events as Event[]);
    await until(() => server.waitingRoom.size === 0);
  });

  test(`a standard client that comes back with its offset by ${live} hears the rest, each event once`, async t => {
    const server = await testServer(t);
    await talkative(t, server);
    const {path, poll} = await sent(server);
    await until(async () => (await server.get(poll)).body.events.length > 4);
    const first = await follow<Event>({url: server.url + path, live: false, warnOnHttp: false});
    const before = await first.json();
    t.true(before.length > 4);
    const rest = await heard(server.url + path, {live, offset: first.offset});
    t.deepEqual([...before, ...rest], (await server.get(poll)).body.events as Event[]);
  });

  test(`a standard client whose connections are cut a hundred times hears by ${live} each event once`, async t => {
    t.timeout(60_000);
    const server = await testServer(t);
    await talkative(t, server, 400);
    const {path, poll} = await sent(server);
    const {proxy, url} = await tcpProxy(t, server.url);
    let cuts = 0;
    const cutting = setInterval(() => {
      cuts += Math.min(1, proxy.connections);
      proxy.cut();
      proxy.restore();
    }, 50);
    const sseResilience = {minConnectionDuration: 0, logWarnings: false};
    const events = await heard(new URL(path, url).href, {live, sseResilience});
    clearInterval(cutting);
    t.true(cuts >= 100, `${cuts} cuts`);
    t.deepEqual(events, (await server.get(poll)).body.events as Event[]);
  });
}

test('a standard client that waits has the first word within 50 ms of the agent saying it', async t => {
  const server = await testServer(t);
  let saidAt = 0;
  const gates = Array.from({length: 20}, () => gate());
  const left = [...gates];
  await testWorker(t, server, async function* () {
    await left.shift()?.opened;
    saidAt = performance.now();
    yield 'Yes.';
  });
  const took: number[] = [];
  for (const {open} of gates) {
    const {path} = await sent(server);
    const session = await follow<Event>({url: server.url + path, live: 'long-poll', warnOnHttp: false});
    const heardAt = new Promise<number>(resolve => {
      session.subscribeJson(({items, upToDate}) => {
        if (items.some(({type}) => type === 'delta')) resolve(performance.now());
        if (upToDate && items.at(-1)?.type === 'processing') setTimeout(open, 20); // it waits for the next
      });
    });
    took.push((await heardAt) - saidAt);
    session.cancel();
  }
  const [median = 0, worst = 0] = [10, 19].map(i => took.toSorted((a, b) => a - b)[i]);
  t.log(`first word after ${median.toFixed(1)} ms (median of 20), ${worst.toFixed(1)} ms at most`);
  t.true(median <= 50);
});

test('a log is read from -1, from the beginning by default, and from any offset that it gave', async t => {
  const {server, path, events} = await answered(t);
  const whole = await fetch(server.url + path);
  t.is(whole.headers.get('content-type'), 'application/json');
  t.is(whole.headers.get('cache-control'), 'no-store');
  t.is(whole.headers.get('stream-up-to-date'), 'true');
  t.is(whole.headers.get('stream-closed'), 'true');
  t.deepEqual(await whole.json(), events);
  const offset = whole.headers.get('stream-next-offset') ?? '';
  t.regex(offset, /^[0-9a-z_-]{3,}$/);
  t.deepEqual(await (await fetch(`${server.url}${path}?offset=-1`)).json(), events);
  const tail = await fetch(`${server.url}${path}?offset=${offset}`);
  t.deepEqual(await tail.json(), []);
  t.is(tail.headers.get('stream-next-offset'), offset);
  t.is(tail.headers.get('stream-closed'), 'true');
});

test('offsets sort as text does, and neither is a sentinel', async t => {
  const server = await testServer(t);
  await talkative(t, server);
  const {path} = await sent(server);
  const offsets = ['-1'];
  for (let closed = false; !closed; ) {
    const response = await fetch(`${server.url}${path}?live=long-poll&offset=${offsets.at(-1)}`);
    offsets.push(response.headers.get('stream-next-offset') ?? '');
    closed = response.headers.get('stream-closed') === 'true';
    t.is(response.headers.has('stream-cursor'), !closed);
  }
  t.true(offsets.length > 5);
  t.deepEqual([...new Set(offsets)].sort(), offsets);
});

test('now is the tail: nothing of what was, and all that comes', async t => {
  const server = await testServer(t);
  const {opened, open} = gate();
  await testWorker(t, server, async function* () {
    await opened;
    yield 'Late.';
  });
  const {path, poll} = await sent(server);
  await until(async () => (await server.get(poll)).body['status'] === 'processing');
  const url = `${server.url}${path}?offset=now`;
  const tail = await fetch(url);
  t.is(tail.headers.get('stream-closed'), null);
  t.is(tail.headers.get('etag'), null);
  t.deepEqual(await tail.json(), []);
  const waiting = fetch(`${url}&live=long-poll`);
  const streaming = await openStream(t, `${url}&live=sse`);
  await until(() => server.waitingRoom.size === 2);
  open();
  const [first] = (await (await waiting).json()) as Event[];
  t.is(first?.type, 'delta');
  await streaming.over;
  const told = streaming.events.map(({type, fields}) => (type === 'control' ? fields : fields.length));
  t.like(told[0], {streamNextOffset: tail.headers.get('stream-next-offset'), upToDate: true});
  t.like(told.at(-1), {streamClosed: true});
});

test('the log of a message that has ended answers at once, whatever is waited for', async t => {
  const {server, path, events} = await answered(t);
  const offset = (await fetch(server.url + path)).headers.get('stream-next-offset');
  const begun = Date.now();
  for (const at of [offset, 'now', 'zzzzzzzzzzzzz_zzzzzzzzzzzzz'.replaceAll('z', '3')]) {
    const polled = await fetch(`${server.url}${path}?live=long-poll&offset=${at}`);
    t.is(polled.status, 204);
    t.is(polled.headers.get('stream-closed'), 'true');
    t.is(polled.headers.get('stream-up-to-date'), 'true');
    const streamed = await openStream(t, `${server.url}${path}?live=sse&offset=${at}`);
    t.is(await streamed.over, 'ended');
    t.is(streamed.events.length, 1);
    t.like(streamed.events[0], {type: 'control'});
    t.like(streamed.events[0]?.fields, {streamClosed: true, upToDate: true});
  }
  t.true(Date.now() - begun < 5000);
  t.deepEqual(await heard(server.url + path, {live: 'sse'}), events);
});

test('HEAD has the headers of the whole log and no body', async t => {
  const {server, path} = await answered(t);
  const whole = await fetch(server.url + path);
  const head = await fetch(server.url + path, {method: 'HEAD'});
  t.is(head.status, 200);
  for (const name of ['content-type', 'stream-next-offset', 'stream-closed', 'etag', 'cache-control']) {
    t.is(head.headers.get(name), whole.headers.get(name), name);
  }
  t.is(await head.text(), '');
  t.is((await fetch(server.url + unknown, {method: 'HEAD'})).status, 404);
});

test('an ETag that the client has is answered with 304, until there is more or the message has ended', async t => {
  const server = await testServer(t);
  const {path, poll} = await sent(server);
  const url = server.url + path;
  const {headers} = await fetch(url);
  const offset = headers.get('stream-next-offset');
  const etag = (await fetch(`${url}?offset=${offset}`)).headers.get('etag') ?? '';
  const again = () => fetch(`${url}?offset=${offset}`, {headers: {'if-none-match': `"x", W/${etag}`}});
  const same = await again();
  t.is(same.status, 304);
  t.is(same.headers.get('etag'), etag);
  t.is(same.headers.get('stream-next-offset'), offset);
  await fetch(server.url + poll, {method: 'DELETE'});
  const ended = await again();
  t.is(ended.status, 200);
  t.not(ended.headers.get('etag'), etag);
});

test('a cursor never goes backwards', async t => {
  const open = await testServer(t);
  const {path: waiting} = await sent(open);
  const ask = (cursor: string) =>
    fetch(`${open.url}${waiting}?live=long-poll&offset=-1${cursor && `&cursor=${cursor}`}`);
  const interval = Math.floor((Date.now() - Date.UTC(2024, 9, 9)) / 20_000);
  const first = Number((await ask('')).headers.get('stream-cursor'));
  t.true(first === interval || first === interval + 1);
  for (const cursor of [first, first + 1000]) {
    const next = Number((await ask(String(cursor))).headers.get('stream-cursor'));
    t.true(next > cursor && next <= cursor + 180);
  }
});

test('the log of a message is not shown to the owner of another session', async t => {
  const server = await testServer(t);
  const [mine, foreign] = await Promise.all([testSession(server), testSession(server)]);
  const {path} = await sent(server, mine.bearer);
  for (const query of ['', '?offset=now', '?offset=-1&live=long-poll', '?offset=-1&live=sse']) {
    t.is((await fetch(server.url + path + query, {headers: mine.bearer})).status, 200, query);
    const answer = await server.get(path + query, foreign.bearer);
    t.is(answer.body['code'], 'message_not_found', query);
  }
});

test('once its result stream has expired, the log has the end alone', async t => {
  const {server, path, events} = await answered(t);
  const middle = (await fetch(server.url + path)).headers.get('stream-next-offset');
  await server.redis.run(client => client.del(keys.events(nameOf(path))));
  t.deepEqual(await heard(server.url + path), events.slice(-1));
  const {headers} = await fetch(`${server.url}${path}?offset=${middle}`);
  t.is(headers.get('stream-closed'), 'true');
});

test('what is malformed is 400, what is unknown 404, what writes 405, and nothing is left behind', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  const before = await dump(server.redis);
  for (const query of [
    'offset=',
    'offset=0',
    'offset=-2',
    'offset=1772443800123-0',
    'offset=%00',
    'offset=-1&offset=-1',
    'offset=-1&live=sometimes',
    'offset=-1&live=sse&live=sse',
    'live=sse',
    'live=long-poll',
    `offset=${'z'.repeat(13)}_${'z'.repeat(13)}`,
  ]) {
    const answer = await server.get(`${path}?${query}`);
    t.is(answer.status, 400, query);
    t.is(answer.body['code'], 'invalid_request', query);
  }
  for (const query of ['', '?offset=now', '?offset=-1&live=long-poll', '?offset=-1&live=sse']) {
    t.is((await server.get(unknown + query)).body['code'], 'message_not_found', query);
  }
  for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
    const answer = await fetch(server.url + path, {method});
    t.is(answer.status, 405, method);
    t.is(answer.headers.get('allow'), 'HEAD, GET');
  }
  t.deepEqual(await dump(server.redis), before);
  t.is(server.waitingRoom.size, 0);
});

test('a stream of a log ends after its time, and its reader goes on from the offset', async t => {
  const server = await testServer(t, {logStreamMs: 100});
  const {path, poll} = await sent(server);
  const {events, over} = await openStream(t, `${server.url}${path}?offset=-1&live=sse`);
  t.is(await over, 'ended');
  t.like(events.at(-1), {type: 'control'});
  t.false('streamClosed' in (events.at(-1)?.fields ?? {}));
  t.is(server.waitingRoom.size, 0);
  const following = heard(server.url + path, {live: 'sse'});
  await until(() => server.waitingRoom.size === 1);
  await fetch(server.url + poll, {method: 'DELETE'});
  t.is((await following).at(-1)?.type, 'cancelled');
});

test('pages of other sites may read the headers of a log', async t => {
  const server = await testServer(t);
  const {path} = await sent(server);
  const {headers} = await fetch(server.url + path, {headers: {origin: 'https://clinic.example'}});
  const exposed = headers.get('access-control-expose-headers')?.split(', ') ?? [];
  for (const name of [...headers.keys()].filter(name => name === 'etag' || name.startsWith('stream-'))) {
    t.true(
      exposed.some(one => one.toLowerCase() === name),
      name,
    );
  }
});
