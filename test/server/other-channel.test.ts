/** Whoever holds the id of a chat's message gets nothing by the widget's doors: it is there, and to them it is not. */

import {newId} from '../../core/ids.ts';
import {keys} from '../../core/keys.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {message} from '../helpers/queue.ts';
import {limits, testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

for (const channel of ['whatsapp', 'telegram', 'sms'] as const) {
  test(`a message of ${channel} is neither read, streamed, cancelled nor rated by its id`, async t => {
    const {redis, api} = await testServer(t);
    const id = newId();
    await enqueue(redis, limits, message(id, {channel, target: 'somewhere'}));
    const before = await redis.run(client => client.hGetAll(keys.message(id)));
    const json = {'content-type': 'application/json'};
    const rating = {method: 'POST', headers: json, body: '{"rating":"up"}'};
    for (const [path, init] of [
      [`widget-poll/${id}`, {}],
      [`widget-poll/${id}?wait=2`, {}],
      [`widget-poll/${id}?wait=2&after=0`, {}],
      [`widget-poll/${id}`, {method: 'DELETE'}],
      [`widget-stream/${id}`, {}],
      [`widget-log/${id}`, {}],
      [`widget-log/${id}?offset=-1&live=long-poll`, {}],
      [`widget-log/${id}?offset=-1&live=sse`, {}],
      [`widget-feedback/${id}`, rating],
    ] satisfies [string, RequestInit][]) {
      const [known, unknown] = await Promise.all(
        [path, path.replace(id, newId())].map(path => fetch(`${api}/${path}`, init)),
      );
      t.is(known?.status, 404, path);
      t.is(await known?.text(), await unknown?.text());
    }
    t.deepEqual(await redis.run(client => client.hGetAll(keys.message(id))), before);
  });
}

test('a message of the legacy endpoint is polled where that says', async t => {
  const {get, api} = await testServer(t, {legacy: {enabled: true, waitMs: 1}});
  const answer = await fetch(`${api}/widget-chat?body=hello`);
  const {poll_url} = (await answer.json()) as {poll_url: string};
  t.like((await get(poll_url)).body, {status: 'queued'});
});
