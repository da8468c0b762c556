import {request} from 'undici';
import {dump, ownRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const send = '/apps/voice-api/widget/send';

test('an unknown path is 404', async t => {
  const {get} = await testServer(t);
  const {status, body} = await get('/nowhere');
  t.is(status, 404);
  t.is(body['code'], 'not_found');
});

for (const [method, path, allow] of [
  ['GET', send, 'POST'],
  ['PUT', send, 'POST'],
  ['TRACY', send, 'POST'],
  ['POST', '/apps/voice-api/widget-poll/AAAAAAAAAAAAAAAAAAAAAA', 'GET'],
  ['POST', '/apps/voice-api/widget-chat', 'GET'],
  ['DELETE', '/healthz', 'GET'],
] as const) {
  test(`${method} ${path} is 405 with what is allowed`, async t => {
    const {url, redis} = await testServer(t);
    // Node's parser knows no TRACY: it is a method of ours to stand for all that are unknown.
    const response = await fetch(url + path, {method: method === 'TRACY' ? 'PROPFIND' : method});
    t.is(response.status, 405);
    t.true(response.headers.get('allow')?.includes(allow));
    t.like(await response.json(), {code: 'method_not_allowed', status: 405});
    t.deepEqual(await dump(redis), []);
  });
}

test('HEAD is answered like GET, without a body', async t => {
  const {url} = await testServer(t);
  const response = await fetch(`${url}/healthz`, {method: 'HEAD'});
  t.is(response.status, 200);
  t.is(await response.text(), '');
});

test('a preflight is answered and cached ten minutes', async t => {
  const {url} = await testServer(t);
  const headers = {origin: 'https://clinic.example', 'access-control-request-method': 'POST'};
  const response = await fetch(url + send, {method: 'OPTIONS', headers});
  t.is(response.status, 204);
  t.is(response.headers.get('access-control-allow-origin'), '*');
  t.is(response.headers.get('access-control-max-age'), '600');
  const allowed = response.headers.get('access-control-allow-headers')?.split(', ');
  t.true(['Idempotency-Key', 'traceparent', 'tracestate', 'baggage'].every(name => allowed?.includes(name)));
});

test('a page of another site is refused before anything happens, a page of ours is not', async t => {
  const {url, send, redis} = await testServer(t, {cors: {origins: ['https://clinic.example']}});
  for (const origin of [
    'https://evil.example',
    'null',
    'https://clinic.example.evil.example',
    'http://clinic.example',
  ]) {
    const {status, body} = await send({text: 'a'}, {origin});
    t.is(status, 403);
    t.is(body['code'], 'origin_not_allowed');
  }
  t.deepEqual(await dump(redis), []);
  const allowed = await send({text: 'a'}, {origin: 'https://clinic.example'});
  t.is(allowed.headers.get('access-control-allow-origin'), 'https://clinic.example');
  t.true(allowed.headers.get('vary')?.includes('Origin'));
  t.is((await send({text: 'a'}, {origin: url})).status, 202);
  t.is((await send({text: 'a'})).status, 202);
});

test('the OpenAPI document is written from the schemas', async t => {
  const {get} = await testServer(t);
  const {body} = await get('/openapi.json');
  t.is(body['openapi'], '3.1.0');
  const {schemas} = body['components'] as {schemas: Record<string, {properties?: Record<string, object>}>};
  t.like(schemas['SendBody']?.properties?.['text'], {minLength: 1, maxLength: 4000});
  t.deepEqual(Object.keys(body['paths'] as object).slice(0, 2), [
    send,
    '/apps/voice-api/widget-poll/{message_id}',
  ]);
});

test('the widget is one file that other sites may load, cached by its content', async t => {
  const {url} = await testServer(t);
  const response = await fetch(`${url}/widget.js`, {headers: {'accept-encoding': 'gzip, deflate, br'}});
  t.is(response.headers.get('access-control-allow-origin'), '*');
  t.is(response.headers.get('content-encoding'), 'br');
  const etag = response.headers.get('etag') ?? '';
  // Not fetch, which asks for a new copy where it is given a condition.
  t.is((await request(`${url}/widget.js`, {headers: {'if-none-match': etag}})).statusCode, 304);
  const hashed = await fetch(`${url}/widget.${etag.slice(1, -1)}.js`);
  t.true(hashed.headers.get('cache-control')?.includes('immutable'));
  t.is(await hashed.text(), await response.text());
  t.is((await fetch(`${url}/widget.0000000000000000.js`)).status, 404);
  const part = await fetch(`${url}/widget-es.${etag.slice(1, -1)}.js`);
  t.true(part.headers.get('cache-control')?.includes('immutable'));
  t.is(part.headers.get('access-control-allow-origin'), '*');
  t.is((await fetch(`${url}/widget-es.0000000000000000.js`)).status, 404);
  t.is((await fetch(`${url}/widget-none.${etag.slice(1, -1)}.js`)).status, 404);
});

test('while Redis is away sends and polls are 503 with Retry-After, and come back by themselves', async t => {
  const redis = await ownRedis(t);
  const {send, get} = await testServer(t, {redis});
  t.is((await get('/readyz')).status, 200);
  await redis.server.kill();
  for (const answer of [
    await send({text: 'a'}),
    await get('/readyz'),
    await get('/apps/voice-api/widget-poll/AAAAAAAAAAAAAAAAAAAAAA'),
  ]) {
    t.is(answer.status, 503);
    t.is(answer.body['code'], 'unavailable');
    t.true(Number(answer.headers.get('retry-after')) >= 1);
  }
  t.is((await get('/healthz')).status, 200);
  await redis.server.start();
  await until(async () => (await get('/readyz')).status === 200);
  t.is((await send({text: 'a'})).status, 202);
});
