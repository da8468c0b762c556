import {verifyAudit} from '../../core/audit/verify-audit.ts';
import {keys} from '../../core/keys.ts';
import {clinic} from '../helpers/agent.ts';
import {dump} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {openSocket} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';

/** A server whose one clinic asks for consent, and may change its text. */
async function asking(t: Parameters<typeof testServer>[0]) {
  const consent = {text: 'We keep what you write.', texts: {es: 'Guardamos lo que escribe.'}};
  const known = new Map([['demo', clinic({consent})]]);
  const server = await testServer(t, {clinics: {known, fallback: 'demo'}});
  const change = (text: string) => known.set('demo', clinic({consent: {text}}));
  const agree = (bearer: Record<string, string>, version: unknown) =>
    call(`${server.api}/widget/consent`, 'POST', bearer, {version});
  return {server, change, agree};
}

const versionOf = (body: Record<string, unknown>) => Object(body['consent']).version;

test('nothing is accepted before the visitor has agreed, and then it is', async t => {
  const {server, agree} = await asking(t);
  const {bearer} = await testSession(server);
  const before = await dump(server.redis);
  const refused = await server.send({text: 'Hello'}, bearer);
  t.is(refused.status, 403);
  t.like(refused.body, {code: 'consent_required', consent: {text: 'We keep what you write.'}});
  t.false('guard' in refused.body);
  t.deepEqual(await dump(server.redis), before, 'nothing was written');
  t.is((await agree(bearer, versionOf(refused.body))).status, 204);
  t.is((await agree(bearer, versionOf(refused.body))).status, 204, 'safe to repeat');
  t.is((await server.send({text: 'Hello'}, bearer)).status, 202);
});

test('the guard speaks before anything was agreed to', async t => {
  const {server} = await asking(t);
  const {bearer} = await testSession(server);
  const {status, body} = await server.send({text: 'I cannot breathe and my chest hurts'}, bearer);
  t.is(status, 403);
  t.like(body['guard'], {kind: 'emergency', phone: '911'});
});

test('the legacy path, which cannot ask, answers nobody where consent is asked for', async t => {
  const {server} = await asking(t);
  const before = await dump(server.redis);
  const ask = async (body: string) =>
    call(`${server.api}/widget-chat?body=${encodeURIComponent(body)}`, 'GET');
  t.like(await ask('Hello'), {status: 403, body: {code: 'consent_required'}});
  t.like(await ask('I cannot breathe and my chest hurts'), {status: 403, body: {guard: {kind: 'emergency'}}});
  const after = await dump(server.redis);
  const named = (keys: readonly string[]) => keys.filter(key => !key.startsWith('legacy:pages'));
  t.deepEqual(named(after), named(before), 'nothing was written but the count of pages');
});

test('the text is in the language of the session', async t => {
  const {server} = await asking(t);
  const {bearer} = await testSession(server, {locale: 'es-MX'});
  const {body} = await server.send({text: 'Hola'}, bearer);
  t.like(body, {consent: {text: 'Guardamos lo que escribe.'}});
});

test('another text is asked for again, and the old one is not taken for it', async t => {
  const {server, change, agree} = await asking(t);
  const {bearer} = await testSession(server);
  const old = versionOf((await server.send({text: 'Hello'}, bearer)).body);
  await agree(bearer, old);
  const {body: sent} = await server.send({text: 'Hello'}, bearer);
  change('We keep what you write for a year.');
  const asked = await server.send({text: 'Hello again'}, bearer);
  t.like(asked, {status: 403, body: {code: 'consent_required'}});
  t.not(versionOf(asked.body), old);
  const stale = await agree(bearer, old);
  t.is(stale.status, 409);
  t.like(stale.body, {code: 'consent_stale', consent: {text: 'We keep what you write for a year.'}});
  t.is((await server.get(String(sent['poll_url']), bearer)).status, 200, 'reading is never held back');
  t.is((await agree(bearer, versionOf(stale.body))).status, 204);
  t.is((await server.send({text: 'Hello again'}, bearer)).status, 202);
});

test('consent holds for its session alone, and is gone with it', async t => {
  const {server, agree} = await asking(t);
  const one = await testSession(server);
  const other = await testSession(server);
  await agree(one.bearer, versionOf((await server.send({text: 'Hello'}, one.bearer)).body));
  t.is((await server.send({text: 'Hello'}, other.bearer)).status, 403);
  t.is((await server.send({text: 'Hello', session_id: 'of-nobody'})).status, 403);
  t.like(await server.redis.run(client => client.hGetAll(keys.session('widget', one.id))), {protected: '1'});
  await call(`${server.api}/widget/session`, 'DELETE', one.bearer);
  t.is(await server.redis.run(client => client.hGet(keys.session('widget', one.id), 'consent')), null);
  t.is((await agree(one.bearer, 'any')).status, 409);
});

test('each version that a visitor agrees to is audited once, without a name', async t => {
  const {server, agree, change} = await asking(t);
  const {id, bearer} = await testSession(server);
  const versions: string[] = [];
  for (const text of ['One text.', 'Another text.']) {
    change(text);
    const version = versionOf((await server.send({text: 'Hello'}, bearer)).body);
    versions.push(version);
    for (let i = 0; i < 3; i += 1) t.is((await agree(bearer, version)).status, 204);
  }
  t.is((await agree(bearer, 'of no text')).status, 409);
  const entries = (await server.redis.run(client => client.xRange(keys.auditOfVisitors, '-', '+'))) ?? [];
  t.deepEqual(
    entries.map(({message}) => [message['act'], message['version']]),
    versions.map(version => ['consent.given', version]),
  );
  t.false(JSON.stringify(entries).includes(id));
  t.like(await verifyAudit(server.redis, 'visitors'), {entries: 2, broken: []});
});

test('whoever had the session before, or erases it, agrees to nothing in it', async t => {
  const {server, agree} = await asking(t);
  const {redis} = server;
  for (const [field, value] of [
    ['generation', 'of who opened a link to it'],
    ['erased', 'begun'],
  ] as const) {
    const {id, bearer} = await testSession(server);
    const {body} = await server.send({text: 'Hello'}, bearer);
    const record = keys.session('widget', id);
    await redis.run(client => client.hSet(record, field, value));
    t.is((await agree(bearer, versionOf(body))).status, 401, field);
    t.is(await redis.run(client => client.hGet(record, 'consent')), null);
  }
});

test('without a token, or a version, nothing is agreed to', async t => {
  const {server, agree} = await asking(t);
  const {bearer} = await testSession(server);
  t.is((await agree({}, 'any')).status, 401);
  t.is((await call(`${server.api}/widget/consent`, 'POST', bearer, {})).status, 400);
  t.is((await call(`${server.api}/widget/consent`, 'GET', bearer)).status, 405);
});

test('a WebSocket asks for consent as well', async t => {
  const {server, agree} = await asking(t);
  const {id, token, bearer} = await testSession(server);
  const socket = await openSocket(t, server.url, id, {protocols: [`plaintalk.${token}`]});
  socket.say({text: 'Hello', client_message_id: 'one'});
  t.like(await socket.seen('error'), {code: 'consent_required', client_message_id: 'one'});
  await agree(bearer, versionOf((await server.send({text: 'Hello'}, bearer)).body));
  socket.say({text: 'Hello', client_message_id: 'one'});
  t.like(await socket.seen('ack'), {client_message_id: 'one'});
});
