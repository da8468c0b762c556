import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {keys} from '../../core/keys.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {isRolledOut} from '../../server/routes/widget/session.ts';
import {gate} from '../helpers/gate.ts';
import {dump, opened, openedMessage, testRedis} from '../helpers/redis.ts';
import {type ServerOptions, testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {openSocket, refusedUpgrade} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const hour = 3_600_000;

/** A server whose tokens are as old as the test says. */
async function aging(t: Parameters<typeof testServer>[0], options: ServerOptions = {}) {
  const redis = await testRedis(t);
  const clock = {ms: Date.now()};
  const tokens = {secrets: sessionSecrets(redis), now: () => clock.ms};
  return {clock, server: await testServer(t, {redis, tokens, ...options})};
}

test('a session is opened without a body, for the default clinic', async t => {
  const {api} = await testServer(t);
  const {status, body, headers} = await call(`${api}/widget/session`, 'POST');
  t.is(status, 201);
  t.is(headers.get('cache-control'), 'no-store');
  t.regex(String(body['session_id']), /^[\w-]{22}$/);
  t.regex(String(body['expires_at']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const lasts = Date.parse(String(body['expires_at'])) - Date.now();
  t.true(lasts > 29 * 60_000 && lasts <= 30 * 60_000);
  t.like(body['config'], {
    clinic: {id: 'demo', name: 'Willow Street Clinic', locale: 'en-US', contact: {phone: '(555) 555-0142'}},
    transports: ['websocket', 'poll'],
    limits: {text_max_length: 4000, waiting_turns: 19},
  });
});

test('no name, language or version that a visitor makes up stands in Redis as words', async t => {
  const server = await testServer(t);
  const {redis, send, api} = server;
  const names = {agent_id: 'word one', user_id: 'word two', locale: 'my-word-three'};
  const {bearer} = await testSession(server, names);
  await testSession(server, {locale: 'word-four'});
  t.is((await send({text: 'word five', ...names, metadata: {word: 'six'}}, bearer)).status, 202);
  t.is((await send({text: 'word five', agent_id: 'word seven'})).status, 202);
  // The clinic asks for no consent: there is no version to have read.
  t.is((await call(`${api}/widget/consent`, 'POST', bearer, {version: 'word eight'})).status, 204);
  const dumps = await redis.run(async client => {
    const all = await client.keys('*');
    return Promise.all(all.map(async name => `${name} ${await client.dump(name)}`));
  });
  t.deepEqual(
    dumps.filter(one => one.includes('word')),
    [],
  );
});

test('what a session was opened with is kept, and is what its messages have that say nothing else', async t => {
  const server = await testServer(t);
  const {redis, send} = server;
  const names = {clinic_id: 'demo-es', agent_id: 'a1', user_id: 'u1', locale: 'es-AR'};
  const {id, bearer} = await testSession(server, names);
  const record = opened(id, await redis.run(client => client.hGetAll(keys.session('widget', id))));
  t.like(record, {protected: '1', clinic: 'demo-es', agent: 'a1', user: 'u1', locale: 'es-AR'});
  t.regex(record['created_at'] ?? '', /^\d{13}$/);
  t.true((await redis.run(client => client.pTTL(keys.session('widget', id)))) > 29 * 60_000);
  const fieldsOf = async (body: object) => {
    const {message_id} = (await send(body, bearer)).body;
    return openedMessage(redis, String(message_id));
  };
  t.like(await fieldsOf({text: 'a', session_id: id}), {clinic: 'demo-es', agent: 'a1', user: 'u1'});
  t.like(await fieldsOf({text: 'a', session_id: id, user_id: 'u2'}), {agent: 'a1', user: 'u2'});
});

const refused: Record<string, [unknown, number, string, string?]> = {
  'of an unknown clinic': [{clinic_id: 'nobody'}, 404, 'clinic_not_found'],
  'with malformed JSON': ['{', 400, 'invalid_json'],
  'with a list': [[], 400, 'invalid_request', '#'],
  'with a clinic that is a number': [{clinic_id: 1}, 400, 'invalid_request', '#/clinic_id'],
  'with an empty agent': [{agent_id: ''}, 400, 'invalid_request', '#/agent_id'],
  'with a long user': [{user_id: 'u'.repeat(129)}, 400, 'invalid_request', '#/user_id'],
  'with a locale that is none': [{locale: 'es_AR!'}, 400, 'invalid_request', '#/locale'],
};
for (const [name, [body, status, code, pointer]] of Object.entries(refused)) {
  test(`a session ${name} is refused`, async t => {
    const {api, redis} = await testServer(t);
    const answer = await call(`${api}/widget/session`, 'POST', {}, body);
    t.is(answer.status, status);
    t.is(answer.body['code'], code);
    if (pointer) t.like(answer.body, {errors: [{pointer}]});
    t.deepEqual(
      (await dump(redis)).filter(key => key.startsWith('widget:')),
      [],
    );
  });
}

test('a session is refused to a page that may not chat with its clinic', async t => {
  const demo = loadClinics(defaultClinicsDir).get('demo');
  if (!demo) return t.fail('there is no demo clinic');
  const known = new Map([
    ['a', {...demo, id: 'a', allowedOrigins: ['https://a.example']}],
    ['b', {...demo, id: 'b', allowedOrigins: ['https://b.example']}],
  ]);
  const {api} = await testServer(t, {clinics: {known, fallback: 'a'}, cors: {origins: []}});
  const origin = {origin: 'https://a.example'};
  t.is((await call(`${api}/widget/session`, 'POST', origin, {clinic_id: 'a'})).status, 201);
  const other = await call(`${api}/widget/session`, 'POST', origin, {clinic_id: 'b'});
  t.is(other.body['code'], 'origin_not_allowed');
});

test('a token renews its own session, also when it has just expired', async t => {
  const {clock, server} = await aging(t);
  const {id, bearer} = await testSession(server, {clinic_id: 'demo-es'});
  const renew = () => call(`${server.api}/widget/session`, 'POST', bearer);
  clock.ms += 60_000;
  const early = await renew();
  t.is(early.status, 201);
  t.is(early.body['session_id'], id);
  t.is(early.body['expires_at'], new Date(Math.floor(clock.ms / 1000) * 1000 + hour / 2).toISOString());
  t.like(early.body['config'], {clinic: {id: 'demo-es'}});
  clock.ms += hour - 62_000;
  t.is((await renew()).body['session_id'], id);
  clock.ms += 3000;
  const late = await renew();
  t.is(late.status, 401);
  t.is(late.headers.get('www-authenticate'), 'Bearer');
});

test('a token renews nothing for another clinic, nor a session that has gone', async t => {
  const server = await testServer(t);
  const {id, bearer} = await testSession(server, {clinic_id: 'demo'});
  const other = await call(`${server.api}/widget/session`, 'POST', bearer, {clinic_id: 'demo-es'});
  t.is(other.body['code'], 'session_token_invalid');
  await server.redis.run(client => client.del(keys.session('widget', id)));
  const gone = await call(`${server.api}/widget/session`, 'POST', bearer);
  t.is(gone.body['code'], 'session_token_invalid');
});

test('a protected session is written to with its own token only', async t => {
  const {clock, server} = await aging(t);
  const {redis, send} = server;
  const {id, bearer} = await testSession(server);
  const stranger = await testSession(server);
  const before = await dump(redis);
  const body = {text: 'Hello', session_id: id};
  const wrong = {
    none: {},
    foreign: stranger.bearer,
    garbage: {authorization: 'Bearer x.y.z'},
    empty: {authorization: 'Bearer '},
    basic: {authorization: 'Basic YTpi'},
  };
  for (const [name, headers] of Object.entries(wrong)) {
    const {status, headers: answered, body: problem} = await send(body, headers);
    t.is(status, 401, name);
    t.is(problem['code'], 'session_token_invalid', name);
    t.is(answered.get('www-authenticate'), 'Bearer', name);
  }
  t.is((await send({...body, clinic_id: 'demo-es'}, bearer)).status, 401);
  clock.ms += hour;
  t.is((await send(body, bearer)).status, 401);
  t.deepEqual(await dump(redis), before);
  clock.ms -= hour;
  t.is((await send(body, bearer)).status, 202);
  t.is((await send({text: 'Hello'}, bearer)).body['session_id'], id);
});

test('a send that names no session opens a protected one, and gives its token', async t => {
  const {clock, server} = await aging(t);
  const {api, send} = server;
  const {body: first} = await send({text: 'Hello', clinic_id: 'demo-es'});
  const bearer = {authorization: `Bearer ${first['token']}`};
  const session = {session_id: first['session_id']};
  t.is((await send({text: 'Hello', ...session})).status, 401);
  clock.ms += 29 * 60_000;
  const {body: second} = await send({text: 'Hello', ...session}, bearer);
  t.is(second['session_id'], first['session_id']);
  clock.ms += 29 * 60_000;
  t.is((await send({text: 'Hello'}, bearer)).status, 401);
  const renewed = {authorization: `Bearer ${second['token']}`};
  t.is((await send({text: 'Hello'}, renewed)).status, 202, 'each send gives another half hour');
  const history = await call(`${api}/widget-history`, 'GET', renewed);
  t.is((history.body['messages'] as unknown[]).length, 3);
});

test('whoever repeats the send that opened a session gets a token of the same session', async t => {
  const server = await testServer(t);
  const send = () => server.send({text: 'Hello', client_message_id: 'k'.repeat(22)});
  const [{body: first}, {body: second}] = [await send(), await send()];
  t.is(second['message_id'], first['message_id']);
  t.is(second['session_id'], first['session_id']);
  const again = await server.send({text: 'more'}, {authorization: `Bearer ${second['token']}`});
  t.is(again.body['session_id'], first['session_id']);
});

test('a send that is answered at once, or streams its reply, gives the token of the session it opens', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {body, headers} = await server.send({text: 'Hello '.repeat(100)}, {prefer: 'wait=5'});
  t.is(body['status'], 'done');
  t.is(headers.get('content-encoding'), null, 'what is secret is not compressed');
  const stream = await fetch(`${server.api}/widget-stream`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: '{"text":"Hello"}',
  });
  const ack = JSON.parse(/data: (.*ack.*)/.exec(await stream.text())?.[1] ?? '{}');
  for (const {token, session_id} of [body, ack]) {
    const {status, body: sent} = await server.send({text: 'more'}, {authorization: `Bearer ${token}`});
    t.is(status, 202);
    t.is(sent['session_id'], session_id);
  }
});

test('a session that its clinic was named for once needs no name of it again', async t => {
  const server = await testServer(t);
  await server.send({text: 'Hola', session_id: 'mine', clinic_id: 'demo-es'});
  const {status, body} = await server.send({text: 'Hola', session_id: 'mine'});
  t.is(status, 202);
  t.like(await openedMessage(server.redis, String(body['message_id'])), {clinic: 'demo-es'});
});

test('where tokens are required nothing is written or read without one, the legacy endpoint aside', async t => {
  const redis = await testRedis(t);
  const tokens = {secrets: sessionSecrets(redis), now: Date.now, required: true};
  const server = await testServer(t, {redis, tokens, legacy: {enabled: true, waitMs: 0}});
  const {api, send, url} = server;
  const before = await dump(redis.redis);
  t.is((await send({text: 'Hello', session_id: 'mine'})).body['code'], 'session_token_invalid');
  t.deepEqual(await dump(redis.redis), before);
  const {body} = await send({text: 'Hello'});
  const bearer = {authorization: `Bearer ${body['token']}`};
  const poll = `${url}${body['poll_url']}`;
  const [stream, feedback] = ['widget-stream', 'widget-feedback'].map(name =>
    poll.replace('widget-poll', name),
  );
  const ways: [string, string, unknown?][] = [
    [poll, 'GET'],
    [poll, 'DELETE'],
    [stream ?? '', 'GET'],
    [feedback ?? '', 'POST', {rating: 'up'}],
    [`${api}/widget-history`, 'GET'],
    [`${poll.slice(0, -3)}abc`, 'GET'],
  ];
  for (const [address, method, given] of ways) {
    t.is(
      (await call(address, method, {}, given)).body['code'],
      'session_token_invalid',
      `${method} ${address}`,
    );
  }
  const client = await openSocket(t, url, 'mine');
  client.say({text: 'Hello'});
  t.like(await client.seen('error'), {code: 'session_token_invalid'});
  t.is((await call(poll, 'GET', bearer)).status, 200);
  t.is((await call(feedback ?? '', 'POST', bearer, {rating: 'up'})).status, 204);
  const legacy = await server.get('/apps/voice-api/widget-chat?body=Hello');
  t.is(legacy.status, 202);
  t.is((await server.get(String(legacy.body['poll_url']))).status, 200);
});

test('a token writes to no open session, and an open one needs none', async t => {
  const server = await testServer(t);
  const {bearer} = await testSession(server);
  t.is((await server.send({text: 'Hello', session_id: 'mine'})).status, 202);
  t.is((await server.send({text: 'Hello', session_id: 'mine'}, bearer)).status, 401);
  const another = await server.send({text: 'Hello', session_id: 'mine', clinic_id: 'demo-es'});
  t.is(another.body['code'], 'session_token_invalid', 'it is one clinic’s');
});

test('a repeat of a send in a protected session is the same message, with the token only', async t => {
  const server = await testServer(t);
  const {id, bearer} = await testSession(server);
  const body = {text: 'Hello', session_id: id, client_message_id: 'k1'};
  const first = await server.send(body, bearer);
  t.is((await server.send(body)).status, 401);
  t.is((await server.send(body, bearer)).body['message_id'], first.body['message_id']);
});

test('two web processes on one Redis take each other’s tokens', async t => {
  const shared = await testRedis(t);
  const [a, b] = await Promise.all([testServer(t, {redis: shared}), testServer(t, {redis: shared})]);
  const [one, two] = await Promise.all([testSession(a), testSession(b)]);
  t.is((await b.send({text: 'Hello'}, one.bearer)).status, 202);
  t.is((await a.send({text: 'Hello'}, two.bearer)).status, 202);
});

test('where a token is shown, a message is read and cancelled by its owner only', async t => {
  const {clock, server} = await aging(t);
  const {bearer} = await testSession(server);
  const stranger = await testSession(server);
  const url = `${server.url}${(await server.send({text: 'Hello'}, bearer)).body['poll_url']}`;
  for (const headers of [stranger.bearer, {authorization: 'Bearer x'}]) {
    t.is((await call(url, 'GET', headers)).body['code'], 'message_not_found');
    t.is((await call(url, 'DELETE', headers)).body['code'], 'message_not_found');
  }
  t.is((await call(url, 'GET')).body['status'], 'queued');
  const stream = url.replace('widget-poll', 'widget-stream');
  t.is((await call(stream, 'GET', stranger.bearer)).body['code'], 'message_not_found');
  t.is((await call(url, 'GET', bearer)).body['status'], 'queued');
  clock.ms += hour - 2000;
  t.is((await call(url, 'GET', bearer)).body['status'], 'queued');
  t.is((await call(url, 'DELETE', bearer)).body['status'], 'cancelled');
});

test('the rollout follows its percentage, and is the same for a session every time', async t => {
  const sessions = Array.from({length: 4000}, (_, i) => `session-${i}`);
  const chosen = (percent: number) => sessions.filter(session => isRolledOut(session, percent));
  t.is(chosen(0).length, 0);
  t.is(chosen(100).length, 4000);
  const share = chosen(30).length / 4000;
  t.true(share > 0.27 && share < 0.33, `${share}`);
  const later = new Set(chosen(50));
  t.true(chosen(30).every(session => later.has(session)));
  const server = await testServer(t, {transports: {webSocketEnabled: true, rolloutPercent: 50}});
  const {bearer} = await testSession(server);
  const ask = async () => (await call(`${server.api}/widget/session`, 'POST', bearer)).body['config'];
  t.deepEqual(await ask(), await ask());
});

test('no session is told of a WebSocket where there is none, or nobody is to have it', async t => {
  for (const transports of [
    {webSocketEnabled: false, rolloutPercent: 100},
    {webSocketEnabled: true, rolloutPercent: 0},
  ]) {
    const {api} = await testServer(t, {transports});
    const {body} = await call(`${api}/widget/session`, 'POST');
    t.deepEqual((body['config'] as {transports: string[]}).transports, ['poll']);
  }
});

test('an erased session leaves nothing behind, and its token is good for nothing', async t => {
  const server = await testServer(t);
  const {api, redis, send, get} = server;
  await testWorker(t, server, echo);
  const {id, bearer} = await testSession(server);
  const before = (await dump(redis)).filter(key => !key.includes(id));
  const key = {'idempotency-key': 'k1'};
  const answered = await send({text: 'one'}, {...bearer, ...key, prefer: 'wait=5'});
  t.is(answered.status, 200);
  const url = `/apps/voice-api/widget-poll/${answered.body['message_id']}`;
  t.is((await call(`${api}/widget/session`, 'DELETE', bearer)).status, 204);
  t.is((await get(url)).body['code'], 'message_not_found');
  t.is((await send({text: 'again'}, bearer)).status, 401);
  t.is((await call(`${api}/widget/session`, 'POST', bearer)).status, 401);
  t.is((await call(`${api}/widget-history`, 'GET', bearer)).status, 401);
  t.is((await call(`${api}/widget/session`, 'DELETE', bearer)).status, 204);
  const known = new Set([
    ...before,
    keys.wake,
    keys.unwritten,
    keys.auditOfVisitors,
    keys.widgetStats,
    keys.replyTime,
    keys.workers,
    keys.reconciling,
    keys.stream,
  ]);
  await until(async () => (await dump(redis)).every(name => known.has(name)), 5000);
  t.is(await redis.run(client => client.xLen(keys.stream)), 0);
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
});

test('a session that is erased while a turn runs stops it, and what waits behind it never runs', async t => {
  t.timeout(20_000);
  const server = await testServer(t);
  const {api, url, redis, send} = server;
  const spoken = gate();
  const stopped = gate();
  const asked: string[] = [];
  await testWorker(t, server, async function* ({text, signal}) {
    asked.push(text);
    signal.addEventListener('abort', stopped.open);
    yield 'so far';
    spoken.open();
    await stopped.opened;
    yield ' and further';
  });
  const {id, bearer} = await testSession(server);
  const {body: running} = await send({text: 'one'}, bearer);
  await spoken.opened;
  const {body: waiting} = await send({text: 'two'}, bearer);
  const poll = call(`${url}${running['poll_url']}?wait=20`, 'GET');
  await until(() => server.waitingRoom.size === 1);
  t.is((await call(`${api}/widget/session`, 'DELETE', bearer)).status, 204);
  t.is((await poll).body['status'], 'cancelled');
  for (const {poll_url} of [running, waiting]) {
    t.is((await call(`${url}${poll_url}`, 'GET')).status, 404);
  }
  await stopped.opened;
  await server.log.seen('turn.finished', {status: 'lost'});
  t.deepEqual(asked, ['one']);
  const traces = [id, running['message_id'], waiting['message_id']].map(String);
  const isTrace = (name: string) => traces.some(trace => name.includes(trace));
  await until(async () => !(await dump(redis)).some(isTrace), 5000);
});

test('a session is erased with its token only', async t => {
  const {clock, server} = await aging(t);
  const {id, bearer} = await testSession(server);
  const erase = (headers: Record<string, string>) => call(`${server.api}/widget/session`, 'DELETE', headers);
  t.is((await erase({})).status, 401);
  t.is((await erase({authorization: 'Bearer x'})).headers.get('www-authenticate'), 'Bearer');
  clock.ms += hour;
  t.is((await erase(bearer)).status, 401);
  t.is(await server.redis.run(client => client.exists(keys.session('widget', id))), 1);
});

test('sends that race with the erasing of their session are refused, or erased with it', async t => {
  const server = await testServer(t);
  const {id, bearer} = await testSession(server);
  const sends = Array.from({length: 15}, (_, i) => server.send({text: `${i}`}, bearer));
  await sends[3];
  const erased = await call(`${server.api}/widget/session`, 'DELETE', bearer);
  t.is(erased.status, 204);
  const statuses = (await Promise.all(sends)).map(({status}) => status);
  t.deepEqual(
    [...new Set(statuses)].filter(status => status !== 202 && status !== 401),
    [],
  );
  await until(
    async () =>
      (await dump(server.redis)).filter(name => /^message:|^idem/.test(name) || name.includes(id)).length ===
      0,
    5000,
  );
  t.is(await server.redis.run(client => client.xLen(keys.stream)), 0);
});

test('a protected session is written to over a socket with its token only, and for as long as the socket lasts', async t => {
  const {clock, server} = await aging(t);
  const {id, token} = await testSession(server);
  const stranger = await testSession(server);
  for (const path of [`${id}?token=${stranger.token}`, `${id}?token=x`]) {
    const {status, body, headers} = await refusedUpgrade(server.url, `/ws/widget/${path}`);
    t.like({status, ...body}, {status: 401, code: 'session_token_invalid'}, path);
    t.is(headers['www-authenticate'], 'Bearer');
  }
  const nameless = await openSocket(t, server.url, id);
  nameless.say({text: 'Hello'});
  t.like(await nameless.seen('error'), {code: 'session_token_invalid'});
  const byQuery = await openSocket(t, server.url, `${id}?token=${token}`);
  const byProtocol = await openSocket(t, server.url, id, {protocols: [`plaintalk.${token}`]});
  for (const client of [byQuery, byProtocol]) {
    client.say({text: 'Hello'});
    await client.seen('ack');
  }
  clock.ms += hour;
  byQuery.say({text: 'Hello again'});
  await until(() => byQuery.frames.filter(({type}) => type === 'ack').length === 2);
});

test('a send that streams its reply needs the token of a protected session as well', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {bearer} = await testSession(server);
  const stream = (headers: Record<string, string>) =>
    fetch(`${server.api}/widget-stream`, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...headers},
      body: '{"text":"Hello"}',
    });
  t.is((await stream({authorization: 'Bearer x'})).status, 401);
  t.regex(await (await stream(bearer)).text(), /echo: Hello/);
});

test('to erase once more what is erased looks at no dead letter', async t => {
  const server = await testServer(t);
  const {bearer} = await testSession(server);
  const erase = () => call(`${server.api}/widget/session`, 'DELETE', bearer);
  t.is((await erase()).status, 204);
  const looks = async () =>
    Number(
      /cmdstat_xrange:calls=(\d+)/.exec(await server.redis.run(client => client.info('commandstats')))?.[1] ??
        0,
    );
  const before = await looks();
  for (let i = 0; i < 5; i++) t.true((await erase()).status < 500);
  t.is(await looks(), before);
});
