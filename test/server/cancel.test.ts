import {type TestServer, testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

async function cancel(
  {url}: TestServer,
  path: unknown,
): Promise<{status: number; body: Record<string, unknown>}> {
  const response = await fetch(new URL(String(path), url), {method: 'DELETE'});
  return {status: response.status, body: (await response.json()) as Record<string, unknown>};
}

/** A server whose only worker has an agent that says one word and then nothing until it is told to stop. */
async function stuck(t: ExecutionContext) {
  const server = await testServer(t);
  const aborted: number[] = [];
  const worker = await testWorker(
    t,
    server,
    async function* ({signal, text}) {
      yield `${text}: `;
      if (text !== 'quick')
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      aborted.push(performance.now());
    },
    {turns: {concurrency: 1, heartbeatMs: 60_000}},
  );
  const send = async (text: string) => String((await server.send({text, session_id: 's1'})).body['poll_url']);
  return {server, worker, send};
}

test('a queued message that is deleted is cancelled and never runs', async t => {
  const server = await testServer(t);
  const {body} = await server.send({text: 'Hello'});
  const answer = await cancel(server, body['poll_url']);
  t.is(answer.status, 200);
  t.like(answer.body, {status: 'cancelled', text: null, error: null, retry_after_ms: 0});
  const heard: string[] = [];
  await testWorker(t, server, async function* ({text}) {
    heard.push(text);
    yield 'ok';
  });
  const other = await server.send({text: 'Another'});
  t.is((await server.get(`${other.body['poll_url']}?wait=25`)).body['status'], 'done');
  t.deepEqual(heard, ['Another']);
});

test('a running message that is deleted is broken off within a second, and its place is free', async t => {
  const {server, worker, send} = await stuck(t);
  const url = await send('slow');
  await until(async () => (await server.get(url)).body['text'] === 'slow: ');
  const waiting = server.get(`${url}?wait=25`);
  const begin = performance.now();
  t.like((await cancel(server, url)).body, {status: 'cancelled'});
  t.is((await waiting).body['status'], 'cancelled', 'who waits is told at once');
  await until(() => worker.running === 0);
  t.true(performance.now() - begin < 1000);
  const next = await server.get(`${await send('quick')}?wait=25`);
  t.is(next.body['text'], 'quick: ');
});

test('an answered message that is deleted stays as it is', async t => {
  const server = await testServer(t);
  await testWorker(t, server, echo);
  const {body} = await server.send({text: 'Hello'});
  const before = (await server.get(`${body['poll_url']}?wait=25`)).body;
  const answer = await cancel(server, body['poll_url']);
  t.is(answer.status, 200);
  t.deepEqual(answer.body, before);
});

test('deleting an unknown message is 404', async t => {
  const server = await testServer(t);
  const answer = await cancel(server, '/apps/voice-api/widget-poll/AAAAAAAAAAAAAAAAAAAAAA');
  t.is(answer.status, 404);
  t.is(answer.body['code'], 'message_not_found');
});

test('a pending message tells its place in the queue and when to expect the reply', async t => {
  const {server, send} = await stuck(t);
  const first = await send('slow');
  const second = await send('slow');
  const queue = async () => (await server.get(second)).body['queue'] as {position: number; eta_ms: number};
  await until(async () => (await queue()).position === 1);
  t.true((await queue()).eta_ms > 0);
  await cancel(server, first);
  await until(async () => (await queue()).position === 0);
});
