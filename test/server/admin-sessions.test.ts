import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import type {Question, Said} from '../../worker/agents/agent.ts';
import {upsertOf} from '../helpers/channels.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {channelEnv, inboundsOf, webhookServer} from '../helpers/webhook.ts';
import {testWorker} from '../helpers/worker.ts';

async function post(server: TestServer, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, server.url), {
    method: 'POST',
    headers: {...(body && {'content-type': 'application/json'}), ...headers},
    ...(body && {body: JSON.stringify(body)}),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text)};
}

/** A session whose agent hands over when it is asked for a person. */
async function handedOff(t: ExecutionContext, tellTo: string | undefined = 'https://clinic.example/told') {
  const server = await testServer(t);
  const agent = async function* ({text}: Question): AsyncGenerator<Said> {
    if (text === 'a person, please') yield {type: 'handoff', reason: 'asked'};
    yield `agent: ${text}`;
  };
  await testWorker(t, server, agent, {config: {handoff: {url: tellTo, secret: undefined}}});
  const send = async (text: string) => String((await server.send({text, session_id: 's1'})).body['poll_url']);
  await server.get(`${await send('a person, please')}?wait=25`);
  return {server, send};
}

test('after a hand-off the agent is quiet, and a person answers the visitor’s message', async t => {
  const {server, send} = await handedOff(t);
  const url = await send('are you there?');
  await server.log.seen('turn.skipped', {reason: 'held'});
  t.is((await server.get(url)).body['status'], 'queued');
  const waiting = server.get(`${url}?wait=25`);
  const said = await post(server, '/admin/sessions/s1/reply', {text: 'Yes, this is the front desk.'});
  t.is(said.status, 201);
  t.like((await waiting).body, {
    status: 'done',
    text: 'Yes, this is the front desk.',
    message_id: said.body.message_id,
  });
});

test('where nobody would be told of a hand-off, the agent goes on', async t => {
  const {server, send} = await handedOff(t, '');
  t.is((await server.get(`${await send('hello?')}?wait=25`)).body['text'], 'agent: hello?');
});

test('given back, the agent answers again, and what waited', async t => {
  const {server, send} = await handedOff(t);
  const url = await send('hello?');
  await server.log.seen('turn.skipped', {reason: 'held'});
  t.is((await post(server, '/admin/sessions/s1/resume')).status, 204);
  t.is((await server.get(`${url}?wait=25`)).body['text'], 'agent: hello?');
  const again = await post(server, '/admin/sessions/s1/resume');
  t.is(again.status, 404);
  t.is(again.body.code, 'session_not_found');
});

test('an unknown session is 404, a bad reply 400 with what is wrong', async t => {
  const server = await testServer(t);
  t.is((await post(server, '/admin/sessions/nobody/reply', {text: 'Hello'})).status, 404);
  const bad = await post(server, '/admin/sessions/s1/reply', {text: ' ', channel: 'pigeon'});
  t.is(bad.status, 400);
  t.deepEqual(bad.body.errors.map((error: {pointer: string}) => error.pointer).sort(), [
    '#/channel',
    '#/text',
  ]);
});

test('with a token set, only who has it is an admin', async t => {
  const server = await testServer(t, {adminToken: 'a-token-of-the-test'});
  const path = '/admin/sessions/s1/resume';
  const refused = await post(server, path);
  t.is(refused.status, 401);
  t.is(refused.headers.get('www-authenticate'), 'Bearer');
  t.is((await post(server, path, undefined, {authorization: 'Bearer a-token-of-the-tesT'})).status, 401);
  t.is((await post(server, path, undefined, {authorization: 'Bearer a-token-of-the-test'})).status, 404);
});

test('without a token, a request that was forwarded is not an admin’s', async t => {
  const server = await testServer(t);
  const path = '/admin/sessions/s1/resume';
  t.is((await post(server, path)).status, 404, 'directly from this machine');
  for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
    t.is((await post(server, path, undefined, {[header]: 'for=127.0.0.1'})).status, 403, header);
  }
});

test('a conversation is erased by an operator on whichever channel, and nothing that was not there', async t => {
  const adminToken = 'a'.repeat(32);
  const server = await testServer(t, {adminToken, legacy: {enabled: true, waitMs: 0}});
  const desk = {authorization: `Bearer ${adminToken}`};
  const erase = (path: string, headers = {}) =>
    fetch(`${server.url}/admin/sessions/${path}`, {method: 'DELETE', headers});
  const {body} = await server.send({text: 'hello', session_id: 's1'});
  await server.get('/apps/voice-api/widget-chat?body=hello&session_id=s1');
  t.is((await erase('s1')).status, 401);
  t.is((await erase('s1?channel=pigeon', desk)).status, 400);
  t.is((await erase('s1?channel=sms', desk)).status, 404);
  t.is((await erase('s1', desk)).status, 204);
  t.is((await server.get(String(body['poll_url']))).status, 404);
  t.is((await erase('s1?channel=legacy', desk)).status, 204);
  t.is((await erase('s1', desk)).status, 404);
  const traces = (await server.redis.run(client => client.keys('*'))).filter(name =>
    /^message:[^:]*$/.test(name),
  );
  t.deepEqual(traces, []);
});

test('who erases a chat of WhatsApp erases also where it was answered, in the secure widget', async t => {
  const adminToken = 'a'.repeat(32);
  const known = new Map(loadClinics(defaultClinicsDir));
  for (const clinic of known.values()) known.set(clinic.id, {...clinic, whatsapp: {noHealthData: true}});
  const server = await webhookServer(t, inboundsOf('whatsapp'), {
    adminToken,
    clinics: {known, fallback: 'demo'},
  });
  const authorization = `Bearer ${channelEnv.EVOLUTION_WEBHOOK_SECRET}`;
  const answer = await server.post({
    path: '/webhooks/evolution/willow',
    headers: {'content-type': 'application/json', authorization},
    body: JSON.stringify({
      event: 'messages.upsert',
      instance: 'willow',
      data: upsertOf('15555550142@s.whatsapp.net', 'My knee hurts'),
    }),
  });
  t.deepEqual(answer.body, {accepted: true});
  const messages = await server.messages();
  const [kept] = messages.filter(({channel}) => channel === 'widget');
  t.is(kept?.['text'], 'My knee hurts');
  const chat = encodeURIComponent(kept?.['chat_session'] ?? '');
  const erased = await fetch(`${server.url}/admin/sessions/${chat}?channel=whatsapp`, {
    method: 'DELETE',
    headers: {authorization: `Bearer ${adminToken}`},
  });
  t.is(erased.status, 204);
  t.deepEqual(await server.messages(), []);
});
