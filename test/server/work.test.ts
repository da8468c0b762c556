import {z} from 'zod';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {retry} from '../../core/queue/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {eraseSession} from '../../core/sessions/erase-session.ts';
import {answer} from '../helpers/outbox.ts';
import {add, options, take, testQueue} from '../helpers/queue.ts';
import {testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';

const idOf = (letter: string) => letter.repeat(22);

test('what workers hold, what is tried again and what did not get out is listed, and a reply leaves again or is forgotten', async t => {
  const given = await testQueue(t);
  const server = await testServer(t, {redis: given});
  const {redis} = given;
  const work = async () => (await server.get('/admin/queue')).body;
  const act = async (path: string) =>
    (await fetch(`${server.url}/admin/deliveries/${path}`, {method: 'POST'})).status;
  t.like(await work(), {working: [], delayed: [], dead: [], deliveries: []});
  for (const letter of ['d', 'e']) await giveUp(redis, idOf(letter));
  await add(redis, idOf('r'), 's1');
  await retry(redis, options, await take(t, redis), new ChatError('agent_unavailable'));
  await add(redis, idOf('w'), 's2');
  await take(t, redis, 'some-worker');
  const listed = await work();
  t.like(listed, {
    working: [{message_id: idOf('w'), channel: 'widget', worker: 'some-worker'}],
    delayed: [{message_id: idOf('r'), channel: 'widget'}],
    deliveries: [
      {message_id: idOf('e'), channel: 'whatsapp', account: 'acct1', cause: 'not_on_whatsapp', attempt: 2},
      {message_id: idOf('d')},
    ],
  });
  t.notRegex(JSON.stringify(listed), /private|chat\d/);
  t.is(await act(`${idOf('d')}/resend`), 202);
  t.is(await redis.run(client => client.xLen(keys.outbox)), 1);
  t.is(await act(`${idOf('e')}/discard`), 204);
  t.deepEqual((await work())['deliveries'], []);
  t.is(await act(`${idOf('e')}/discard`), 404);
});

test('whoever follows or cancels a message that was replayed, twice, is at the last one', async t => {
  const given = await testQueue(t);
  const server = await testServer(t, {redis: given});
  const {redis} = given;
  const first = idOf('f');
  const poll = `/apps/voice-api/widget-poll/${first}`;
  await add(redis, first, 's1');
  const fail = async () =>
    retry(redis, {...options, maxAttempts: 1}, await take(t, redis), new ChatError('agent_unavailable'));
  const replay = async (id: string) => {
    const response = await fetch(`${server.url}/admin/messages/${id}/replay`, {method: 'POST'});
    t.is(response.status, 202);
    return z.object({message_id: z.string()}).parse(await response.json()).message_id;
  };
  await fail();
  const ended = (await server.get(poll)).body;
  t.is(ended['status'], 'failed');
  const second = await replay(first);
  t.like((await server.get(poll)).body, {message_id: first, status: 'queued'});
  await fail();
  const third = await replay(second);
  const later = (await server.get(`${poll}?after=${ended['cursor']}`)).body;
  t.deepEqual(
    later.events.map(({type}) => type),
    ['queued'],
  );
  t.is((await fetch(server.url + poll, {method: 'DELETE'})).status, 200);
  t.like((await server.get(poll)).body, {message_id: first, status: 'cancelled'});
  t.is((await server.get(`/apps/voice-api/widget-poll/${third}`)).body['status'], 'cancelled');
});

test('a replay that is asked for by many at once is one message for all, and none once its conversation is erased', async t => {
  const given = await testQueue(t);
  const {url} = await testServer(t, {redis: given});
  const {redis} = given;
  const bury = async (id: string, session: string) => {
    await add(redis, id, session);
    await retry(
      redis,
      {...options, maxAttempts: 1},
      await take(t, redis),
      new ChatError('agent_unavailable'),
    );
  };
  const replay = (id: string) => call(`${url}/admin/messages/${id}/replay`, 'POST');
  const first = idOf('g');
  await bury(first, 's1');
  const answers = await Promise.all(Array.from({length: 5}, () => replay(first)));
  t.deepEqual(
    answers.map(({status}) => status),
    [202, 202, 202, 202, 202],
  );
  t.is(new Set([...answers, await replay(first)].map(({body}) => body['message_id'])).size, 1);
  const second = idOf('h');
  await bury(second, 's2');
  await redis.run(client => client.hSet(keys.session('widget', 's2'), 'erased', 'begun'));
  t.is((await replay(second)).status, 404);
  await eraseSession(redis, options, {channel: 'widget', session: 's1'});
  t.is((await replay(first)).status, 404);
});

async function giveUp(redis: Redis, message: string): Promise<void> {
  await answer(redis, message, 1, 'private words');
  const entry = {
    message,
    channel: 'whatsapp',
    session: 'acct1:chat1',
    cause: 'not_on_whatsapp',
    attempt: '2',
  };
  await redis.run(client =>
    Promise.all([
      client.xAdd(keys.deadDeliveries, '*', entry),
      client.hSet(keys.delivery(message), {status: 'failed', reason: 'not_on_whatsapp'}),
      client.del([keys.outbox, keys.deliveries('whatsapp', 'acct1:chat1')]),
    ]),
  );
}
