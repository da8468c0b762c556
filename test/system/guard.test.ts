/** Emergencies on WhatsApp, by real processes: the guard's words leave at once, whatever else is the matter. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from '../../scripts/root.js';
import {startWeb, startWorker} from '../helpers/app.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {testRedis} from '../helpers/redis.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const secret = 'webhook-secret-of-the-tests';
const jid = '15555550142@s.whatsapp.net';
const alarm = 'I have crushing chest pain and cannot breathe';
const demo = JSON.parse(readFileSync(join(root, 'core/clinics/demo.json'), 'utf8'));

async function start(t: ExecutionContext, env: Record<string, string> = {}) {
  const {url: redisUrl} = await testRedis(t);
  const evolution = await fakeEvolution(t);
  const given = {
    REDIS_URL: redisUrl,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: secret,
    EVOLUTION_INSTANCES: 'acct1=demo',
    ...env,
  };
  const {url, web} = await startWeb(t, given);
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  await web.seen('sender.ready');
  let count = 0;
  const keyOf = (number: number) => ({remoteJid: jid, fromMe: false, id: `3A${number}`});
  const post = async (event: string, data: object) => {
    const body = JSON.stringify({event, instance: 'acct1', data});
    const headers = {'content-type': 'application/json', authorization: `Bearer ${secret}`};
    const answer = await fetch(`${url}/webhooks/evolution/acct1`, {method: 'POST', headers, body});
    t.is(answer.status, 200);
  };
  const receive = (message: object) =>
    post('messages.upsert', {
      key: keyOf(count++),
      message,
      messageTimestamp: Math.floor(Date.now() / 1000),
    });
  return {
    url,
    evolution,
    given,
    receive,
    hear: (text: string) => receive({conversation: text}),
    /** Other words for the first message. */
    edit: (text: string) =>
      post('messages.edited', {
        key: keyOf(0),
        type: 'MESSAGE_EDIT',
        editedMessage: {conversation: text},
        timestampMs: Date.now(),
      }),
    said: () => evolution.textsTo(jid),
  };
}

test('with no worker alive the guard answers on WhatsApp, once', async t => {
  t.timeout(60_000);
  const {hear, said} = await start(t);
  const begin = performance.now();
  await hear(alarm);
  await until(() => said().length > 0);
  t.log(`${Math.round(performance.now() - begin)} ms from the webhook to the words`);
  t.regex(said()[0] ?? '', /911/);
  await hear('what are your opening hours?');
  t.is(said().length, 1, 'who answers the rest is not there');
});

test('behind a reply that cannot leave, and an agent that takes long, the guard is heard at once', async t => {
  t.timeout(60_000);
  const {hear, said, evolution, given} = await start(t);
  evolution.nextFault = text => (/911/.test(text) ? undefined : 'offline');
  await startWorker(t, given);
  await hear('what are your opening hours?');
  await until(() => evolution.calls > 0);
  await hear(alarm);
  await until(() => said().length > 0);
  t.is(said().length, 1, 'nothing else has left');
  t.regex(said()[0] ?? '', /911/);
});

test('an agent that has nothing to add sends nothing after the guard, and what comes next is answered', async t => {
  t.timeout(60_000);
  const dir = mkdtempSync(join(tmpdir(), 'clinics-'));
  t.teardown(() => rmSync(dir, {recursive: true}));
  const knowledge = demo.knowledge.filter(({kind}: {kind?: string}) => kind !== 'emergency');
  writeFileSync(join(dir, 'demo.json'), JSON.stringify({...demo, knowledge}));
  const {hear, said, given} = await start(t, {CLINICS_DIR: dir});
  const worker = await startWorker(t, given);
  await hear(alarm);
  await until(() => said().length > 0);
  await worker.seen('turn.finished');
  await hear('where can I park?');
  await until(() => said().length > 1);
  const [words, answer] = said();
  t.regex(words ?? '', /911/);
  t.regex(answer ?? '', /park/i);
  t.is(said().length, 2, said().join('\n'));
  t.false(worker.lines.some(({msg, level}) => msg === 'delivery.finished' && level !== 'info'));
});

/** The folder of a clinic that wants to be told, and what its server was told; `refusals` of it are answered with 500. */
async function toldClinic(t: ExecutionContext, notify: {words?: boolean}, refusals = 0) {
  const told: {body: Record<string, unknown>; signature: string}[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    told.push({body: JSON.parse(body), signature: String(request.headers['x-plaintalk-signature'])});
    response.writeHead(told.length > refusals ? 204 : 500).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const dir = mkdtempSync(join(tmpdir(), 'clinics-'));
  t.teardown(() => {
    server.close();
    rmSync(dir, {recursive: true});
  });
  const {port} = server.address() as AddressInfo;
  const guard = {notify: {url: `http://127.0.0.1:${port}/alarms`, ...notify}};
  writeFileSync(join(dir, 'demo.json'), JSON.stringify({...demo, guard}));
  return {told, dir};
}

async function sendAlarm(t: ExecutionContext, url: string) {
  const response = await fetch(`${url}/apps/voice-api/widget/send`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({text: alarm}),
  });
  t.is(response.status, 202);
  return (await response.json()) as {message_id: string; session_id: string};
}

test('a clinic that wants it is told within seconds, signed and without the words, with no worker alive', async t => {
  t.timeout(60_000);
  const {told, dir} = await toldClinic(t, {});
  const {url: redisUrl} = await testRedis(t);
  const {url} = await startWeb(t, {
    REDIS_URL: redisUrl,
    CLINICS_DIR: dir,
    HANDOFF_SECRET: 'secret of the test',
  });
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const begin = performance.now();
  const {message_id, session_id} = await sendAlarm(t, url);
  await until(() => told.length > 0);
  const ms = Math.round(performance.now() - begin);
  t.log(`${ms} ms from the send to the clinic`);
  t.true(ms < 5000);
  const {body, signature} = told[0] ?? {body: {}, signature: ''};
  t.like(body, {
    event: 'guard',
    kind: 'emergency',
    message_id,
    session_id,
    channel: 'widget',
    clinic_id: 'demo',
  });
  t.false('text' in body);
  t.regex(signature, /^t=\d+,v1=[0-9a-f]{64}$/);
  const health = await (await fetch(`${url}/admin/streams/health`)).json();
  t.deepEqual((health as {guard: unknown}).guard, [
    {kind: 'emergency', language: 'en', channel: 'widget', count: 1},
  ]);
});

test('a clinic that asked for them is told the words too, once', async t => {
  t.timeout(60_000);
  const {told, dir} = await toldClinic(t, {words: true});
  const {url: redisUrl} = await testRedis(t);
  const given = {REDIS_URL: redisUrl, CLINICS_DIR: dir};
  const {url} = await startWeb(t, given);
  await startWorker(t, given);
  await sendAlarm(t, url);
  await until(() => told.length > 0);
  t.is(told[0]?.body['text'], alarm);
  const {session_id} = await sendAlarm(t, url);
  await until(() => told.some(({body}) => body['session_id'] === session_id));
  t.is(told.length, 2);
});

test('what a message is changed to, and what stands below a picture, is heard, told and counted as well', async t => {
  t.timeout(60_000);
  const {told, dir} = await toldClinic(t, {words: true});
  const {url, hear, edit, receive, said, given} = await start(t, {CLINICS_DIR: dir});
  await hear('what are your opening hours?');
  await edit(alarm);
  await until(() => said().length > 0);
  t.regex(said()[0] ?? '', /911/);
  await receive({imageMessage: {caption: alarm, mimetype: 'image/jpeg'}});
  await until(() => said().length > 1);
  t.regex(said()[1] ?? '', /911/);
  await until(() => told.length > 1);
  t.deepEqual(
    told.map(({body}) => [body['channel'], body['text']]),
    [
      ['whatsapp', alarm],
      ['whatsapp', alarm],
    ],
  );
  const health = await (await fetch(`${url}/admin/streams/health`)).json();
  t.deepEqual((health as {guard: unknown}).guard, [
    {kind: 'emergency', language: 'en', channel: 'whatsapp', count: 2},
  ]);
  await startWorker(t, given);
  await until(() => said().length > 2);
  t.false(
    said().some(text => /do not know|don’t know|opening/i.test(text)),
    said().join('\n'),
  );
});
