import {once} from 'node:events';
import {connect} from 'node:net';
import {createInbounds} from '../../core/channels/create-channels.ts';
import {configFromEnv} from '../../core/config/config.ts';
import {test} from '../helpers/test.ts';
import {channelConfig, channelEnv, inboundsOf, type Post, webhookServer} from '../helpers/webhook.ts';

const inbounds = inboundsOf('whatsapp');
const authorization = `Bearer ${channelEnv.EVOLUTION_WEBHOOK_SECRET}`;

function upsert(id: string, fields: object = {}, message: object = {conversation: `text of ${id}`}) {
  const key = {remoteJid: '15555550142@s.whatsapp.net', fromMe: false, id};
  const messageTimestamp = Math.floor(Date.now() / 1000);
  return {event: 'messages.upsert', instance: 'willow', data: {key, message, messageTimestamp}, ...fields};
}

const post = (body: unknown, path = '/webhooks/evolution/willow'): Post => ({
  path,
  headers: {'content-type': 'application/json', authorization},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('takes a webhook at each address that Evolution may make of the one it was given', async t => {
  const server = await webhookServer(t, inbounds);
  const base = '/webhooks/evolution';
  const ends = [
    '',
    '/',
    '/willow',
    '/willow/',
    '/willow/messages-upsert',
    '/messages-upsert',
    '//messages-upsert',
  ];
  for (const [i, end] of ends.entries()) {
    const answer = await server.post(post(upsert(`3A${i}`), base + end));
    t.deepEqual(answer.body, {accepted: true}, end);
  }
  t.is((await server.messages()).length, ends.length);
  t.is((await server.get(base)).status, 405);
});

test('says why an event becomes no message, and logs no more than that', async t => {
  const server = await webhookServer(t, inbounds);
  const reason = async (body: unknown) => {
    const answer = await server.post(post(body));
    t.is(answer.status, 200);
    return answer.body;
  };
  const reaction = upsert('3A01', {}, {reactionMessage: {text: 'a secret'}});
  t.deepEqual(await reason(reaction), {accepted: false, reason: 'reaction'});
  t.deepEqual(await reason(upsert('3A02', {data: [{secret: 'a secret'}]})), {
    accepted: false,
    reason: 'malformed',
  });
  t.deepEqual(await reason('a secret'), {accepted: false, reason: 'malformed'});
  t.deepEqual(await reason({event: 'call', instance: 'willow'}), {accepted: false, reason: 'unknown_event'});
  t.deepEqual(await reason(upsert('3A03', {instance: 'x'})), {accepted: false, reason: 'unknown_instance'});
  await server.log.seen('webhook.mistaken', {reason: 'malformed', level: 'warn', count: 1});
  t.false(JSON.stringify(server.log.lines).includes('a secret'));
  t.is(await server.redis.run(client => client.dbSize()), 0);
});

test('maps each instance to its clinic, and keeps equal message ids of two instances apart', async t => {
  const {post: send, messages} = await webhookServer(t, inbounds);
  for (const instance of ['willow', 'sauce'])
    await send(post(upsert('3A01', {instance}), `/webhooks/evolution/${instance}`));
  const found = (await messages()).map(({clinic, session}) => [clinic, session?.split(':')[0]]);
  t.deepEqual(found.sort(), [
    ['demo', 'willow'],
    ['demo-es', 'sauce'],
  ]);
});

test('takes a changed repeat for the same message', async t => {
  const {post: send, messages} = await webhookServer(t, inbounds);
  t.deepEqual((await send(post(upsert('3A01')))).body, {accepted: true});
  const changed = upsert('3A01', {}, {conversation: 'text of 3A01', speechToText: '[audio] more'});
  t.deepEqual((await send(post(changed))).body, {accepted: true});
  t.deepEqual(
    (await messages()).map(({text}) => text),
    ['text of 3A01'],
  );
});

test('sends Evolution away for a while when the clinic of an instance is not there', async t => {
  const config = configFromEnv({...channelEnv, EVOLUTION_INSTANCES: 'willow=mistyped'});
  const server = await webhookServer(t, inboundsOf('whatsapp', config));
  t.is((await server.post(post(upsert('3A01')))).status, 503);
  await server.log.seen('webhook.failed', {code: 'clinic_not_found', level: 'error'});
});

test('reads 25 MB with a picture in it, and keeps the caption', async t => {
  t.timeout(60_000);
  const server = await webhookServer(t, inbounds);
  const body = JSON.stringify(
    upsert('3A01', {}, {imageMessage: {caption: 'my rash'}, base64: 'A'.repeat(24 * 1024 * 1024)}),
  );
  const before = process.memoryUsage.rss();
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const answer = await server.post(post(body));
  clearInterval(watching);
  t.deepEqual(answer.body, {accepted: true});
  t.deepEqual(
    (await server.messages()).map(({text}) => text),
    ['my rash'],
  );
  t.log(`${Math.round((most - before) / 1024 / 1024)} MB more, the sender in the same process included`);
});

test('refuses a body of more than 25 MB with 413, announced or not', async t => {
  t.timeout(60_000);
  const server = await webhookServer(t, inbounds);
  const large = JSON.stringify(upsert('3A01', {}, {conversation: 'x', base64: 'A'.repeat(26 * 1024 * 1024)}));
  const announced = await server.post(post(large));
  t.is(announced.status, 413);
  t.is(announced.body['code'], 'body_too_large');
  const chunks = new Response(large).body;
  const {path, headers} = post('');
  const init = {method: 'POST', headers, body: chunks, duplex: 'half'} as RequestInit;
  t.is((await fetch(server.url + path, init)).status, 413);
  t.deepEqual(await server.messages(), []);
});

test('answers a stranger before it reads his body', async t => {
  const server = await webhookServer(t, inbounds);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.write('POST /webhooks/evolution/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n{"event":');
  const [answer] = await once(socket, 'data');
  t.regex(String(answer), /^HTTP\/1\.1 401 /);
  t.regex(String(answer), /\r\nWWW-Authenticate: Bearer\r\n/i);
});

test('takes it calmly when a provider hangs up in the middle of a body', async t => {
  const server = await webhookServer(t, inbounds);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const head = `POST /webhooks/evolution/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n`;
  await new Promise(sent => socket.write(`${head}Content-Length: 1000\r\n\r\n{"event":`, sent));
  socket.destroy();
  await server.log.seen('request.finished', {status: 503});
  t.false(server.log.lines.some(line => line.level === 'error'));
});

test('has an address for those channels only that are on', async t => {
  const server = await webhookServer(t, inbounds);
  t.is((await server.post(post('{}', '/webhooks/telegram'))).status, 404);
  const all = await webhookServer(t, createInbounds(channelConfig.channels, channelConfig.server));
  t.is((await all.post(post('{}', '/webhooks/telegram'))).status, 401);
  t.is((await all.post(post('{}', '/webhooks/sms'))).status, 401);
});

const ownSecrets = configFromEnv({
  ...channelEnv,
  EVOLUTION_WEBHOOK_SECRET: 'willow=secret-of-willow-in-the-tests, sauce=secret-of-sauce-in-the-tests',
});

test('the instance of the address and that of the body are one, or it is nobody’s', async t => {
  const {post: send, messages} = await webhookServer(t, inbounds);
  const {status, body} = await send(post(upsert('3A01', {instance: 'sauce'})));
  t.like({status, body}, {status: 200, body: {accepted: false, reason: 'unknown_instance'}});
  t.deepEqual(await messages(), []);
});

test('where instances have secrets of their own, each speaks for itself only', async t => {
  const {post: send, messages} = await webhookServer(t, inboundsOf('whatsapp', ownSecrets));
  const as = (name: string, instance: string, path: string) =>
    send({
      ...post(upsert(`3A${name}${instance}`, {instance}), path),
      headers: {authorization: `Bearer secret-of-${name}-in-the-tests`},
    });
  const base = '/webhooks/evolution';
  t.like(await as('willow', 'willow', base), {status: 200, body: {accepted: true}});
  t.like(await as('sauce', 'sauce', `${base}/sauce`), {body: {accepted: true}});
  for (const path of [base, `${base}/sauce`, `${base}/willow`]) {
    t.like(await as('willow', 'sauce', path), {body: {accepted: false}}, path);
  }
  t.is((await as('nobody', 'sauce', base)).status, 401);
  t.is((await messages()).length, 2);
});

test('a burst of one chat waits its turn, instead of going back to the provider', async t => {
  const limits = {resultTtlMs: 600_000, deadlineMs: 120_000, queueMaxLength: 100, sessionMaxLength: 2};
  const {post: send, messages} = await webhookServer(t, inbounds, {limits});
  for (let i = 10; i < 40; i++) t.is((await send(post(upsert(`3A${i}`)))).status, 200);
  t.is((await messages()).filter(({text}) => text?.startsWith('text of 3A')).length, 30);
});
