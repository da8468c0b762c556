import {readFileSync} from 'node:fs';
import {Clinic} from '../../core/clinics/clinic.ts';
import {Tally} from '../../core/tally.ts';
import {exchange} from '../helpers/raw.ts';
import {dump, testRedis} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {refusedUpgrade} from '../helpers/socket.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const north = 'https://north.example';
const south = 'https://south.example';
const group = 'https://group.example';

test("a page of a clinic's own list may chat with that clinic, and read the answer", async t => {
  const {send} = await threeClinics(t);
  const {status, headers} = await send({text: 'a', clinic_id: 'north'}, {origin: north});
  t.is(status, 202);
  t.is(headers.get('access-control-allow-origin'), north);
});

test("a page of one clinic's list may not chat with another clinic, and nothing is written", async t => {
  const {send, redis} = await threeClinics(t);
  for (const clinic_id of ['south', 'open', undefined]) {
    const {status, body} = await send({text: 'a', clinic_id}, {origin: north});
    t.is(status, 403);
    t.is(body['code'], 'origin_not_allowed');
  }
  t.deepEqual(await dump(redis), []);
});

test("a page of one clinic's list may not use the legacy endpoint of the default clinic", async t => {
  const {get, redis} = await threeClinics(t);
  t.is((await get('/apps/voice-api/widget-chat?body=a', {origin: north})).status, 403);
  t.deepEqual(await dump(redis), []);
});

test("a page of one clinic's list may not use a token of another clinic, for anything", async t => {
  const {send, url, redis} = await threeClinics(t);
  const api = `${url}/apps/voice-api`;
  const {body} = await send({text: 'a', clinic_id: 'south'});
  const {message_id: id, session_id: session, token} = body;
  const state = async () =>
    redis.run(async client =>
      Promise.all((await dump(redis)).map(async key => `${key} ${await client.dump(key)}`)),
    );
  const before = await state();
  const bearer = {authorization: `Bearer ${token}`};
  const ways: [string, string, object?][] = [
    ['GET', `widget-poll/${id}`],
    ['GET', `widget-poll/${id}?wait=25`],
    ['DELETE', `widget-poll/${id}`],
    ['GET', `widget-stream/${id}`],
    ['GET', `widget-log/${id}`],
    ['GET', 'widget-history'],
    ['POST', `widget-feedback/${id}`, {rating: 'up'}],
    ['POST', 'widget/consent', {version: 'v'}],
    ['DELETE', 'widget/session'],
  ];
  for (const [method, path, sent] of ways) {
    const answer = await call(`${api}/${path}`, method, {...bearer, origin: north}, sent);
    t.is(answer.status, 403, path);
    t.is(answer.body['code'], 'origin_not_allowed', path);
  }
  const upgrade = {origin: north, 'sec-websocket-protocol': `plaintalk.${token}`};
  t.is((await refusedUpgrade(url, `/ws/widget/${session}`, upgrade)).status, 403);
  t.deepEqual(await state(), before, 'nothing was done');
  for (const from of [{origin: south}, {origin: group}, {origin: url}, {}]) {
    const answer = await call(`${api}/widget-poll/${id}`, 'GET', {...bearer, ...from});
    t.is(answer.status, 200);
  }
});

test('a page that may chat with all, and one of ours, may chat with a clinic that has a list', async t => {
  const {send, url} = await threeClinics(t);
  for (const origin of [group, url]) {
    t.is((await send({text: 'a', clinic_id: 'north'}, {origin})).status, 202);
  }
});

test('a page that is in no list is refused', async t => {
  const {send} = await threeClinics(t);
  t.is((await send({text: 'a', clinic_id: 'north'}, {origin: 'https://evil.example'})).status, 403);
});

test('no page is `null`, also where all may chat, and also over a socket', async t => {
  const {send, url, redis} = await testServer(t);
  t.is((await send({text: 'a'}, {origin: 'null'})).status, 403);
  t.is((await refusedUpgrade(url, '/ws/widget/s1', {origin: 'null'})).status, 403);
  t.deepEqual(await dump(redis), []);
});

test('a page is ours by PUBLIC_URL, and not because its name leads here', async t => {
  const options = {cors: {origins: [], publicUrl: 'https://chat.example'}};
  const {url, redis} = await testServer(t, options);
  const from = (host: string, origin: string) => {
    const body = '{"text":"a"}';
    const typed = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
    const head = `POST /apps/voice-api/widget/send HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${typed}`;
    return exchange(t, url, `${head}\r\n\r\n${body}`);
  };
  t.regex(await from('evil.example', 'http://evil.example'), /^HTTP\/1\.1 403 /);
  t.regex(await from('chat.example', 'http://chat.example'), /^HTTP\/1\.1 403 /);
  t.deepEqual(await dump(redis), []);
  t.regex(await from('chat.example', 'https://chat.example'), /^HTTP\/1\.1 202 /);
});

test('without PUBLIC_URL only a page of this machine is ours', async t => {
  const {url} = await testServer(t, {cors: {origins: []}});
  const answer = await exchange(
    t,
    url,
    'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n',
  );
  t.regex(answer, /^HTTP\/1\.1 403 /);
  t.is((await fetch(`${url}/healthz`, {headers: {origin: url}})).status, 200);
});

test('pages that are refused are one warning a minute, with how many and the last', async t => {
  const {log} = await testRedis(t);
  const tally = new Tally(log, 3000);
  const {send, url} = await testServer(t, {cors: {origins: [], tally}});
  const warnings = () => log.lines.filter(({msg}) => msg === 'origin.refused');
  await send({text: 'a'}, {origin: 'https://evil.example'});
  for (let i = 0; i < 3; i++) await send({text: 'a'}, {origin: 'https://evil.example'});
  await refusedUpgrade(url, '/ws/widget/s1', {origin: `https://${'a'.repeat(200)}.example`});
  await until(() => warnings().length === 2);
  t.like(warnings()[0], {level: 'warn', count: 1, origin: 'https://evil.example'});
  t.like(warnings()[1], {count: 4});
  t.false('origin' in (warnings()[1] ?? {}), 'what can be no page is not repeated');
});

/** `north` and `south` each have a page of their own, `open` has none; pages of the group may chat with all. */
function threeClinics(t: ExecutionContext): Promise<TestServer> {
  const demo = Clinic.parse(
    JSON.parse(readFileSync(new URL('../../core/clinics/demo.json', import.meta.url), 'utf8')),
  );
  const known = new Map([
    ['north', {...demo, id: 'north', allowedOrigins: [north]}],
    ['south', {...demo, id: 'south', allowedOrigins: [south]}],
    ['open', {...demo, id: 'open'}],
  ]);
  return testServer(t, {clinics: {known, fallback: 'open'}, cors: {origins: [group]}});
}
