import {keys} from '../../core/keys.ts';
import {gate} from '../helpers/gate.ts';
import {testSealer} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {call, type TestSession, testSession} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

type Message = {message_id: string; role: string; text: string; at: string; status: string};
type Page = {messages: Message[]; next: string | null; cursor: string; state: string};

async function read(api: string, {bearer}: TestSession, query = ''): Promise<Page> {
  const {status, body} = await call(`${api}/widget-history${query}`, 'GET', bearer);
  if (status !== 200) throw new Error(`history was answered ${status}`);
  return body as unknown as Page;
}

test('history is empty before anything was said', async t => {
  const server = await testServer(t);
  t.like(await read(server.api, await testSession(server)), {
    messages: [],
    next: null,
    cursor: '0',
    state: 'agent',
  });
});

test('history has each reply after its question, also where the questions came at once', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  const begun = gate();
  await testWorker(t, server, async function* (question) {
    await begun.opened;
    yield* echo(question);
  });
  const sent = [];
  for (const text of ['one', 'two', 'three']) sent.push((await server.send({text}, session.bearer)).body);
  begun.open();
  await until(async () => (await read(server.api, session)).messages.length === 6);
  const {messages, next} = await read(server.api, session);
  t.is(next, null);
  t.deepEqual(
    messages.map(({role, text, status}) => [role, text, status]),
    ['one', 'two', 'three'].flatMap(text => [
      ['user', text, 'done'],
      ['agent', `echo: ${text}`, 'done'],
    ]),
  );
  t.deepEqual(
    messages.map(({message_id}) => message_id),
    sent.flatMap(({message_id}) => [message_id, message_id].map(String)),
  );
  for (const {at} of messages) t.is(new Date(at).toISOString(), at);
});

test('history pages backwards without a gap or a repeat, whatever the size of a page', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  await testWorker(t, server, echo);
  for (let i = 0; i < 5; i += 1) await server.send({text: `${i}`}, session.bearer);
  await until(async () => (await read(server.api, session)).messages.length === 10);
  const whole = (await read(server.api, session)).messages;
  for (const limit of [1, 2, 3, 4, 9, 10, 100]) {
    const pages: Message[][] = [];
    for (let before = ''; ; ) {
      const {messages, next} = await read(server.api, session, `?limit=${limit}${before}`);
      t.true(messages.length <= limit && messages.length > 0);
      pages.unshift(messages);
      if (next === null) break;
      before = `&before=${encodeURIComponent(next)}`;
    }
    t.deepEqual(pages.flat(), whole, `limit ${limit}`);
  }
});

test('history has no more words on a page than a process can say to everybody, and goes on after them', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  const long = 'word '.repeat(790);
  for (let i = 0; i < 5; i += 1) await server.send({text: `${i} ${long}`}, session.bearer);
  await testWorker(t, server, async function* () {
    yield 'x'.repeat(30_000);
  });
  await until(
    async () => (await readAll(server.api, session)).filter(({role}) => role === 'agent').length === 5,
  );
  const {messages, next} = await read(server.api, session, '?limit=100');
  t.true(messages.length > 1 && messages.length < 10);
  t.not(next, null);
  t.true(messages.reduce((sum, {text}) => sum + text.length, 0) <= 100_000);
  const whole = await readAll(server.api, session);
  t.is(whole.length, 10);
  t.is(new Set(whole.map(({message_id, role}) => message_id + role)).size, 10);

  const news = await read(server.api, session, '?limit=100&after=0');
  t.true(news.messages.length < 10);
  const rest = await read(server.api, session, `?limit=100&after=${news.cursor}`);
  t.is(news.messages.length + rest.messages.length, 10);
});

async function readAll(api: string, session: TestSession): Promise<Message[]> {
  const pages: Message[][] = [];
  for (let before = ''; ; ) {
    const {messages, next} = await read(api, session, `?limit=100${before}`);
    pages.unshift(messages);
    if (next === null) return pages.flat();
    before = `&before=${encodeURIComponent(next)}`;
  }
}

test('history goes on from a cursor, whatever is said meanwhile', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  for (const text of ['one', 'two', 'three']) await server.send({text}, session.bearer);
  const {next} = await read(server.api, session, '?limit=1');
  await server.send({text: 'four'}, session.bearer);
  const {messages} = await read(server.api, session, `?limit=1&before=${next}`);
  t.deepEqual(
    messages.map(({text}) => text),
    ['two'],
  );
});

test('history shows the status of what has no reply', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  const {body} = await server.send({text: 'one'}, session.bearer);
  await server.send({text: 'two'}, session.bearer);
  await call(`${server.url}${body['poll_url']}`, 'DELETE');
  const {messages} = await read(server.api, session);
  t.deepEqual(
    messages.map(({text, status}) => [text, status]),
    [
      ['one', 'cancelled'],
      ['two', 'queued'],
    ],
  );
});

test('history says a reply once that answers several messages, after the last of them', async t => {
  const server = await testServer(t);
  const {redis, api} = server;
  const session = await testSession(server);
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three', 'four']) {
    ids.push(String((await server.send({text}, session.bearer)).body['message_id']));
  }
  const [leader = '', merged = ''] = ids;
  const done = (owner: string) => ({
    status: 'done',
    reply: testSealer.seal('reply', {clinic: 'demo', owner}, 'both'),
    finished_at: String(Date.now()),
  });
  await redis.run(client =>
    Promise.all([
      client.hSet(keys.message(leader), done(leader)),
      client.hSet(keys.message(merged), {...done(merged), merged_into: leader}),
    ]),
  );
  const {messages} = await read(api, session);
  const said = messages.map(({text}) => text);
  t.deepEqual(said, ['one', 'two', 'both', 'three', 'four']);
  for (const limit of [1, 2, 3]) {
    const pages: string[][] = [];
    for (let before = ''; ; ) {
      const page = await read(api, session, `?limit=${limit}${before}`);
      pages.unshift(page.messages.map(({text}) => text));
      if (page.next === null) break;
      before = `&before=${page.next}`;
    }
    t.deepEqual(pages.flat(), said, `limit ${limit}`);
  }
});

test('history shows no message of another session, nor of an open one', async t => {
  const server = await testServer(t);
  const [mine, other] = [await testSession(server), await testSession(server)];
  await server.send({text: 'mine'}, mine.bearer);
  await server.send({text: 'theirs'}, other.bearer);
  await server.send({text: 'open', session_id: 'open'});
  t.deepEqual(
    (await read(server.api, mine)).messages.map(({text}) => text),
    ['mine'],
  );
  t.is((await call(`${server.api}/widget-history?session_id=open`, 'GET')).status, 401);
});

const bad: Record<string, [string, string, string?]> = {
  'limit=0': ['?limit=0', 'invalid_request', '#/limit'],
  'limit=101': ['?limit=101', 'invalid_request', '#/limit'],
  'limit=-1': ['?limit=-1', 'invalid_request', '#/limit'],
  'limit=1e1': ['?limit=1e1', 'invalid_request', '#/limit'],
  'two limits': ['?limit=1&limit=2', 'invalid_request', '#/limit'],
  'an empty cursor': ['?before=', 'invalid_cursor'],
  'a cursor of garbage': ['?before=%00%ff', 'invalid_cursor'],
  'a cursor of a poll': ['?before=1732303030123-0', 'invalid_cursor'],
  'a long cursor': [`?before=${'9'.repeat(17)}q`, 'invalid_cursor'],
};
for (const [name, [query, code, pointer]] of Object.entries(bad)) {
  test(`history answers 400 to ${name}`, async t => {
    const server = await testServer(t);
    const {bearer} = await testSession(server);
    const {status, body} = await call(`${server.api}/widget-history${query}`, 'GET', bearer);
    t.is(status, 400);
    t.is(body['code'], code);
    if (pointer) t.like(body, {errors: [{pointer}]});
  });
}

test('what comes after a cursor is told as it comes, whoever says it', async t => {
  const server = await testServer(t, {adminToken: 'test-admin'});
  const session = await testSession(server);
  await testWorker(t, server, echo);
  const empty = await read(server.api, session);
  const waiting = read(server.api, session, `?after=${empty.cursor}&wait=20`);
  await server.send({text: 'one'}, session.bearer);
  const first = await waiting;
  t.deepEqual(
    first.messages.map(({role, text}) => [role, text]),
    [
      ['user', 'one'],
      ['agent', 'echo: one'],
    ],
  );
  t.is(first.state, 'agent');

  const unasked = read(server.api, session, `?after=${first.cursor}&wait=20`);
  await until(() => server.waitingRoom.size === 1);
  const headers = {authorization: 'Bearer test-admin', 'content-type': 'application/json'};
  await call(`${server.url}/admin/sessions/${session.id}/reply`, 'POST', headers, {
    text: 'Hello, this is Dana.',
    name: 'Dana',
  });
  const second = await unasked;
  t.is(second.state, 'person');
  const said = {role: 'agent', text: 'Hello, this is Dana.', status: 'done', by: 'person', name: 'Dana'};
  t.like(second.messages[0], said);
  t.like((await read(server.api, session)).messages.at(-1), said, 'also when it is read later');
  t.is(second.messages.length, 1);
  t.deepEqual((await read(server.api, session, `?after=${second.cursor}`)).messages, []);
  t.is(server.waitingRoom.size, 0);
});

test('a page after a cursor is as long as it was asked for, and the next begins where it ends', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  await testWorker(t, server, echo);
  for (let i = 0; i < 3; i += 1) await server.send({text: `${i}`}, session.bearer);
  await until(async () => (await read(server.api, session)).messages.length === 6);
  const texts: string[] = [];
  for (let after = '0'; ; ) {
    const page = await read(server.api, session, `?after=${after}&limit=2`);
    if (page.messages.length === 0) break;
    t.true(page.messages.length <= 2);
    texts.push(...page.messages.map(({text}) => text));
    after = page.cursor;
  }
  t.deepEqual(texts.sort(), ['0', '1', '2', 'echo: 0', 'echo: 1', 'echo: 2']);
});

test('a wait for what comes ends with its time, with the client, and with the process', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  const startedAt = performance.now();
  const timedOut = await read(server.api, session, '?after=0&wait=0.2');
  t.true(performance.now() - startedAt >= 195);
  t.deepEqual(timedOut.messages, []);
  const leaving = new AbortController();
  const left = fetch(`${server.api}/widget-history?after=0&wait=20`, {
    headers: session.bearer,
    signal: leaving.signal,
  }).catch(() => 'left');
  await until(() => server.waitingRoom.size === 1);
  leaving.abort();
  t.is(await left, 'left');
  await until(() => server.waitingRoom.size === 0);
  const held = read(server.api, session, '?after=0&wait=20');
  await until(() => server.waitingRoom.size === 1);
  server.waitingRoom.close();
  t.deepEqual((await held).messages, []);
});

test('a cursor that is none, or two at once, is refused', async t => {
  const server = await testServer(t);
  const {bearer} = await testSession(server);
  const refused = await call(`${server.api}/widget-history?after=yesterday`, 'GET', bearer);
  t.like(refused, {status: 400, body: {code: 'invalid_cursor'}});
  const both = await call(`${server.api}/widget-history?after=0&before=1q`, 'GET', bearer);
  t.like(both, {status: 400, body: {code: 'invalid_request'}});
});

test('a reply has its language and what may be said next, wherever it is read', async t => {
  const server = await testServer(t);
  const session = await testSession(server);
  const said = {locale: 'es', choices: ['Sí', 'No']};
  await testWorker(t, server, async function* (question) {
    yield {type: 'language', locale: said.locale};
    yield {type: 'choices', choices: said.choices};
    yield* echo(question);
  });
  const {body} = await server.send({text: 'Hola'}, session.bearer);
  const {body: answer} = await server.get(`${body['poll_url']}?wait=20`, session.bearer);
  t.like(answer.events.at(-1), {type: 'message', by: 'agent', ...said});
  t.deepEqual(answer['choices'], said.choices);
  for (const query of ['', '?after=0']) {
    t.like((await read(server.api, session, query)).messages[1], {role: 'agent', by: 'agent', ...said});
  }
  await server.redis.run(client => client.del(keys.events(String(body['message_id']))));
  const {body: later} = await server.get(String(body['poll_url']), session.bearer);
  t.like(later.events.at(-1), {type: 'message', by: 'agent', ...said}, 'also when the stream is gone');
});
