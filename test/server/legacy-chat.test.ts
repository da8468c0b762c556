import {request} from 'undici';
import {keys} from '../../core/keys.ts';
import {countPage, readLegacyPages} from '../../core/metrics/legacy-pages.ts';
import {LegacyUse} from '../../core/wire/legacy.ts';
import {clinic} from '../helpers/agent.ts';
import {dump} from '../helpers/redis.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const path = '/apps/voice-api/widget-chat';

/** What a use leaves behind, but for the count of its page. */
async function queued({redis}: Pick<TestServer, 'redis'>): Promise<string[]> {
  return (await dump(redis)).filter(key => !key.startsWith('legacy:pages'));
}

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
  t.deepEqual(await queued(server), []);
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
    t.deepEqual(await queued(server), []);
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
  t.deepEqual(await queued({redis}), []);
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

test('the owner of a page learns that it still asks the old way, and nothing else of who was on it', async t => {
  const known = new Map([['demo', clinic({allowedOrigins: ['https://clinic.example']})]]);
  const adminToken = 'a-token-of-the-tests-that-is-long';
  const legacy = {enabled: true, waitMs: 0};
  const server = await testServer(t, {
    clinics: {known, fallback: 'demo'},
    cors: {origins: []},
    legacy,
    adminToken,
  });
  const use = async (headers: Record<string, string>) =>
    (await request(`${server.url}${path}?body=My+secret+pain`, {headers})).body.dump();
  for (const [page = '', times = 0] of [
    ['https://clinic.example/contact-us/index.html?patient=Secret#secret', 2],
    ['https://clinic.example/page/4711/jane.secret/Secret/a/b/c', 1],
    ['https://clinic.example/search/my-chest-is-secret', 1],
    ['https://clinic.example/secret/pain', 1],
    ['https://clinic.example/Contacto.aspx', 1],
    ['https://elsewhere.example/secret', 1],
  ] as [string, number][]) {
    for (let i = 0; i < times; i++) await use({referer: page, 'sec-fetch-site': 'same-origin'});
  }
  await use({});
  await use({origin: 'https://clinic.example'});
  const read = () => server.get('/admin/legacy', {authorization: `Bearer ${adminToken}`});
  const pages = await until(async () => {
    const {body} = await read();
    const {pages} = LegacyUse.parse(body);
    return pages.reduce((sum, {uses}) => sum + uses, 0) === 9 && pages;
  });
  const today = new Date().toISOString().slice(0, 10);
  t.deepEqual(Object.fromEntries(pages.map(({page, uses}) => [page, uses])), {
    'https://clinic.example/contact-us/index.html': 2,
    'https://clinic.example/page/*/*/*/*': 1,
    'https://clinic.example/search/*': 1,
    'https://clinic.example/*/*': 1,
    'https://clinic.example/contacto.aspx': 1,
    'https://clinic.example/': 1,
    other: 1,
    none: 1,
  });
  t.true(pages.every(({clinic_id, last_on}) => clinic_id === 'demo' && last_on === today));
  t.is(
    (await server.log.seen('legacy.used', {page: 'https://clinic.example/contact-us/index.html'})).level,
    'warn',
  );
  const kept = (await dump(server.redis)).filter(line => line.includes('legacy:pages'));
  t.notRegex(JSON.stringify([pages, server.log.lines, kept]), /secret|pain|chest/i);
  t.is((await server.get('/admin/legacy')).status, 401);
});

test('pages without end are counted as one and hide none that is in use, and an old count is not asked for', async t => {
  const {redis} = await testServer(t);
  const at = Date.now();
  const count = (page: string, on = at) => countPage(redis, {clinic: 'demo', page, at: on});
  await count('https://used.example/');
  await count('https://used.example/');
  for (let i = 0; i < 208; i++) await count(`https://a.example/${i}`);
  for (let i = 0; i < 2; i++) await count('https://late.example/');
  await count('https://used.example/', at - 5 * 86_400_000);
  await count('https://old.example/', at - 40 * 86_400_000);
  const pages = await readLegacyPages(redis, at);
  t.is(pages.length, 201);
  t.is(pages[0]?.page, 'other');
  t.is(pages[0]?.uses, 10);
  const usesOf = (name: string) => pages.find(({page}) => page === name);
  t.like(usesOf('https://used.example/'), {uses: 3, usesToday: 2});
  t.like(usesOf('https://late.example/'), {uses: 2, usesToday: 2});
  t.is(usesOf('https://old.example/'), undefined);
});

test('a page that is broken, since the old path is switched off, is counted too', async t => {
  const server = await testServer(t, {legacy: {enabled: false, waitMs: 50}});
  const headers = {referer: `${server.url}/chat`};
  t.is((await server.get(`${path}?body=Hello`, headers)).status, 410);
  await until(async () => (await readLegacyPages(server.redis, Date.now())).length === 1);
  t.like((await server.get('/admin/legacy')).body, {
    enabled: false,
    pages: [{page: `${server.url}/chat`, uses: 1}],
  });
});
