import {createConfig, lintFromString} from '@redocly/openapi-core';
import {z} from 'zod';
import {createInbounds} from '../../core/channels/create-channels.ts';
import {createRouter} from '../../server/app.ts';
import {exampleOf} from '../../server/openapi/examples.ts';
import {allRoutes} from '../../server/routes/all-routes.ts';
import type {Route} from '../../server/routes/route.ts';
import {type TestServer, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {channelConfig} from '../helpers/webhook.ts';

type Operation = {
  operationId: string;
  tags: string[];
  security: object[];
  responses: Record<string, {content?: Record<string, unknown>}>;
};
type Document = {
  tags: {name: string}[];
  paths: Record<string, Record<string, Operation>>;
  components: {schemas: Record<string, object>; securitySchemes: Record<string, object>};
};

const inbounds = createInbounds(channelConfig.channels, channelConfig.server);
const routes: readonly Route<never>[] = allRoutes;
const nameOf = ({method, path}: Route<never>) => `${method.toUpperCase()} ${path}`;

async function documentOf({url}: Pick<TestServer, 'url'>): Promise<Document> {
  return JSON.parse(await (await fetch(`${url}/openapi.json`)).text());
}

/** What the document does not tell, and why. */
const untold = {
  'GET /': 'a page for people',
  'GET /admin': 'a page for people',
  'GET /admin/desk': 'a page for people',
  'GET /admin/migration': 'a page for people',
  'GET /continue': 'a page for people',
  'GET /gallery': 'a page for people',
  'GET /openapi.json': 'the contract itself',
  'GET /theming': 'a page for people',
  'GET /widget.js': 'a script for pages',
  'GET /widget.{hash}.js': 'a script for pages',
  'GET /uplot.js': 'a script for a page',
  'GET /widget-{part}.{hash}.js': 'a script for pages',
};

test('every route of the router is in /openapi.json, or among the few that are not, for a reason', async t => {
  const server = await testServer(t, {inbounds});
  const {paths} = await documentOf(server);
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  );
  const routed = createRouter(server.deps).stack.flatMap(({methods, path}) =>
    methods
      .filter(method => method !== 'HEAD')
      .map(
        method =>
          `${method} ${String(path)
            .replace('{/*rest}', '')
            .replaceAll(/:(\w+)/g, '{$1}')}`,
      ),
  );
  t.deepEqual([...told, ...Object.keys(untold)].sort(), routed.sort());
  const hidden = routes.flatMap(route =>
    'hidden' in route.describe ? [[nameOf(route), route.describe.hidden]] : [],
  );
  t.deepEqual(Object.fromEntries(hidden), untold);
});

test('every operation has an id of its own, a tag that is explained, and says who may call it', async t => {
  const {paths, tags, components} = await documentOf(await testServer(t));
  const operations = Object.values(paths).flatMap(methods => Object.values(methods));
  const ids = operations.map(({operationId}) => operationId);
  t.deepEqual(
    ids.filter((id, i) => !/^[\w-]+$/.test(id) || ids.indexOf(id) !== i),
    [],
  );
  for (const {operationId, security, responses, ...operation} of operations) {
    t.true(
      operation.tags.every(tag => tags.some(({name}) => name === tag)),
      operationId,
    );
    t.true(
      Object.keys(responses).some(status => status.startsWith('4')),
      operationId,
    );
    for (const scheme of security.flatMap(Object.keys)) t.truthy(components.securitySchemes[scheme], scheme);
  }
});

test('a linter of OpenAPI finds nothing but that a WebSocket has no 2xx, and that its frames are told in an extension', async t => {
  const source = await (await fetch(`${(await testServer(t)).url}/openapi.json`)).text();
  const config = await createConfig({extends: ['recommended-strict']});
  const problems = await lintFromString({source, absoluteRef: '/openapi.json', config});
  const found = problems.map(({ruleId, location}) => `${ruleId} ${location[0]?.pointer}`);
  t.deepEqual(found.sort(), [
    'no-unused-components #/components/schemas/SocketCancel',
    'no-unused-components #/components/schemas/SocketFrame',
    'no-unused-components #/components/schemas/SocketResume',
    'no-unused-components #/components/schemas/StreamAck',
    'operation-2xx-response #/paths/~1ws~1widget~1{session_id}/get/responses',
  ]);
});

test('whatever JSON a body or an answer is has an example, which its schema takes', t => {
  for (const {body, describe, ...route} of routes) {
    if ('hidden' in describe) continue;
    const contents = Object.values(describe.responses).flatMap(answer =>
      typeof answer === 'string' ? [] : Object.values(answer.content ?? {}),
    );
    const schemas = [body?.schema, ...contents.map(content => Object(content).schema)];
    for (const schema of schemas.filter(schema => schema instanceof z.ZodType)) {
      const {success, error} = schema.safeParse(exampleOf(schema));
      t.true(success, `${nameOf({describe, ...route})}: put one into server/openapi/examples.ts: ${error}`);
    }
  }
});

test('every schema of the document is referred to, and every reference leads somewhere', async t => {
  const document = await documentOf(await testServer(t));
  const found = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  const named = new Set([...found].map(([, name = '']) => name));
  t.deepEqual([...named].sort(), Object.keys(document.components.schemas).sort());
});

/** Nobody asks who calls these. A route that is added here has nothing of anybody's in its answer. */
const open = [
  'GET /',
  'GET /continue',
  'GET /gallery',
  'GET /healthz',
  'GET /openapi.json',
  'GET /readyz',
  'GET /theming',
  'GET /uplot.js',
  'GET /widget-{part}.{hash}.js',
  'GET /widget.js',
  'GET /widget.{hash}.js',
];

test('these routes are open to everybody; all others are their visitor’s, their provider’s or the operators’', t => {
  t.deepEqual(
    routes
      .filter(({access}) => access === 'open')
      .map(nameOf)
      .sort(),
    open,
  );
});

test('what lies under /admin and /metrics is the operators’, what lies under /webhooks a provider’s', t => {
  const accessOf = (path: string) =>
    /^\/(?:admin|metrics)(?:\/|$)/.test(path)
      ? 'admin'
      : path.startsWith('/webhooks/')
        ? 'channel'
        : undefined;
  for (const route of routes) {
    const {access, path} = route;
    const isPage = access === 'form' && /^\/admin(\/desk|\/migration)?$/.test(path); // and there is nothing in it
    const isSecret = access === 'admin' || access === 'channel';
    t.is(accessOf(path), isPage ? 'admin' : isSecret ? access : undefined, nameOf(route));
  }
});

for (const route of routes) {
  if ('hidden' in route.describe) continue;
  const {method, access, body, describe} = route;
  const path = route.path.replace('{message_id}', 'A'.repeat(22)).replaceAll(/\{\w+\}/g, 'willow');
  const name = nameOf(route);

  test(`${name}: who shows nothing is answered as it is told`, async t => {
    const server = await testServer(t, {inbounds, adminToken: 'token-of-the-tests'});
    const told = (await documentOf(server)).paths[route.path]?.[method]?.responses ?? {};
    const init = {
      method,
      headers: {'content-type': 'application/json'},
      ...(method === 'post' && {body: '{}'}),
    };
    const {status} = await fetch(server.url + path, init);
    t.true(String(status) in told, String(status));
    const secret = access === 'admin' || access === 'channel' || describe.token === 'needed';
    t.is(status === 401, secret);
  });

  if (!body) continue;
  for (const [status, type, text] of [
    [400, 'application/json', '{'],
    [413, 'application/json', JSON.stringify('a'.repeat(66_000))],
    [415, 'text/plain', '{}'],
  ] as const) {
    test(`${name}: a body that cannot be read is ${status}, as it is told`, async t => {
      const server = await testServer(t);
      const response = await fetch(server.url + path, {method, headers: {'content-type': type}, body: text});
      t.is(response.status, status);
      t.truthy((await documentOf(server)).paths[route.path]?.[method]?.responses[status]);
    });
  }
}
