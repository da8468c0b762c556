import type {ExecutionContext} from 'ava';
import test from 'ava';
import {keys} from '../../core/keys.ts';
import {type Links, linkMs, secureSessionOf, signLink, takeLink} from '../../core/sessions/secure-link.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {signToken, verifyToken} from '../../server/session-token.ts';
import {testRedis} from '../helpers/redis.ts';

const opening = {session: 'wa-1', clinic: 'demo', locale: 'en'};

async function testLinks(t: ExecutionContext, secret = 'one') {
  const {redis} = await testRedis(t);
  const at = Date.UTC(2026, 0, 1);
  const links: Links = {
    secrets: sessionSecrets({redis, given: [secret]}),
    now: () => at,
    publicUrl: 'https://chat.example',
  };
  const later = (ms: number) => ({...links, now: () => at + ms});
  return {redis, links, later};
}

const tokenIn = (link: string) => link.slice(link.indexOf('#') + 1);

test('a link opens its session once', async t => {
  const {redis, links} = await testLinks(t);
  const link = await signLink(links, opening);
  t.regex(link, /^https:\/\/chat\.example\/continue#[\w-]+\.[\w-]+\.[\w-]+$/);
  const taken = await Promise.all([1, 2, 3].map(() => takeLink(redis, links, tokenIn(link))));
  t.deepEqual(
    taken.filter(one => one !== null),
    [opening],
  );
  t.is(await takeLink(redis, links, tokenIn(link)), null);
  t.deepEqual(await takeLink(redis, links, tokenIn(await signLink(links, opening))), opening);
});

test('a link is good for a quarter of an hour, and known as used for no less', async t => {
  const {redis, links, later} = await testLinks(t);
  const token = tokenIn(await signLink(links, opening));
  t.is(await takeLink(redis, later(linkMs), token), null);
  t.deepEqual(await takeLink(redis, later(linkMs - 1), token), opening);
  const [used = ''] = await redis.run(client => client.keys(keys.usedLink('*')));
  const ttlMs = await redis.run(client => client.pTTL(used));
  t.true(ttlMs > linkMs - 5000 && ttlMs <= linkMs);
});

test('neither a link nor a session token passes for the other, nor what another secret signed', async t => {
  const {redis, links} = await testLinks(t);
  const link = tokenIn(await signLink(links, opening));
  t.is(await verifyToken(links, link), null);
  const {token} = await signToken(links, opening);
  t.is(await takeLink(redis, links, token), null);
  const {links: others} = await testLinks(t, 'another');
  t.is(await takeLink(redis, links, tokenIn(await signLink(others, opening))), null);
  for (const wrong of ['', 'x', `${link.slice(0, -1)}B`, 'a'.repeat(5000)]) {
    t.is(await takeLink(redis, links, wrong), null);
  }
});

test('a link that was used makes way for another', async t => {
  const {redis, links} = await testLinks(t);
  await redis.run(client => client.set(keys.invited('wa-1'), '1'));
  await takeLink(redis, links, tokenIn(await signLink(links, opening)));
  t.is(await redis.run(client => client.exists(keys.invited('wa-1'))), 0);
});

test('without a public address there is no link', async t => {
  const {links} = await testLinks(t);
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
