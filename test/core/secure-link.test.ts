import type {ExecutionContext} from 'ava';
import {keys} from '../../core/keys.ts';
import {openSession, renewSession} from '../../core/sessions/open-session.ts';
import {type Links, linkMs, secureSessionOf, signLink, takeLink} from '../../core/sessions/secure-link.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {signToken, verifyToken} from '../../server/session-token.ts';
import {testRedis} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';

const names = {session: 'wa-1', clinic: 'demo', locale: 'en'};

async function testLinks(t: ExecutionContext, secret = 'one') {
  const {redis} = await testRedis(t);
  const at = Date.UTC(2026, 0, 1);
  const links: Links = {
    secrets: sessionSecrets({redis, given: [secret]}),
    now: () => at,
    publicUrl: 'https://chat.example',
  };
  const later = (ms: number) => ({...links, now: () => at + ms});
  const open = async () => ({
    ...names,
    generation: await openSession(redis, {id: names.session, clinic: names.clinic}, 600_000),
  });
  return {redis, links, later, open};
}

const tokenIn = (link: string) => link.slice(link.indexOf('#') + 1);

test('a link opens its session once, and ends the device that had it before', async t => {
  const {redis, links, open} = await testLinks(t);
  const opening = await open();
  const link = await signLink(links, opening);
  const other = await signLink(links, opening);
  t.regex(link, /^https:\/\/chat\.example\/continue#[\w-]+\.[\w-]+\.[\w-]+$/);
  const taken = await Promise.all([1, 2, 3].map(() => takeLink(redis, links, tokenIn(link))));
  const [fresh, ...others] = taken.filter(one => one !== null);
  t.like(fresh, names);
  t.deepEqual(others, []);
  t.not(fresh?.generation, opening.generation);
  t.false(await renewSession(redis, opening, 600_000));
  t.deepEqual(await open(), fresh);
  for (const used of [link, other]) t.is(await takeLink(redis, links, tokenIn(used)), null);
  t.like(await takeLink(redis, links, tokenIn(await signLink(links, await open()))), names);
});

test('a link is good for a quarter of an hour', async t => {
  const {redis, links, later, open} = await testLinks(t);
  const token = tokenIn(await signLink(links, await open()));
  t.is(await takeLink(redis, later(linkMs), token), null);
  t.like(await takeLink(redis, later(linkMs - 1), token), names);
});

test('a link from before its conversation was erased opens nothing, also when the chat writes again', async t => {
  const {redis, links, open} = await testLinks(t);
  const token = tokenIn(await signLink(links, await open()));
  await redis.run(client => client.del(keys.session('widget', names.session)));
  t.is(await takeLink(redis, links, token), null);
  await open();
  t.is(await takeLink(redis, links, token), null);
});

test('neither a link nor a session token passes for the other, nor what another secret signed', async t => {
  const {redis, links, open} = await testLinks(t);
  const opening = await open();
  const link = tokenIn(await signLink(links, opening));
  t.is(await verifyToken(links, link), null);
  const {token} = await signToken(links, {...opening, sinceMs: links.now()});
  t.is(await takeLink(redis, links, token), null);
  const {links: others} = await testLinks(t, 'another');
  t.is(await takeLink(redis, links, tokenIn(await signLink(others, opening))), null);
  for (const wrong of ['', 'x', `${link.slice(0, -1)}B`, 'a'.repeat(5000)]) {
    t.is(await takeLink(redis, links, wrong), null);
  }
});

test('a link that was used makes way for another', async t => {
  const {redis, links, open} = await testLinks(t);
  await redis.run(client => client.set(keys.invited('wa-1'), '1'));
  await takeLink(redis, links, tokenIn(await signLink(links, await open())));
  t.is(await redis.run(client => client.exists(keys.invited('wa-1'))), 0);
});

test('without a public address there is no link', async t => {
  const {links} = await testLinks(t);
  const opening = {...names, generation: 'g1'};
  await t.throwsAsync(signLink({...links, publicUrl: undefined}, opening), {message: /PUBLIC_URL/});
});

test('a chat has one secure session, which neither its name nor another secret tells', async t => {
  const {links} = await testLinks(t);
  const session = await secureSessionOf(links, 'demo', 'acct1:chat');
  t.regex(session, /^wa-[\w-]{22}$/);
  t.is(await secureSessionOf(links, 'demo', 'acct1:chat'), session);
  const {links: others} = await testLinks(t, 'another');
  const rest = await Promise.all([
    secureSessionOf(links, 'demo-es', 'acct1:chat'),
    secureSessionOf(links, 'demo', 'acct1:other'),
    secureSessionOf(others, 'demo', 'acct1:chat'),
  ]);
  t.is(new Set([session, ...rest]).size, 4);
});
