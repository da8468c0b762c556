import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {type Answer, type TestServer, testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

async function sent(server: TestServer, body: object = {}): Promise<string> {
  return String((await server.send({text: 'Hello', ...body})).body['poll_url']);
}

function types(answer: Answer): string[] {
  return answer.body.events.map(event => event.type);
}

/** An agent whose words the test holds back. */
function heldAgent() {
  const open = new Set<() => void>();
  const gate = () => new Promise<void>(resolve => open.add(resolve));
  return {
    release: () => {
      for (const resolve of open) resolve();
      open.clear();
    },
    waiting: () => until(() => open.size > 0),
    async *reply() {
      yield 'We are ';
      await gate();
      yield 'open.';
    },
  };
}

async function held(t: ExecutionContext) {
  const server = await testServer(t);
  const agent = heldAgent();
  await testWorker(t, server, () => agent.reply());
  const url = await sent(server);
  await agent.waiting();
  await until(async () => types(await server.get(url)).includes('delta'));
  return {server, agent, url};
}

test('poll tells the whole life of a message', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const url = await sent(server);
  const answer = await server.get(`${url}?wait=25`);
  t.is(answer.status, 200);
  t.deepEqual(types(answer), ['queued', 'processing', 'delta', 'message']);
  t.like(answer.body, {status: 'done', text: 'echo: Hello', error: null, retry_after_ms: 0});
  t.is(answer.headers.get('retry-after'), null);
  t.is(answer.body['cursor'], answer.body.events.at(-1)?.id);
  for (const at of ['created_at', 'started_at', 'finished_at'])
    t.regex(String(answer.body[at]), /^\d{4}-.*Z$/);
});

test('poll of a pending message gives the text so far and when to ask again', async t => {
  const {server, url} = await held(t);
  const {body, headers} = await server.get(url);
  t.like(body, {status: 'processing', text: 'We are ', finished_at: null});
  t.true(Number(body['retry_after_ms']) > 0);
  t.true(Number(headers.get('retry-after')) >= 1);
});

test('a long poll with a cursor ends with the next event', async t => {
  const {server, agent, url} = await held(t);
  const {body} = await server.get(url);
  const waiting = server.get(`${url}?wait=25&after=${body['cursor']}`);
  await until(() => server.waitingRoom.size === 1);
  agent.release();
  const answer = await waiting;
  t.is(types(answer)[0], 'delta');
  t.true(answer.body.events.every(event => event.id > String(body['cursor'])));
});

test('a long poll without a cursor ends with the message, and has all events', async t => {
  const {server, agent, url} = await held(t);
  const waiting = server.get(`${url}?wait=25`);
  await until(() => server.waitingRoom.size === 1);
  agent.release();
  const answer = await waiting;
  t.deepEqual(types(answer), ['queued', 'processing', 'delta', 'delta', 'message']);
  t.is(answer.body['text'], 'We are open.');
});

test('a long poll whose time is up has all events so far', async t => {
  const {server, url} = await held(t);
  const answer = await server.get(`${url}?wait=0.2`);
  t.deepEqual(types(answer), ['queued', 'processing', 'delta']);
});

test('every event is read once, in order, by a chain of long polls', async t => {
  const server = await testServer(t);
  await testWorker(t, server, async function* () {
    for (let i = 0; i < 30; i++) {
      yield `${i} `;
      await new Promise(resolve => setTimeout(resolve, 15));
    }
  });
  const url = await sent(server);
  const seen: {id: string; type: string; text?: string}[] = [];
  let cursor = '0';
  let text: unknown;
  for (let status = 'queued'; status !== 'done'; ) {
    const {body} = await server.get(`${url}?wait=25&after=${cursor}`);
    seen.push(...body.events);
    cursor = String(body['cursor']);
    status = String(body['status']);
    text = body['text'];
  }
  const whole = await server.get(url);
  t.deepEqual(seen, whole.body.events);
  t.true(seen.length > 5);
  t.is(seen.flatMap(event => (event.type === 'delta' ? [event.text] : [])).join(''), text as string);
});

test('an answer of many events comes compressed to who takes that, and only to them', async t => {
  const {server, url} = await held(t);
  const plain = await fetch(new URL(url, server.url), {headers: {'accept-encoding': 'identity'}});
  const small = await fetch(new URL(url, server.url), {headers: {'accept-encoding': 'gzip'}});
  t.is(plain.headers.get('content-encoding'), null);
  t.is(small.headers.get('content-encoding'), 'gzip');
  t.true(Number(small.headers.get('content-length')) < Number(plain.headers.get('content-length')) * 0.6);
  t.regex(String(small.headers.get('vary')), /Accept-Encoding/);
  t.deepEqual(await small.json(), await plain.json());
});

test('a cursor from the future only filters', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const url = await sent(server);
  const {body} = await server.get(`${url}?wait=25&after=99999999999999-0`);
  t.like(body, {status: 'done', text: 'echo: Hello', cursor: '99999999999999-0'});
  t.deepEqual(body.events, []);
});

test('the hash answers once the result stream has expired', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const url = await sent(server);
  const before = await server.get(`${url}?wait=25`);
  const id = String(before.body['message_id']);
  await server.redis.run(client => client.del(keys.events(id)));
  const after = await server.get(`${url}?after=0`);
  t.deepEqual(types(after), ['message']);
  t.like(after.body, {status: 'done', text: 'echo: Hello', cursor: before.body['cursor']});
  t.deepEqual((await server.get(`${url}?after=${before.body['cursor']}`)).body.events, []);
});

test('Prefer: wait waits like the parameter', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {body} = await server.get(await sent(server), {prefer: 'respond-async, wait=25'});
  t.is(body['status'], 'done');
});

test('send with Prefer: wait answers with the reply when it comes in time', async t => {
  const server = await testServer(t);
  const late = await server.send({text: 'Hello', session_id: 'a'}, {prefer: 'wait=0'});
  t.is(late.status, 202);
  await testWorker(t, server, echo);
  const {status, headers, body} = await server.send({text: 'Hello', session_id: 'b'}, {prefer: 'wait=25'});
  t.is(status, 200);
  t.is(headers.get('preference-applied'), 'wait=25');
  t.like(body, {status: 'done', text: 'echo: Hello'});
});

test('an agent that fails ends the message with words for the visitor', async t => {
  const server = await testServer(t);
  await testWorker(t, server, async function* () {
    yield 'I ';
    throw new ChatError('clinic_not_found', 'secret detail');
  });
  const answer = await server.get(`${await sent(server)}?wait=25`);
  t.like(answer.body, {status: 'failed', text: null});
  t.is((answer.body['error'] as {code: string}).code, 'clinic_not_found');
  t.is(types(answer).at(-1), 'error');
  t.false(JSON.stringify(answer.body).includes('secret'));
});

const refused: Record<string, [string, string]> = {
  'wait=-1': ['invalid_request', '#/wait'],
  'wait=1e9': ['invalid_request', '#/wait'],
  'wait=abc': ['invalid_request', '#/wait'],
  'wait=': ['invalid_request', '#/wait'],
  'wait=%201': ['invalid_request', '#/wait'],
  'wait=1&wait=2': ['invalid_request', '#/wait'],
  'after=abc': ['invalid_cursor', ''],
  'after=1': ['invalid_cursor', ''],
  'after=': ['invalid_cursor', ''],
  'after=-1-0': ['invalid_cursor', ''],
  'after=99999999999999999999-0': ['invalid_cursor', ''],
  'after=1-1-1': ['invalid_cursor', ''],
};
for (const [query, [code, pointer]] of Object.entries(refused)) {
  test(`poll refuses ?${query}`, async t => {
    const server = await testServer(t);
    const {status, body} = await server.get(`${await sent(server)}?${query}`);
    t.is(status, 400);
    t.is(body['code'], code);
    t.is((body['errors'] as {pointer: string}[] | undefined)?.[0]?.pointer ?? '', pointer);
  });
}

test('a wait over 25 seconds is clamped, not refused', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  t.is((await server.get(`${await sent(server)}?wait=1000000000`)).body['status'], 'done');
});

for (const id of [
  'AAAAAAAAAAAAAAAAAAAAAA',
  'x',
  '..%2F..',
  '%00',
  'a'.repeat(500),
  '%F0%9F%98%80',
  'messages:stream',
]) {
  test(`poll answers 404 for the unknown id ${id.slice(0, 22)}`, async t => {
    const {get} = await testServer(t);
    const {status, body} = await get(`/apps/voice-api/widget-poll/${id}?wait=25`);
    t.is(status, 404);
    t.is(body['code'], 'message_not_found');
  });
}

test('a client that goes away leaves nobody waiting', async t => {
  const server = await testServer(t);
  const url = await sent(server);
  const gone = new AbortController();
  const polls = Array.from({length: 50}, () =>
    fetch(new URL(`${url}?wait=25`, server.url), {signal: gone.signal}),
  );
  await until(() => server.waitingRoom.size === 50);
  gone.abort();
  await Promise.allSettled(polls);
  await until(() => server.waitingRoom.size === 0);
  t.is(server.watcher.size, 0);
});

test('everybody who waits is answered when the process is to end', async t => {
  const server = await testServer(t);
  const url = await sent(server);
  const polls = Array.from({length: 20}, () => server.get(`${url}?wait=25`));
  await until(() => server.waitingRoom.size === 20);
  server.waitingRoom.close();
  for (const {status, body, headers} of await Promise.all(polls)) {
    t.is(status, 200);
    t.is(body['status'], 'queued');
    t.true(Number(body['retry_after_ms']) >= 500);
    t.is(headers.get('connection'), 'close');
  }
  t.is((await server.get('/readyz')).status, 503);
});
