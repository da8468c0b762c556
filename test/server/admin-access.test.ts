import {request} from 'node:http';
import {allRoutes} from '../../server/routes/all-routes.ts';
import type {Route} from '../../server/routes/route.ts';
import {type ServerOptions, type TestServer, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

const token = '0123456789abcdef0123456789abcdef';
const path = '/admin/streams/health';
const routes: readonly Route<never>[] = allRoutes;
const adminRoutes = routes.filter(({access}) => access === 'admin');

/** Not fetch, which does not let a client choose its Host. */
function statusOf(
  server: TestServer,
  headers: Record<string, string>,
  of = {method: 'get', path},
): Promise<number> {
  const {port} = new URL(server.url);
  const options = {host: '127.0.0.1', port, method: of.method.toUpperCase(), path: of.path, headers};
  return new Promise((resolve, reject) => {
    const asking = request(options, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.once('error', reject);
    asking.end();
  });
}

const portOf = ({url}: TestServer) => new URL(url).port;

test('without a token operators are let in who ask this machine itself, by our own name', async t => {
  const server = await testServer(t);
  for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
    t.is(await statusOf(server, {host: `${name}:${portOf(server)}`}), 200, name);
  }
  for (const site of ['none', 'same-origin']) {
    t.is(await statusOf(server, {'sec-fetch-site': site}), 200, site);
  }
});

test('without a token nobody is let in by another name, as a site is that leads its own name here', async t => {
  const server = await testServer(t);
  const port = portOf(server);
  for (const host of [`evil.example:${port}`, 'localhost', '127.0.0.1:1', `localhost.evil.example:${port}`]) {
    t.is(await statusOf(server, {host}), 403, host);
  }
});

test('without a token no page is let in, and none that asks for another site', async t => {
  const server = await testServer(t);
  for (const headers of [
    {origin: 'https://evil.example'},
    {origin: 'null'},
    {origin: server.url},
    {'sec-fetch-site': 'cross-site'},
    {'sec-fetch-site': 'same-site'},
  ] as Record<string, string>[]) {
    t.is(await statusOf(server, headers), 403, JSON.stringify(headers));
  }
});

const forwarding = [
  ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-server'],
  ...[
    'x-real-ip',
    'x-client-ip',
    'true-client-ip',
    'x-cluster-client-ip',
    'fastly-client-ip',
    'cf-connecting-ip',
  ],
  ...[
    'cf-ray',
    'cdn-loop',
    'x-original-url',
    'x-envoy-external-address',
    'x-amzn-trace-id',
    'x-request-start',
  ],
];

for (const header of forwarding) {
  test(`without a token nobody is let in who was forwarded with ${header}, empty or not`, async t => {
    const server = await testServer(t);
    for (const value of ['', '127.0.0.1']) t.is(await statusOf(server, {[header]: value}), 403, value);
  });
}

test('production without a token has no operators’ paths, whoever asks', async t => {
  const server = await testServer(t, {production: true});
  for (const {method, path} of adminRoutes) {
    const named = path.replaceAll(/\{\w+\}/g, 'willow');
    for (const asked of [method, 'get', 'put', 'options']) {
      t.is(await statusOf(server, {}, {method: asked, path: named}), 404, `${asked} ${path}`);
    }
  }
});

test('the pages for who changes the element are there in development only', async t => {
  for (const production of [true, false]) {
    const server = await testServer(t, {production});
    for (const path of ['/gallery', '/theming'])
      t.is(await statusOf(server, {}, {method: 'get', path}), production ? 404 : 200, path);
  }
});

test('no preflight and no answer of the operators’ paths has a word of CORS', async t => {
  for (const options of [{}, {adminToken: token}, {production: true}] satisfies ServerOptions[]) {
    const {url} = await testServer(t, options);
    for (const {method, path} of adminRoutes) {
      for (const [asked, headers] of [
        ['OPTIONS', {'access-control-request-method': method.toUpperCase()}],
        [method.toUpperCase(), {authorization: `Bearer ${token}`}],
      ] as [string, Record<string, string>][]) {
        const init = {method: asked, headers: {...headers, origin: 'https://evil.example'}};
        const response = await fetch(url + path.replaceAll(/\{\w+\}/g, 'willow'), init);
        const told = [...response.headers.keys()].filter(name => name.startsWith('access-control-'));
        t.deepEqual(told, [], `${asked} ${path}`);
      }
    }
  }
});

test('with a token a page of another site is refused, and one of ours is not', async t => {
  const server = await testServer(t, {
    adminToken: token,
    cors: {origins: ['*'], publicUrl: 'https://chat.example'},
  });
  const authorization = `Bearer ${token}`;
  t.is(await statusOf(server, {authorization}), 200);
  t.is(await statusOf(server, {authorization, host: 'chat.example', origin: 'https://chat.example'}), 200);
  for (const origin of ['https://evil.example', 'null', 'http://chat.example']) {
    t.is(await statusOf(server, {authorization, host: 'chat.example', origin}), 403, origin);
  }
});

for (const [whose, adminToken, status] of [
  ['a token that nobody guesses opens all the same', token, 200],
  ['one that could be guessed does not', 'short-token', 429],
] as const) {
  test(`of an address with five wrong tokens in a minute no other is looked at: ${whose}`, async t => {
    const server = await testServer(t, {adminToken, proxyHops: 1});
    const ask = (client: string, shown: string) =>
      statusOf(server, {'x-forwarded-for': client, authorization: `Bearer ${shown}`});
    t.is(await ask('192.0.2.1', adminToken), 200);
    for (const last of [1, 2, 3, 4, 5]) {
      t.is(await ask(`2001:db8:0:1::${last}`, adminToken.slice(1)), 401);
    }
    t.is(await ask('2001:db8:0:1::6', adminToken.slice(1)), 429);
    t.is(await ask('2001:db8:0:1::6', adminToken), status);
    t.is(await ask('2001:db8:0:2::6', adminToken), 200);
  });
}

test('a path in other letters than its own is routed nowhere, as a proxy’s rule for it sees none', async t => {
  const server = await testServer(t, {adminToken: token});
  const headers = {authorization: `Bearer ${token}`};
  t.is(await statusOf(server, headers), 200);
  t.is(await statusOf(server, headers, {method: 'get', path: path.replace('admin', 'ADMIN')}), 404);
  t.is(await statusOf(server, {}, {method: 'get', path: '/HEALTH'}), 404);
});
