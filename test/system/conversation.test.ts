import {keys} from '../../core/keys.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {startApp, startWeb, startWorker} from '../helpers/app.ts';
import {openedMessage, ownRedis, RedisServer} from '../helpers/redis.ts';
import {client} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a question is accepted, answered from the knowledge of the clinic, and kept in Redis', async t => {
  t.timeout(60_000);
  const {url, redis} = await startApp(t);
  const {send, get} = client(url);
  const sent = await send({text: 'What are your opening hours?', session_id: 's1', clinic_id: 'demo'});
  t.is(sent.status, 202);
  const {body} = await get(`${sent.body['poll_url']}?wait=25`);
  t.is(body['status'], 'done');
  t.regex(String(body['text']), /open/i);
  const id = String(body['message_id']);
  const hash = await openedMessage(redis, id);
  t.like(hash, {status: 'done', channel: 'widget', session: 's1', reply: String(body['text'])});
  const events = (await redis.run(one => one.xRange(keys.events(id), '-', '+'))) ?? [];
  t.deepEqual(
    events.map(event => event.id),
    body.events.map(event => event.id),
  );
  t.true(body.events.filter(event => event.type === 'delta').length > 1, 'it streams');
});

test('the legacy GET is answered through the same queue, in the language of the clinic', async t => {
  t.timeout(60_000);
  const {url} = await startApp(t, {DEFAULT_CLINIC: 'demo-es'});
  const {status, body} = await client(url).get(
    '/apps/voice-api/widget-chat?body=%C2%BFCu%C3%A1l%20es%20el%20horario%3F',
  );
  t.is(status, 200);
  t.regex(String(body['message']), /lunes/i);
});

test('200 messages of 50 sessions at once are each answered once, in order, by two workers', async t => {
  t.timeout(120_000);
  const app = await startApp(t);
  const second = await startWorker(t, {REDIS_URL: app.redisUrl});
  const {send, get} = client(app.url);
  const texts = ['What are your opening hours?', 'Where are you?', 'Do you take insurance?', 'Thanks'];
  const sessions = Array.from({length: 50}, (_, i) => `session-${i}`);
  const sent = await Promise.all(
    sessions.map(async session_id => {
      const urls: string[] = [];
      for (const text of texts) urls.push(String((await send({text, session_id})).body['poll_url']));
      return urls;
    }),
  );
  const endings = await Promise.all(
    sent.map(urls =>
      Promise.all(
        urls.map(url =>
          until(async () => {
            const {body} = await get(`${url}?wait=25`);
            return body['status'] === 'done' && body.events;
          }, 90_000),
        ),
      ),
    ),
  );
  const terminal = endings.map(of => of.map(events => events.filter(event => event.type === 'message')));
  t.true(terminal.flat().every(({length}) => length === 1));
  t.true(endings.flat().every(events => events.filter(event => event.type === 'processing').length === 1));
  for (const of of terminal) {
    const ids = of.map(([event]) => event?.id ?? '');
    t.deepEqual(
      ids,
      ids.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
    );
  }
  const count = (worker: typeof second) => worker.lines.filter(line => line.msg === 'turn.finished').length;
  t.is(count(app.worker) + count(second), 200);
  t.true(count(app.worker) > 20 && count(second) > 20, 'both work');
});

test('without Redis at boot sends are refused, and both processes begin by themselves when it comes', async t => {
  t.timeout(60_000);
  const port = await freePort();
  const REDIS_URL = `redis://127.0.0.1:${port}`;
  const {url} = await startWeb(t, {REDIS_URL});
  const worker = startWorker(t, {REDIS_URL});
  const {send, get} = client(url);
  t.is((await get('/healthz')).status, 200);
  t.is((await get('/readyz')).status, 503);
  const refused = await send({text: 'Hello'});
  t.is(refused.status, 503);
  t.is(refused.headers.get('retry-after'), '1');
  const server = await RedisServer.start(port);
  t.teardown(() => server.remove());
  await until(async () => (await get('/readyz')).status === 200);
  await worker;
  t.is((await send({text: 'Hello'}, {prefer: 'wait=25'})).body['status'], 'done');
});

test('SIGTERM answers who waits, finishes what runs, and ends both processes with 0', async t => {
  t.timeout(60_000);
  const {url, web, worker, redis} = await startApp(t);
  const {send, get} = client(url);
  const sent = await send({text: 'What are your opening hours?'});
  const path = String(sent.body['poll_url']);
  await until(async () => (await get(path)).body['status'] === 'processing');
  const waiting = get(`${path}?wait=25`);
  for (let i = 0; i < 3; i++) await get('/healthz'); // by then the poll has come in as well
  const begin = performance.now();
  const codes = await Promise.all([web.kill('SIGTERM'), worker.kill('SIGTERM')]);
  t.deepEqual(codes, [0, 0]);
  t.true(performance.now() - begin < 20_000);
  t.is((await waiting).status, 200);
  t.is(await redis.run(one => one.hGet(keys.message(String(sent.body['message_id'])), 'status')), 'done');
});

test('a killed worker is replaced by another one, and the reader sees a reset', async t => {
  t.timeout(60_000);
  const env = {CLAIM_IDLE_MS: '500', HEARTBEAT_MS: '100'};
  const {url, worker, redisUrl} = await startApp(t, env);
  const {send, get} = client(url);
  const path = String((await send({text: 'What are your opening hours?'})).body['poll_url']);
  await until(async () => (await get(path)).body.events.some(event => event.type === 'delta'));
  await worker.kill('SIGKILL');
  await startWorker(t, {REDIS_URL: redisUrl, ...env});
  const {body} = await get(`${path}?wait=25`);
  t.is(body['status'], 'done');
  const types = body.events.map(event => event.type);
  t.is(types.filter(type => type === 'reset').length, 1);
  t.is(types.filter(type => type === 'message').length, 1);
});

test('a killed Redis comes back with what it had accepted', async t => {
  t.timeout(60_000);
  const {server, url: REDIS_URL} = await ownRedis(t);
  const {url} = await startWeb(t, {REDIS_URL});
  const {send, get} = client(url);
  await until(async () => (await get('/readyz')).status === 200);
  const path = String((await send({text: 'What are your opening hours?'})).body['poll_url']);
  await server.kill();
  await server.start();
  await startWorker(t, {REDIS_URL});
  await until(async () => (await get('/readyz')).status === 200);
  t.is((await get(`${path}?wait=25`)).body['status'], 'done');
});
