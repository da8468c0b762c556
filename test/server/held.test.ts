/** Conversations that a person has: what is written there waits for that person, and for nobody else's trouble. */

import {keys} from '../../core/keys.ts';
import {reconcile} from '../../core/queue/reconcile.ts';
import {limits, testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

async function weekend(t: ExecutionContext, own: Partial<typeof limits & {heldMaxLength: number}>) {
  const server = await testServer(t, {limits: {...limits, ...own}});
  const {url, send, get} = server;
  const post = (path: string, body: object = {}) =>
    fetch(new URL(`/admin/sessions/${path}`, url), {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
    });
  const done = (answer: {body: Record<string, unknown>}) =>
    until(async () => {
      const {body} = await get(String(answer.body['poll_url']));
      return body['status'] === 'done' ? body : null;
    });
  const takeOver = async (session_id: string) => {
    await done(await send({text: 'hello', session_id}));
    t.is((await post(`${session_id}/reply`, {text: 'I am here'})).status, 201);
  };
  return {...server, post, done, takeOver};
}

test('patients who write on to a person stop nobody, and are answered when the person gives back', async t => {
  const server = await weekend(t, {queueMaxLength: 4});
  const {send, get, post, done, takeOver, redis} = server;
  await testWorker(t, server, echo);
  const sessions = ['a', 'b', 'c'];
  for (const session of sessions) await takeOver(session);
  const waiting = [];
  for (const session_id of sessions) {
    for (const text of ['are you', 'still there', '?']) waiting.push(await send({text, session_id}));
  }
  t.deepEqual(
    waiting.map(({status}) => status),
    Array.from({length: 9}, () => 202),
  );
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
  t.like(await done(await send({text: 'what are your hours', session_id: 'd'})), {status: 'done'});
  for (const {body} of waiting) t.is((await get(String(body['poll_url']))).body['status'], 'queued');
  t.is((await post('b/resume')).status, 204);
  for (const answer of waiting.slice(3, 6)) t.truthy((await done(answer))['text']);
  t.is((await post('c/reply', {text: 'yes'})).status, 201);
  for (const answer of waiting.slice(6)) t.is((await done(answer))['text'], 'yes');
  for (const {body} of waiting.slice(0, 3)) {
    t.is((await fetch(new URL(String(body['poll_url']), server.url), {method: 'DELETE'})).status, 200);
  }
  t.is(await redis.run(client => client.exists(keys.held('demo'))), 0);
});

test('what waits for the persons of a clinic has a bound of its own', async t => {
  const server = await weekend(t, {heldMaxLength: 2});
  const {send, takeOver} = server;
  await testWorker(t, server, echo);
  await takeOver('a');
  for (const text of ['1', '2']) t.is((await send({text, session_id: 'a'})).status, 202);
  const {status, headers} = await send({text: '3', session_id: 'a'});
  t.is(status, 503);
  t.truthy(headers.get('retry-after'));
  t.is((await send({text: 'else', session_id: 'b'})).status, 202);
});

test('what was open when a person came is not counted among the open for long', async t => {
  const server = await weekend(t, {});
  const {send, redis, takeOver} = server;
  await testWorker(t, server, echo);
  await takeOver('a');
  const sent = await send({text: 'b', session_id: 'a'});
  // As an earlier version left it: among the open.
  await redis.run(client => client.zAdd(keys.open, {score: 1, value: String(sent.body['message_id'])}));
  await reconcile(redis, {resultTtlMs: 600_000, eventsTtlMs: 60_000, minAgeMs: 0, graceMs: 0});
  t.is(await redis.run(client => client.zCard(keys.open)), 0);
  t.is(await redis.run(client => client.zCard(keys.held('demo'))), 1);
});
