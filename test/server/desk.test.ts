/** The desk's paths: who needs a person, what was said, and who has it. */
import type {Chats} from '../../core/channels/channel.ts';
import {receive} from '../../core/channels/hearing/receive.ts';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {forgetExpired} from '../../core/queue/desk/forget-expired.ts';
import type {Question, Said} from '../../worker/agents/agent.ts';
import {gate} from '../helpers/gate.ts';
import {receiveDeps, saying} from '../helpers/receive.ts';
import {chatRules, type TestServer, testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

type Listed = {session_id: string; channel: string; clinic_id: string; state: string; waiting: number};

/** A front desk's view of a server whose agent hands over, fails, or echoes, as it is told to. */
async function testDesk(t: ExecutionContext, tellTo = 'https://clinic.example/told') {
  const server = await testServer(t);
  const agent = async function* ({text}: Question): AsyncGenerator<Said> {
    if (text === 'fail') throw new ChatError('agent_refused');
    if (text === 'a person, please') yield {type: 'handoff', reason: 'asked'};
    yield `agent: ${text}`;
  };
  await testWorker(t, server, agent, {config: {handoff: {url: tellTo, secret: undefined}}});
  const say = async (text: string, session: string) => {
    const {body} = await server.send({text, session_id: session});
    await server.get(`${body['poll_url']}?wait=25`);
  };
  return {...deskOf(server), server, say};
}

function deskOf(server: TestServer) {
  const list = async (query = '') => {
    const {status, body} = await server.get(`/admin/sessions${query}`);
    return {
      status,
      body,
      sessions: (body['sessions'] ?? []) as Listed[],
      next: body['next'] as string | null,
    };
  };
  const names = async (query: string) => (await list(query)).sessions.map(one => one.session_id);
  const act = (path: string, body?: object) => call(`${server.url}/admin/sessions/${path}`, 'POST', {}, body);
  return {list, names, act};
}

test('whoever asks for a person, is in danger, or gets no answer waits at the desk until a person comes', async t => {
  const {list, names, act, say, server} = await testDesk(t);
  await say('hello', 's-agent');
  await say('a person, please', 's-asked');
  await say('I have crushing chest pain', 's-danger');
  await say('fail', 's-failed');
  t.deepEqual((await names('?state=waiting')).sort(), ['s-asked', 's-danger', 's-failed']);
  t.deepEqual(await names('?state=agent'), ['s-agent']);
  t.deepEqual(await names('?state=person'), []);
  const {sessions, next} = await list();
  t.is(next, null);
  t.is(sessions.length, 4);
  const asked = sessions.find(one => one.session_id === 's-asked');
  t.like(asked, {channel: 'widget', clinic_id: 'demo', state: 'waiting', waiting: 1, reason: 'asked'});
  t.like(
    sessions.find(one => one.session_id === 's-danger'),
    {reason: 'emergency', waiting: 1},
  );
  t.like(
    sessions.find(one => one.session_id === 's-failed'),
    {reason: 'failed'},
  );
  t.notRegex(JSON.stringify(sessions), /chest|person, please|hello/);

  t.like(await server.get('/admin/sessions/s-asked').then(({body}) => body), {state: 'waiting'});
  t.is((await act('s-asked/reply', {text: 'Here I am', name: 'Robin'})).status, 201);
  t.is((await act('s-danger/take', {name: 'Robin'})).status, 200);
  t.is((await act('s-failed/resume')).status, 204, 'seen, and nothing to be said');
  t.deepEqual(await names('?state=waiting'), []);
  t.deepEqual((await names('?state=person')).sort(), ['s-asked', 's-danger']);
  t.deepEqual((await names('?state=agent')).sort(), ['s-agent', 's-failed']);
  t.is((await act('s-asked/resume')).status, 204);
  t.deepEqual(await names('?state=person'), ['s-danger']);
  t.is((await act('s-asked/resume')).status, 404);
});

test('where nobody would be told of a hand-off, the agent goes on, and the conversation waits at the desk all the same', async t => {
  const {names, say, server} = await testDesk(t, '');
  await say('a person, please', 's1');
  t.deepEqual(await names('?state=waiting'), ['s1']);
  const {body} = await server.send({text: 'hello?', session_id: 's1'});
  t.is((await server.get(`${body['poll_url']}?wait=25`)).body['text'], 'agent: hello?');
  t.deepEqual(await names('?state=waiting'), ['s1']);
});

test('a page of the list ends where the next one begins, also where all was said in the same moment', async t => {
  const server = await testServer(t);
  const {list} = deskOf(server);
  const all = Array.from({length: 23}, (_, i) => `s${i}`);
  for (const session_id of all) await server.send({text: 'hello', session_id});
  await server.send({text: 'again', session_id: 's7'});
  const seen: string[] = [];
  for (let before = ''; ; ) {
    const {sessions, next} = await list(`?limit=5${before}`);
    t.true(sessions.length <= 5);
    seen.push(...sessions.map(one => one.session_id));
    if (next === null) break;
    before = `&before=${next}`;
  }
  t.is(seen[0], 's7', 'where something was said last');
  t.deepEqual([...seen].sort(), [...all].sort());
  const members = all.map(session => ({value: `widget ${session}`, score: 1_700_000_000_000}));
  await server.redis.run(client => client.zAdd(keys.recent, members));
  const first = await list('?limit=20');
  const second = await list(`?limit=20&before=${first.next}`);
  t.is(new Set([...first.sessions, ...second.sessions].map(one => one.session_id)).size, 23);
  t.is(second.next, null);
});

test('the list is of a channel or a clinic where that is asked for, and says what is wrong with a question', async t => {
  const server = await testServer(t, {legacy: {enabled: true, waitMs: 0}});
  const {list, names} = deskOf(server);
  await server.send({text: 'hello', session_id: 's1'});
  await server.send({text: 'hola', session_id: 's2', clinic_id: 'demo-es'});
  await server.get('/apps/voice-api/widget-chat?body=hello&session_id=s3');
  t.deepEqual(await names('?channel=legacy'), ['s3']);
  t.deepEqual(await names('?clinic=demo-es'), ['s2']);
  t.deepEqual(await names('?clinic=nobody'), []);
  t.deepEqual(await names('?channel=widget&clinic=demo'), ['s1']);
  for (const query of [
    'state=lost',
    'channel=pigeon',
    'limit=0',
    'limit=201',
    'limit=x',
    'state=agent&state=agent',
  ]) {
    t.is((await list(`?${query}`)).body['code'], 'invalid_request', query);
  }
  t.is((await list('?before=x')).body['code'], 'invalid_cursor');
});

test('a person reads what was said, and what the visitor says next as it comes', async t => {
  const {server, say, act} = await testDesk(t);
  t.is((await server.get('/admin/sessions/s1')).status, 404);
  await say('hello', 's1');
  const page = await server.get('/admin/sessions/s1');
  t.is(page.status, 200);
  t.like(page.body, {session_id: 's1', channel: 'widget', state: 'agent', next: null});
  const spoken = (body: Record<string, unknown>) =>
    (body['messages'] as {role: string; text: string}[]).map(({role, text}) => `${role}: ${text}`);
  t.deepEqual(spoken(page.body), ['user: hello', 'agent: agent: hello']);
  await act('s1/take', {name: 'Robin'});
  const news = server.get(`/admin/sessions/s1?after=${page.body['cursor']}&wait=20`);
  const began = Date.now();
  await server.send({text: 'are you there?', session_id: 's1'});
  const {body} = await news;
  t.true(Date.now() - began < 5000);
  t.deepEqual(spoken(body), ['user: are you there?']);
  t.like(body, {state: 'person', taken_by: 'Robin', retry_after_ms: 0});
  t.is((await server.get('/admin/sessions/s1?channel=legacy')).status, 404);
  t.is((await server.get('/admin/sessions/s1?before=x')).body['code'], 'invalid_cursor');
  t.is((await server.get('/admin/sessions/s1?before=1q&after=0')).body['code'], 'invalid_request');
  const older = await server.get('/admin/sessions/s1?limit=1');
  t.deepEqual(spoken(older.body), ['user: are you there?']);
  const rest = await server.get(`/admin/sessions/s1?limit=1&before=${older.body['next']}`);
  t.deepEqual(spoken(rest.body), ['agent: agent: hello']);
});

test('taken over, an agent that is speaking is stopped, and stays silent until the conversation is given back', async t => {
  const server = await testServer(t);
  const {act, list} = deskOf(server);
  const held = gate();
  let times = 0;
  await testWorker(t, server, async function* () {
    times += 1;
    yield 'I think ';
    if (times === 1) await held.opened;
    yield 'so.';
  });
  const {body} = await server.send({text: 'hello', session_id: 's1'});
  await server.get(`${body['poll_url']}?after=0&wait=25`);
  t.like((await act('s1/take', {name: 'Robin'})).body, {
    state: 'person',
    taken_by: 'Robin',
    channel: 'widget',
  });
  held.open();
  await server.log.seen('turn.skipped', {reason: 'held'});
  t.is((await server.get(String(body['poll_url']))).body['status'], 'queued');
  t.like((await list()).sessions[0], {state: 'person', waiting: 1, taken_by: 'Robin'});
  t.is((await act('s1/resume')).status, 204);
  t.is((await server.get(`${body['poll_url']}?wait=25`)).body['text'], 'I think so.');
});

test('who has a conversation is not overlooked: another takes it only by that name', async t => {
  const {act, say, list} = await testDesk(t);
  t.is((await act('s1/take')).status, 404);
  await say('hello', 's1');
  t.is((await act('s1/take')).status, 200, 'nobody need have a name');
  t.is((await act('s1/take', {name: 'Robin'})).status, 200);
  t.is((await act('s1/take', {name: 'Robin'})).status, 200, 'again');
  const refused = await act('s1/take', {name: 'Sam'});
  t.is(refused.status, 409);
  t.like(refused.body, {code: 'conversation_taken', taken_by: 'Robin'});
  t.is((await act('s1/take')).status, 409);
  t.is((await act('s1/take', {name: 'Sam', instead_of: 'Alex'})).status, 409);
  t.like((await act('s1/take', {name: 'Sam', instead_of: 'Robin'})).body, {taken_by: 'Sam'});
  t.is((await act('s1/reply', {text: 'Hello, Robin here', name: 'Robin'})).status, 201);
  t.like((await list()).sessions[0], {taken_by: 'Robin'});
  await act('s1/resume');
  t.is((await act('s1/take', {name: 'Sam'})).status, 200);
  t.is((await act('s1/take', {channel: 'pigeon'})).status, 400);
});

test('a name that stands in Redis as 0.2.0 wrote it is read, holds its conversation, and gives way to a sealed one', async t => {
  const {act, say, list, server} = await testDesk(t);
  await say('hello', 's1');
  await act('s1/take');
  const record = keys.session('widget', 's1');
  const [id = ''] = await server.redis.run(client => client.zRange(keys.messages('widget', 's1'), 0, 0));
  await server.redis.run(client =>
    Promise.all([
      client.hSet(record, 'taken_by', 'Robin'),
      client.hSet(keys.message(id), {answered_by: 'person', name: 'Robin'}),
    ]),
  );
  t.like((await list()).sessions[0], {taken_by: 'Robin'});
  const {body} = await server.get('/admin/sessions/s1');
  t.is(body['taken_by'], 'Robin');
  t.like((body['messages'] as object[])[1], {by: 'person', name: 'Robin'});
  t.like((await act('s1/take', {name: 'Sam'})).body, {code: 'conversation_taken', taken_by: 'Robin'});
  t.like((await act('s1/take', {name: 'Robin'})).body, {taken_by: 'Robin'});
  t.true((await server.redis.run(client => client.hGet(record, 'taken_by')))?.startsWith('~1.'));
});

test('a person’s words reach a visitor who has asked nothing since, under the name of who says them', async t => {
  const {server, act} = await testDesk(t);
  const {id, bearer} = await testSession(server);
  const sent = await server.send({text: 'hello', session_id: id}, bearer);
  await server.get(`${sent.body['poll_url']}?wait=25`, bearer);
  const path = '/apps/voice-api/widget-history';
  const {body} = await server.get(path, bearer);
  const news = server.get(`${path}?after=${body['cursor']}&wait=20`, bearer);
  const began = Date.now();
  t.is((await act(`${id}/reply`, {text: 'Your letter is ready.', name: '\u202eRob\nin\u0007'})).status, 201);
  const heard = (await news).body;
  t.true(Date.now() - began < 1000);
  t.like((heard['messages'] as object[])[0], {
    role: 'agent',
    text: 'Your letter is ready.',
    by: 'person',
    name: 'Rob in',
  });
  t.is(heard['state'], 'person');
  t.false('taken_by' in heard || 'takenBy' in heard);
});

test('each look at a conversation is written down, and who goes on reading not each time again', async t => {
  const {server, say} = await testDesk(t);
  await say('hello', 's1');
  for (let i = 0; i < 3; i++) await server.get('/admin/sessions');
  for (let i = 0; i < 2; i++) await server.get('/admin/sessions/s1');
  for (let i = 0; i < 3; i++) await server.get('/admin/sessions/s1?after=0');
  const entries = (await server.redis.run(client => client.xRange(keys.audit, '-', '+'))) ?? [];
  t.deepEqual(
    entries.map(({message}) => message['act']),
    ['conversation.listed', 'conversation.read', 'conversation.read', 'conversation.read'],
  );
});

test('an erased conversation and one that has expired are on no list', async t => {
  const {server, say, list} = await testDesk(t);
  await say('a person, please', 's1');
  await say('fail', 's2');
  t.is((await call(`${server.url}/admin/sessions/s1`, 'DELETE')).status, 204);
  const lists = [keys.recent, keys.needing, keys.withPerson, keys.unattended, keys.onPhone];
  const members = () =>
    server.redis.run(async client => (await Promise.all(lists.map(one => client.zRange(one, 0, -1)))).flat());
  t.deepEqual(await members(), ['widget s2', 'widget s2', 'widget s2']);
  t.is(await forgetExpired(server.redis), 0);
  await server.redis.run(client => client.del([keys.session('widget', 's2'), keys.messages('widget', 's2')]));
  t.deepEqual((await list()).sessions, []);
  t.is(await forgetExpired(server.redis), 3);
  t.deepEqual(await members(), []);
});

test('a chat that the clinic answers on its own phone is a person’s, until the agent answers there again', async t => {
  const {redis, ...server} = await testServer(t);
  const {list} = deskOf({...server, redis});
  const state = async () => (await list('?channel=whatsapp')).sessions.map(one => one.state);
  const deps = receiveDeps(redis, {chats: {...chatRules, staffQuietMs: 400}});
  const chats: Chats = ['willow:15555550142'];
  await receive(deps, 'whatsapp', {type: 'message', message: saying(chats, 'are you open?', 'e1')});
  t.deepEqual(await state(), ['agent']);
  const own = saying(chats, 'We are, come by', 'e2');
  await receive(deps, 'whatsapp', {type: 'own', message: own, by: 'phone'});
  t.deepEqual(await state(), ['person']);
  t.deepEqual((await list('?state=person')).sessions.length, 1);
  await until(async () => (await state())[0] === 'agent');
  await receive(deps, 'whatsapp', {type: 'own', message: saying(chats, 'See you', 'e3'), by: 'phone'});
  t.deepEqual(await state(), ['person']);
});
