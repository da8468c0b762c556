/** No client has more of the process than its share, and what nobody reads is not kept for it. */
import {once} from 'node:events';
import {type Agent, type RequestListener, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import type {ExecutionContext} from 'ava';
import {AddressBudget} from '../../server/edge/address-budget.ts';
import {createHttpServer, type ServerLimits} from '../../server/listen.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const [greedy, other] = ['127.0.0.66', '127.0.0.67'];

async function open(t: ExecutionContext, url: string, localAddress: string): Promise<Socket> {
  const {hostname, port} = new URL(url);
  const socket = connect({port: Number(port), host: hostname, localAddress});
  socket.on('error', () => socket.destroy());
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A server on a port of its own, without an application. */
async function serve(t: ExecutionContext, answer: RequestListener, limits: ServerLimits) {
  const server = createHttpServer(answer, {upgrade: () => undefined}, limits).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {server, url: `http://127.0.0.1:${port}`};
}

/** Its status, from this address, over a connection of its own. */
function ask(url: string, localAddress: string, agent: Agent | false = false): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {localAddress, agent}, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

test('a client has so many requests under way, and is refused more; others, and those who watch over us, are not', async t => {
  const budget = new AddressBudget(1000);
  const server = await testServer(t, {budget, inFlight: {perClient: 3}});
  const {body} = await server.send({text: 'Hello'});
  const poll = `${body['poll_url']}?wait=25`;
  const held = await open(t, server.url, greedy);
  held.write(get(poll).repeat(3));
  await until(() => server.waitingRoom.size === 3);
  t.is(await ask(`${server.url}${body['poll_url']}`, greedy), 429);
  t.is(await ask(`${server.url}/readyz`, greedy), 200);
  t.is(await ask(`${server.url}${body['poll_url']}`, other), 200);
  held.destroy();
  await until(async () => (await ask(`${server.url}${body['poll_url']}`, greedy)) === 200);
});

test('who floods is told nothing more, and others are answered', async t => {
  const {url} = await testServer(t, {budget: new AddressBudget(1)});
  const cut = await until(async () => (await ask(`${url}/nowhere`, greedy).catch(() => 'cut')) === 'cut');
  t.true(cut);
  await t.throwsAsync(ask(`${url}/healthz`, greedy));
  t.is(await ask(`${url}/healthz`, other), 200);
});

test('a client has its share of the connections, and no more', async t => {
  const budget = new AddressBudget(1000);
  const {url} = await testServer(t, {budget, inFlight: {connections: {perClient: 5}}});
  const held = await Promise.all(Array.from({length: 5}, () => open(t, url, greedy)));
  await t.throwsAsync(ask(`${url}/healthz`, greedy));
  t.is(await ask(`${url}/healthz`, other), 200);
  for (const socket of held) socket.destroy();
  await until(async () => (await ask(`${url}/healthz`, greedy).catch(() => 0)) === 200);
});

test('connections on which nothing is asked make room for others', async t => {
  const {url} = await testServer(t, {inFlight: {connections: {inAll: 5}}});
  for (let i = 0; i < 5; i += 1) {
    const idle = await open(t, url, greedy);
    idle.write(get('/healthz'));
    await once(idle, 'data');
  }
  await until(async () => (await ask(`${url}/healthz`, other).catch(() => 0)) === 200);
  t.pass();
});

test('an answer that nobody reads is given up', async t => {
  const large = Buffer.alloc(64 * 1024 * 1024);
  const {server, url} = await serve(t, (_, response) => response.end(large), {stalledMs: 300});
  const unread = await open(t, url, greedy);
  unread.pause().write(get('/'));
  const [, response] = await once(server, 'request');
  await once(response, 'close');
  t.true(unread.bytesRead < large.length);
});

test('of what a connection brings while its client floods one request is made at most', async t => {
  const budget = new AddressBudget(1);
  const {server, url} = await serve(t, (_, response) => response.end(), {budget});
  const early = await open(t, url, greedy);
  const counted = once(server, 'connection');
  const last = await open(t, url, greedy);
  await counted;
  for (let i = 0; i < 100; i++) budget.refuse(greedy, {onOneConnection: true});
  let made = 0;
  server.on('request', () => {
    made += 1;
  });
  for (const socket of [early, last]) socket.write(get('/healthz').repeat(1000));
  await Promise.all([early, last].map(socket => socket.closed || once(socket, 'close')));
  t.is(made, 2, 'each has one');
  t.is(await ask(`${url}/healthz`, other), 200);
});

test('what is refused counts, also where what is answered does not', async t => {
  const {url} = await testServer(t, {budget: new AddressBudget(1)});
  for (let i = 0; i < 40; i += 1) t.is(await ask(`${url}/nowhere`, greedy), 404);
  t.is(await ask(`${url}/healthz`, greedy), 429);
  t.is(await ask(`${url}/healthz`, other), 200);
});

test('when as many wait as may, who comes is answered with what there is, and streams are refused', async t => {
  const server = await testServer(t, {mostWaiting: 2});
  const {body} = await server.send({text: 'Hello'});
  const held = await open(t, server.url, greedy);
  held.write(get(`${body['poll_url']}?wait=25`).repeat(2));
  await until(() => server.waitingRoom.size === 2);
  const polled = await server.get(`${body['poll_url']}?wait=25`);
  t.is(polled.body['status'], 'queued');
  const stream = await server.get(String(body['poll_url']).replace('widget-poll', 'widget-stream'));
  t.is(stream.status, 503);
  t.true(Number(stream.headers.get('retry-after')) > 0);
});
