import {keys} from '../../core/keys.ts';
import {openSession} from '../../core/sessions/open-session.ts';
import {type Links, secureSessionOf, signLink} from '../../core/sessions/secure-link.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {refusedUpgrade} from '../helpers/socket.ts';
import {test} from '../helpers/test.ts';

async function linkTo(links: Links, generation: string, session = 'wa-1', clinic = 'demo'): Promise<string> {
  const link = await signLink(links, {session, clinic, generation, locale: 'en'});
  return link.slice(link.indexOf('#') + 1);
}

async function testContinue(t: Parameters<typeof testServer>[0]) {
  const server = await testServer(t);
  const {redis, api} = server;
  const links = {secrets: sessionSecrets({redis}), now: Date.now, publicUrl: 'https://chat.example'};
  const open = () => openSession(redis, {id: 'wa-1', clinic: 'demo'}, 60_000);
  const generation = await open();
  const take = (link: unknown, headers = {}) => call(`${api}/widget/continue`, 'POST', headers, {link});
  return {...server, links, take, open, generation};
}

test('a link is given for the token of its session, once', async t => {
  const {links, take, send, get, generation} = await testContinue(t);
  const link = await linkTo(links, generation);
  const {status, body} = await take(link);
  t.is(status, 201);
  t.is(body['session_id'], 'wa-1');
  const bearer = {authorization: `Bearer ${body['token']}`};
  t.is((await send({text: 'hello'}, bearer)).body['session_id'], 'wa-1');
  t.is((await get('/apps/voice-api/widget-history', bearer)).status, 200);
  const again = await take(link);
  t.is(again.status, 401);
  t.is(again.body['code'], 'session_token_invalid');
});

test('a link that was used ends the device that had the conversation before', async t => {
  const {api, links, take, send, get, open, generation} = await testContinue(t);
  const bearerOf = ({body}: Awaited<ReturnType<typeof take>>) => ({authorization: `Bearer ${body['token']}`});
  const former = bearerOf(await take(await linkTo(links, generation)));
  const {body} = await send({text: 'hello'}, former);
  const present = bearerOf(await take(await linkTo(links, await open())));
  t.is((await send({text: 'hello'}, former)).status, 401);
  t.is((await call(`${api}/widget/session`, 'POST', former)).status, 401);
  t.is((await call(`${api}/widget/session`, 'DELETE', former)).status, 401);
  t.is((await get('/apps/voice-api/widget-history', former)).status, 401);
  t.is((await get(String(body['poll_url']), former)).status, 404);
  t.is((await get(String(body['poll_url']), present)).status, 200);
});

test('a name that a chat takes up again is written to with a token only, also when nobody has it', async t => {
  const {url, links, send, redis} = await testContinue(t);
  const id = await secureSessionOf(links, 'demo', 'chat');
  for (const clinic_id of ['demo', 'demo-es']) {
    const {status, body} = await send({text: 'from whoever had it', session_id: id, clinic_id});
    t.is(status, 401);
    t.is(body['code'], 'session_token_invalid');
  }
  t.is((await refusedUpgrade(url, `/ws/widget/${id}`)).body['code'], 'session_token_invalid');
  t.is(await redis.run(client => client.exists(keys.session('widget', id))), 0);
});

test('a link is no token, and opens nothing that is not there or of another clinic', async t => {
  const {links, take, send, generation} = await testContinue(t);
  const link = await linkTo(links, generation);
  t.is((await send({text: 'hello'}, {authorization: `Bearer ${link}`})).status, 401);
  t.is((await take(await linkTo(links, 'another'))).status, 401);
  t.is((await take(await linkTo(links, generation, 'wa-gone'))).status, 401);
  t.is((await take(await linkTo(links, generation, 'wa-1', 'gone'))).status, 401);
  t.is((await take('guess')).status, 401);
  for (const wrong of [undefined, '', 7, 'a'.repeat(3000)]) t.is((await take(wrong)).status, 400);
});

test('the page behind a link runs nothing foreign and stays nowhere', async t => {
  const {url} = await testContinue(t);
  const response = await fetch(`${url}/continue`);
  t.is(response.status, 200);
  t.is(response.headers.get('cache-control'), 'no-store');
  t.is(response.headers.get('referrer-policy'), 'no-referrer');
  const policy = response.headers.get('content-security-policy') ?? '';
  t.regex(policy, /default-src 'none'; script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self' 'sha256-/);
  t.false(policy.includes('unsafe'));
});
