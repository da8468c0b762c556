/** The guard's words are said on every surface, once, before whatever else is said, and whatever becomes of the message. */

import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {takeOver} from '../../core/queue/handoff/take-over.ts';
import type {Question} from '../../worker/agents/agent.ts';
import {limits, testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {openSocket} from '../helpers/socket.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const alarm = 'I have crushing chest pain and cannot breathe';
const maybe = 'i took two pills instead of one';

async function withGuard(t: ExecutionContext) {
  const server = await testServer(t);
  const ask = async (body: object = {}, query = '') => {
    const {body: sent} = await server.send({text: alarm, session_id: 's1', ...body});
    const guard = sent['guard'] as {kind: string; text: string; phone: string};
    const {body: answer} = await server.get(`${sent['poll_url']}${query}`);
    return {sent, guard, answer};
  };
  return {...server, ask};
}

test('a poll that reads nothing but its text hears the guard at once, with no worker there', async t => {
  const {ask} = await withGuard(t);
  const {guard, answer} = await ask();
  t.is(answer['status'], 'queued');
  t.is(answer['text'], guard.text);
});

test('the reply follows the guard in the text, and stands alone in its event', async t => {
  const server = await withGuard(t);
  await testWorker(t, server, echo);
  const {guard, answer} = await server.ask({}, '?wait=20');
  const last = answer.events.at(-1) as unknown as {text: string};
  t.is(last.text, `echo: ${alarm}`);
  t.is(answer['text'], `${guard.text}\n\necho: ${alarm}`);
  t.deepEqual(
    answer.events
      .filter(({type}) => type === 'guard')
      .map(event => (event as unknown as {text: string}).text),
    [guard.text],
  );
});

test('who waits with the send, or reads on behind the guard, hears both', async t => {
  const server = await withGuard(t);
  await testWorker(t, server, echo);
  const waited = await server.send({text: alarm, session_id: 's1'}, {prefer: 'wait=20'});
  t.is(waited.status, 200);
  t.regex(String(waited.body['text']), /^.*911.*\n\necho: I have crushing/s);
  const url = `/apps/voice-api/widget-poll/${waited.body['message_id']}`;
  const behind = waited.body.events.find(({type}) => type === 'guard')?.id;
  const {body} = await server.get(`${url}?after=${behind}`);
  t.is(body['text'], waited.body['text']);
});

test('who waits with the send hears the guard soon, however long an agent takes', async t => {
  const server = await withGuard(t);
  const begin = performance.now();
  const {status, body} = await server.send({text: alarm, session_id: 's1'}, {prefer: 'wait=20'});
  t.is(status, 202);
  t.regex((body['guard'] as {text: string}).text, /911/);
  t.true(performance.now() - begin < 10_000, 'not when its twenty seconds are over');
});

test('a stream and a socket say it before anything else, with no worker there', async t => {
  const server = await withGuard(t);
  const {guard, sent} = await server.ask();
  const {events} = await openStream(t, new URL(String(sent['stream_url']), server.url));
  await until(() => events.length > 1);
  t.is(events[1]?.type, 'guard');
  t.like(events[1]?.fields, {kind: 'emergency', text: guard.text, phone: guard.phone, by: 'guard'});
  const socket = await openSocket(t, server.url, 's2');
  socket.say({text: alarm});
  t.like(await socket.seen('guard'), {kind: 'emergency', text: guard.text, phone: guard.phone});
});

test('whoever is refused hears it all the same', async t => {
  const server = await testServer(t, {limits: {...limits, sessionMaxLength: 1}});
  const {body: sent} = await server.send({text: 'hello', session_id: 's1'});
  t.falsy(sent['guard']);
  const {status, body} = await server.send({text: alarm, session_id: 's1'});
  t.is(status, 429);
  t.like(body['guard'], {kind: 'emergency', phone: '911', locale: 'en-US'});
  t.falsy((await server.send({text: 'hello?', session_id: 's1'})).body['guard']);
  const socket = await openSocket(t, server.url, 's1');
  socket.say({text: alarm});
  t.like((await socket.seen('error')).guard, {kind: 'emergency', phone: '911'});
});

test('what may be an emergency is said more gently, and answered', async t => {
  const server = await withGuard(t);
  await testWorker(t, server, echo);
  const {guard, answer} = await server.ask({text: maybe}, '?wait=20');
  t.is(guard.kind, 'urgent');
  t.regex(guard.text, /^If this is urgent, call 911 now/);
  t.is(answer['text'], `${guard.text}\n\necho: ${maybe}`);
});

test('an agent that has nothing to add says nothing: the guard stands alone in poll, event and history', async t => {
  const server = await withGuard(t);
  const {id: session_id, bearer: authorization} = await testSession(server);
  // biome-ignore lint/correctness/useYield: it has nothing to say
  const silent = async function* (): AsyncGenerator<string> {
    return;
  };
  await testWorker(t, server, silent);
  const {body: sent} = await server.send({text: alarm, session_id}, authorization);
  const guard = sent['guard'] as {text: string};
  const {body} = await server.get(`${sent['poll_url']}?wait=20`);
  t.is(body['status'], 'done');
  t.is(body['text'], guard.text);
  t.is((body.events.at(-1) as unknown as {text: string}).text, '');
  const history = await server.get('/apps/voice-api/widget-history', authorization);
  const said = (history.body['messages'] as {role: string; text: string}[]).map(({role, text}) => [
    role,
    text,
  ]);
  t.deepEqual(said, [
    ['user', alarm],
    ['agent', guard.text],
  ]);
});

test('of messages that are answered as one, the agent is told of the one that the guard has spoken at', async t => {
  const demo = loadClinics(defaultClinicsDir).get('demo');
  if (!demo) throw t.fail('there is no demo clinic');
  const known = new Map([['demo', {...demo, doubleText: 'merge' as const}]]);
  const server = await testServer(t, {clinics: {known, fallback: 'demo'}});
  for (const text of ['hello', maybe, alarm]) await server.send({text, session_id: 's1'});
  const told: Question['guard'][] = [];
  const attentive = async function* ({guard}: Question): AsyncGenerator<string> {
    told.push(guard);
    yield 'I see.';
  };
  const {body: last} = await server.send({text: 'are you there?', session_id: 's1'});
  await testWorker(t, server, attentive, {clinics: known});
  await server.get(`${last['poll_url']}?wait=20`);
  t.is(told.length, 1);
  t.is(told[0]?.kind, 'emergency');
});

test('where the agent fails, or the message is cancelled, the guard has still spoken', async t => {
  const server = await withGuard(t);
  const {sent, guard} = await server.ask();
  await fetch(new URL(String(sent['poll_url']), server.url), {method: 'DELETE'});
  const {body} = await server.get(String(sent['poll_url']));
  t.is(body['status'], 'cancelled');
  t.is(body['text'], guard.text);
  // biome-ignore lint/correctness/useYield: it never gets to speak
  const broken = async function* (): AsyncGenerator<string> {
    throw new Error('The model has gone');
  };
  await testWorker(t, server, broken, {turns: {maxAttempts: 1}});
  const {answer} = await server.ask({session_id: 's2'}, '?wait=20');
  t.is(answer['status'], 'failed');
  t.is(answer['text'], guard.text);
});

test('a person who has the conversation changes nothing of it', async t => {
  const server = await withGuard(t);
  await server.send({text: 'hello', session_id: 's1'});
  const retention = {resultTtlMs: 600_000, eventsTtlMs: 600_000};
  await takeOver(server.redis, retention, {channel: 'widget', session: 's1'}, {text: 'I am here'});
  const {guard, answer} = await server.ask();
  t.is(answer['text'], guard.text);
});

test('the legacy endpoint says it first, and after two seconds alone', async t => {
  const server = await withGuard(t);
  const url = `/apps/voice-api/widget-chat?body=${encodeURIComponent(alarm)}`;
  const begin = performance.now();
  const alone = await server.get(url);
  t.is(alone.status, 200);
  t.true(performance.now() - begin < 10_000, 'not when its twenty seconds are over');
  t.regex(String(alone.body['message']), /911/);
  t.truthy(alone.body['message_id']);
  await testWorker(t, server, echo);
  const both = await server.get(url);
  t.is(both.body['message'], `${alone.body['message']}\n\necho: ${alarm}`);
});

test('the history has the guard’s words before the reply, and alone until there is one', async t => {
  const server = await withGuard(t);
  const {id: session_id, bearer: authorization} = await testSession(server);
  const {body: sent} = await server.send({text: alarm, session_id}, authorization);
  const guard = sent['guard'] as {text: string};
  const said = async () => {
    const {body} = await server.get('/apps/voice-api/widget-history', authorization);
    return (body['messages'] as {role: string; text: string}[]).map(({role, text}) => `${role}: ${text}`);
  };
  t.deepEqual(await said(), [`user: ${alarm}`, `agent: ${guard.text}`]);
  await testWorker(t, server, echo);
  await server.get(`${sent['poll_url']}?wait=20`);
  t.deepEqual(await said(), [`user: ${alarm}`, `agent: ${guard.text}\n\necho: ${alarm}`]);
});
