import {request} from 'undici';
import {keys} from '../../core/keys.ts';
import {dump} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const path = '/apps/voice-api/widget-chat';

test('the legacy GET answers with the reply, and says that it will go', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {status, headers, body} = await server.get(`${path}?body=Hello&session_id=abc`);
  t.is(status, 200);
  t.is(body['message'], 'echo: Hello');
  t.regex(String(body['message_id']), /^[\w-]{22}$/);
  t.regex(headers.get('deprecation') ?? '', /^@\d{10}$/);
  t.true(Date.parse(headers.get('sunset') ?? '') > Date.now());
  t.regex(headers.get('link') ?? '', /^<.*>; rel="deprecation"/);
  t.is((await server.log.seen('legacy.used')).level, 'warn');
});

test('the legacy GET answers 202 with where to poll when it takes longer', async t => {
  const server = await testServer(t, {legacy: {enabled: true, waitMs: 50}});
  const {status, body} = await server.get(`${path}?body=Hello`);
  t.is(status, 202);
  t.is(body['status'], 'queued');
  await testWorker(t, server, echo);
  t.like((await server.get(`${body['poll_url']}?wait=25`)).body, {status: 'done', text: 'echo: Hello'});
});

test('a legacy session and a widget session of the same name are two conversations', async t => {
  const server = await testServer(t);
  const heard: string[][] = [];
  await testWorker(t, server, async function* ({history, text}) {
    heard.push(history.map(utterance => utterance.text));
    yield text;
  });
  await server.get(`${path}?body=legacy&session_id=same`);
  const {body} = await server.send({text: 'widget', session_id: 'same'});
  await server.get(`${body['poll_url']}?wait=25`);
  await server.get(`${path}?body=again&session_id=same`);
  t.deepEqual(heard, [[], [], ['legacy', 'legacy']]);
  t.true((await dump(server.redis)).includes(keys.transcript('legacy', 'same')));
});

test('the legacy GET can be switched off', async t => {
  const server = await testServer(t, {legacy: {enabled: false, waitMs: 50}});
  const {status, body, headers} = await server.get(`${path}?body=Hello`);
  t.is(status, 410);
  t.is(body['code'], 'legacy_disabled');
  t.truthy(headers.get('sunset'));
  t.deepEqual(await dump(server.redis), []);
});

for (const query of [
  '',
  '?body=',
  '?body=%20',
  '?session_id=a',
  '?body=a&session_id=a%20b',
  '?body=a&body=b',
]) {
  test(`the legacy GET refuses "${query}"`, async t => {
    const server = await testServer(t);
    const {status, body} = await server.get(path + query);
    t.is(status, 400);
    t.is(body['code'], 'invalid_request');
    t.deepEqual(await dump(server.redis), []);
  });
}

test('the legacy GET passes a failure on as a problem', async t => {
  const server = await testServer(t);
  const silent = async function* () {
    yield '';
  };
  await testWorker(t, server, silent, {turns: {maxAttempts: 1}});
  const {status, body} = await server.get(`${path}?body=Hello`);
  t.is(status, 503);
  t.is(body['code'], 'agent_unavailable');
});

test('what only looks at the legacy path, or is made to by another site, queues nothing', async t => {
  const {url, redis} = await testServer(t);
  const asked = `${url}${path}?body=Hello`;
  const head = await fetch(asked, {method: 'HEAD'});
  t.is(head.status, 405);
  t.regex(head.headers.get('allow') ?? '', /GET/);
  for (const headers of [
    {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors'},
    {'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors'},
    {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate'},
    {'sec-fetch-site': 'none', 'sec-purpose': 'prefetch;prerender'},
  ] as Record<string, string>[]) {
    const {statusCode, body} = await request(asked, {headers});
    t.is(statusCode, 403, JSON.stringify(headers));
    t.like(await body.json(), {code: 'origin_not_allowed'});
  }
  t.deepEqual(await dump(redis), []);
});

test('a page that may read the legacy answer still gets it', async t => {
  const {url} = await testServer(t, {legacy: {enabled: true, waitMs: 0}});
  for (const headers of [
    {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://clinic.example'},
    {'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors'},
  ] as Record<string, string>[]) {
    t.is((await request(`${url}${path}?body=Hello`, {headers})).statusCode, 202);
  }
});
