/** Redis is full, or nearly: who is refused, who is not, and that what was accepted still ends. */

import {ownRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

/** A server with a Redis of its own, of which `percent` are used from now on. */
async function filled(t: ExecutionContext) {
  const redis = await ownRedis(t);
  const server = await testServer(t, {redis});
  const fill = async (percent: number) => {
    const info = await redis.redis.run(client => client.info('memory'));
    const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
    await redis.redis.run(client => client.configSet('maxmemory', String(Math.ceil((used * 100) / percent))));
    await server.deps.fullness.read();
  };
  return {...server, fill};
}

test('near the end new conversations are refused, and those that are there go on', async t => {
  const {send, api, get, fill} = await filled(t);
  t.is((await send({text: 'a', session_id: 's1'})).status, 202);
  await fill(88);
  const {status, headers, body} = await send({text: 'a'});
  t.is(status, 503);
  t.is(body['code'], 'overloaded');
  t.is(headers.get('retry-after'), '30');
  t.is((await fetch(`${api}/widget/session`, {method: 'POST'})).status, 503);
  t.is((await send({text: 'b', session_id: 's1'})).status, 202);
  t.is((await get('/readyz')).status, 200);
});

test('nearer to it nothing is accepted, and the process says that it is not ready', async t => {
  const {send, get, fill} = await filled(t);
  await fill(95);
  t.is((await send({text: 'a', session_id: 's1'})).status, 503);
  t.is((await get('/readyz')).status, 503);
  await fill(50);
  t.is((await get('/readyz')).status, 200);
  t.is((await send({text: 'a', session_id: 's1'})).status, 202);
});

test('on a full server every send is 503, and what was accepted is answered, cancelled and erased', async t => {
  const server = await filled(t);
  const {send, get, fill, api, url} = server;
  const post = (path: string, headers = {}) => fetch(`${api}/${path}`, {method: 'POST', headers});
  const opened = (await (await post('widget/session')).json()) as {session_id: string; token: string};
  const headers = {authorization: `Bearer ${opened.token}`};
  const sent = await Promise.all(
    Array.from({length: 20}, (_, i) => send({text: `${i}`, session_id: `s${i}`})),
  );
  const own = await send({text: 'mine'}, headers);
  const unwanted = await send({text: 'unwanted', session_id: 's0'});
  t.is(unwanted.status, 202);
  await fill(101);
  server.deps.fullness.glance = () => 'nothing'; // what it knows may be old: then Redis itself refuses
  const refused = await send({text: 'a', session_id: 's1'});
  t.is(refused.status, 503);
  t.truthy(refused.headers.get('retry-after'));
  const cancelled = await fetch(new URL(String(unwanted.body['poll_url']), url), {method: 'DELETE'});
  t.like(await cancelled.json(), {status: 'cancelled'});
  await testWorker(t, server, echo);
  for (const {body} of [...sent, own]) {
    const reply = await until(async () => {
      const {body: now} = await get(String(body['poll_url']), body === own.body ? headers : {});
      return now['status'] === 'done' ? now : null;
    });
    t.truthy(reply['text']);
  }
  t.is((await fetch(`${api}/widget/session`, {method: 'DELETE', headers})).status, 204);
  t.is((await get(String(own.body['poll_url']))).status, 404);
});
