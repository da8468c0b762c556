/** What goes over the wire is what /openapi.json tells, member by member: nothing is missing, and nothing is untold. */
import {Ajv2020} from 'ajv/dist/2020.js';
import {type TestServer, testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {echo, testWorker} from '../helpers/worker.ts';

type Content = Record<string, {schema: object}>;
type Document = {
  paths: Record<string, Record<string, {responses: Record<string, {content?: Content}>}>>;
  components: {schemas: Record<string, unknown>};
};

/** Every object of an answer has the members that are told, and no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in members && !('additionalProperties' in members)
    ? {...members, additionalProperties: false}
    : members;
}

/** Asks, and holds the answer to the document. */
async function proxyOf(t: ExecutionContext, {url}: TestServer) {
  const document: Document = JSON.parse(await (await fetch(`${url}/openapi.json`)).text());
  const ajv = new Ajv2020({strict: false, validateFormats: false});
  ajv.addSchema(Object(closed({components: document.components})), 'told');
  const operationAt = (method: string, path: string) => {
    const template = Object.keys(document.paths).find(
      told => path === told || new RegExp(`^${told.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    );
    return document.paths[template ?? '']?.[method];
  };
  return async (method: string, address: string, init: RequestInit = {}) => {
    const {pathname} = new URL(address, url);
    const response = await fetch(new URL(address, url), {method: method.toUpperCase(), ...init});
    const name = `${method} ${pathname} ${response.status}`;
    const told = operationAt(method, pathname)?.responses[response.status];
    t.truthy(told, `${name} is not told`);
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    const text = await response.text();
    if (text === '') return {};
    const schema = told?.content?.[type]?.schema;
    t.truthy(schema, `${name} is told without ${type}`);
    if (!type.endsWith('json')) return {};
    const whole = JSON.stringify(closed(schema)).replaceAll('"#/components', '"told#/components');
    const validate = ajv.compile(JSON.parse(whole));
    const body = JSON.parse(text);
    t.true(validate(body), `${name}: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 300)}`);
    if (!Array.isArray(body)) t.false(validate({...body, untold: 1}), `${name}: anything passes`);
    return body;
  };
}

const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  headers: {'content-type': 'application/json', ...headers},
  body: JSON.stringify(body),
});

test('real traffic differs in nothing from what the document tells', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const ask = await proxyOf(t, server);
  const api = '/apps/voice-api';
  const accepted = await ask('post', `${api}/widget/send`, json({text: 'Hello', session_id: 's1'}));
  await ask('get', `${accepted.poll_url}?wait=25`);
  await ask('get', `${accepted.poll_url}?after=0`);
  await ask('get', accepted.log_url);
  await ask('get', accepted.stream_url);
  await ask('post', `${api}/widget/send`, json({text: 'Hello'}, {prefer: 'wait=20'}));
  await ask('post', `${api}/widget/send`, json({text: 'I have a strong chest pain and cannot breathe'}));
  await ask('post', `${api}/widget-stream`, json({text: 'Hello'}));
  const {bearer} = await testSession(server);
  await ask('post', `${api}/widget/session`, json({clinic_id: 'demo'}));
  await ask('post', `${api}/widget/send`, json({text: 'Hello'}, {...bearer, prefer: 'wait=20'}));
  await ask('get', `${api}/widget-history`, {headers: bearer});
  await ask('post', `${api}/widget-feedback/${accepted.message_id}`, json({rating: 'up'}));
  await ask('get', `${api}/widget-chat?body=Hello`);
  await ask('delete', accepted.poll_url);
  await ask('get', '/admin/streams/health');
  await ask('get', '/metrics');
  await ask('get', '/healthz');
  await ask('get', '/readyz');
  await ask('post', '/admin/sessions/s1/reply', json({text: 'This is the front desk.'}));
  await ask('post', '/admin/sessions/s1/resume', json({}));
  await ask('delete', `${api}/widget/session`, {headers: bearer});
  for (const [method, path, init] of [
    ['post', `${api}/widget/send`, json({})],
    ['post', `${api}/widget/send`, {headers: {'content-type': 'text/plain'}, body: 'x'}],
    ['post', `${api}/widget/send`, json({text: 'a', clinic_id: 'nowhere'}, {authorization: 'Bearer x'})],
    ['get', `${api}/widget-poll/AAAAAAAAAAAAAAAAAAAAAA`, {}],
    ['get', `${accepted.poll_url}?after=x`, {}],
    ['get', `${accepted.log_url}?offset=x`, {}],
    ['get', `${api}/widget-history`, {}],
    ['get', `${api}/widget-chat`, {}],
    ['get', '/ws/widget/s1', {}],
  ] satisfies [string, string, RequestInit][]) {
    const problem = await ask(method, path, init);
    t.is(typeof problem.code, 'string');
  }
  const {over} = await openStream(t, server.url + accepted.stream_url);
  t.is(await over, 'ended');
});
