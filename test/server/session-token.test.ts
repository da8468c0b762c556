import {createHmac} from 'node:crypto';
import {SignJWT} from 'jose';
import {ChatError} from '../../core/errors.ts';
import {Redis} from '../../core/redis/connection.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {longestMs, signToken, type Tokens, tokenMs, verifyToken} from '../../server/session-token.ts';
import {dump, testRedis} from '../helpers/redis.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const owner = {session: 's1', clinic: 'demo', generation: 'g1', sinceMs: Date.UTC(2026, 0, 1)};

/** With secrets of the configuration: Redis is never asked. */
async function testTokens(t: Parameters<typeof testRedis>[0], ...given: string[]): Promise<Tokens> {
  const {redis} = await testRedis(t);
  return {secrets: sessionSecrets({redis, given}), now: () => Date.UTC(2026, 0, 1)};
}

test('a token stands for its session and clinic, for half an hour', async t => {
  const tokens = await testTokens(t, 'one');
  const {token, expiresAt} = await signToken(tokens, owner);
  t.is(expiresAt, '2026-01-01T00:30:00.000Z');
  t.deepEqual(await verifyToken(tokens, token), owner);
  const at = (ms: number) => ({...tokens, now: () => tokens.now() + ms});
  t.deepEqual(await verifyToken(at(tokenMs - 1), token), owner);
  t.is(await verifyToken(at(tokenMs), token), null);
  t.deepEqual(await verifyToken(at(tokenMs + 59_000), token, 60_000), owner);
  t.is(await verifyToken(at(tokenMs + 60_000), token, 60_000), null);
});

test('tokens are given for half a day after the first, and the last one ends with it', async t => {
  const tokens = await testTokens(t, 'one');
  const at = (ms: number) => ({...tokens, now: () => tokens.now() + ms});
  const last = await signToken(at(longestMs - 60_000), owner);
  t.is(last.expiresAt, '2026-01-01T12:00:00.000Z');
  t.is(await verifyToken(at(longestMs), last.token), null);
  await t.throwsAsync(signToken(at(longestMs), owner), {instanceOf: ChatError});
});

test('a token says nothing but session, clinic, generation and times', async t => {
  const {token} = await signToken(await testTokens(t, 'one'), owner);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  t.deepEqual(Object.keys(claims).sort(), ['aud', 'clinic', 'exp', 'gen', 'iat', 'iss', 'since', 'sub']);
});

test('the first secret signs, and all verify', async t => {
  const old = await testTokens(t, 'old');
  const both = await testTokens(t, 'new', 'old');
  const fresh = await testTokens(t, 'new');
  const {token} = await signToken(old, owner);
  t.deepEqual(await verifyToken(both, token), owner);
  t.is(await verifyToken(fresh, token), null);
  t.deepEqual(await verifyToken(fresh, (await signToken(both, owner)).token), owner);
});

test('a secret that nobody gave is made once, by whichever of many processes comes first', async t => {
  const {redis} = await testRedis(t);
  const processes = Array.from({length: 8}, () => ({secrets: sessionSecrets({redis}), now: Date.now}));
  const signed = await Promise.all(
    processes.map(process => signToken(process, {...owner, sinceMs: Date.now()})),
  );
  for (const {token} of signed) {
    for (const process of processes)
      t.like(await verifyToken(process, token), {session: 's1', clinic: 'demo'});
  }
  t.deepEqual(await dump(redis), ['sessions:secret']);
});

test('a secret that could not be read is asked for again', async t => {
  const {url, log} = await testRedis(t);
  const redis = new Redis({url, name: 'late', log});
  t.teardown(() => redis.stop());
  const secrets = sessionSecrets({redis});
  await t.throwsAsync(secrets, {instanceOf: ChatError, message: /not available/});
  redis.start();
  await until(() => redis.ready);
  t.is((await secrets()).length, 1);
});

const claims = {
  iss: 'plaintalk',
  aud: 'plaintalk-widget',
  sub: 's1',
  clinic: 'demo',
  gen: 'g1',
  since: Date.UTC(2026, 0, 1) / 1000,
  iat: Date.UTC(2026, 0, 1) / 1000,
  exp: Date.UTC(2026, 0, 1) / 1000 + 600,
};
const header = {alg: 'HS256', typ: 'plaintalk-session+jwt'};
type Forgery = {head?: object; body?: object; signature?: string; own?: boolean};

/** What others may try. `own`: signed with our own key, to show that it is refused for what it says. */
const forgeries: Record<string, Forgery> = {
  'no signature (none)': {head: {alg: 'none'}, signature: ''},
  'no signature (nOnE)': {head: {alg: 'nOnE'}, signature: ''},
  'no signature (HS256)': {signature: ''},
  'another algorithm of the same family': {head: {alg: 'HS512'}, own: true},
  'an algorithm with a public key': {head: {alg: 'RS256'}},
  'another issuer': {body: {iss: 'else'}, own: true},
  'another audience': {body: {aud: 'else'}, own: true},
  'no audience': {body: {aud: undefined}, own: true},
  'another type': {head: {typ: 'JWT'}, own: true},
  'no type': {head: {typ: undefined}, own: true},
  'no session': {body: {sub: undefined}, own: true},
  'a session that cannot be one': {body: {sub: 'a:b*'}, own: true},
  'no clinic': {body: {clinic: undefined}, own: true},
  'no expiry': {body: {exp: undefined}, own: true},
  'an expiry that is no number': {body: {exp: '9999999999'}, own: true},
  'a time before which it is not valid': {body: {nbf: claims.iat + 60}, own: true},
  'an extension that we do not know': {head: {crit: ['x'], x: 1}, own: true},
  'an unencoded payload': {head: {crit: ['b64'], b64: false}, own: true},
  'no generation': {body: {gen: undefined}, own: true},
  'an empty generation': {body: {gen: ''}, own: true},
  'no time of its first': {body: {since: undefined}, own: true},
  'no time of issue': {body: {iat: undefined}, own: true},
  'a time of issue that is to come': {body: {iat: claims.iat + 3600, exp: claims.iat + 4200}, own: true},
  'a longer life than ours have': {body: {exp: claims.iat + 86_400}, own: true},
  'a life that ended': {body: {iat: claims.iat - 1800, exp: claims.iat}, own: true},
  'a session in a list': {body: {sub: ['s1']}, own: true},
  'an algorithm of elliptic curves': {head: {alg: 'ES256'}},
  'an algorithm in other letters': {head: {alg: 'hs256'}, own: true},
  'a certificate of its own': {head: {x5c: ['YQ==']}},
  'no algorithm': {head: {alg: undefined}, own: true},
  'a key id that is a path': {head: {kid: '../../dev/null'}},
  'a key of its own': {head: {jwk: {kty: 'oct', k: 'YQ'}}},
  'an address of keys': {head: {jku: 'https://keys.example/', x5u: 'https://keys.example/'}},
};
for (const [name, {head, body, signature, own = false}] of Object.entries(forgeries)) {
  test(`a token is refused with ${name}`, async t => {
    const tokens = await testTokens(t, 'one');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${part({...header, ...head})}.${part({...claims, ...body})}`;
    const [key] = await tokens.secrets();
    const mac = createHmac('sha256', (own && key) || '')
      .update(input)
      .digest('base64url');
    t.is(await verifyToken(tokens, `${input}.${signature ?? mac}`), null);
  });
}

test('the same parts without anything wrong are a good token', async t => {
  const tokens = await testTokens(t, 'one');
  const [key] = await tokens.secrets();
  const token = await new SignJWT(claims).setProtectedHeader(header).sign(key ?? new Uint8Array());
  t.deepEqual(await verifyToken(tokens, token), owner);
});

test('a token with any character changed, or cut anywhere, is refused', async t => {
  const tokens = await testTokens(t, 'one');
  const {token} = await signToken(tokens, owner);
  for (let i = 0; i < token.length; i += 1) {
    const other = token[i] === 'A' ? 'B' : 'A';
    t.is(await verifyToken(tokens, token.slice(0, i) + other + token.slice(i + 1)), null, `at ${i}`);
    t.is(await verifyToken(tokens, token.slice(0, i)), null, `cut at ${i}`);
  }
});

test('a token of more than 2 KB is refused unread', async t => {
  const tokens: Tokens = {secrets: () => t.fail('the secrets were asked for') as never, now: Date.now};
  t.is(await verifyToken(tokens, 'a'.repeat(2049)), null);
});
