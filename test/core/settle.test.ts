import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {take} from '../../core/queue/handoff/take.ts';
import {amend} from '../../core/queue/words/amend.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {add, options, testQueue} from '../helpers/queue.ts';
import {testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';

const conversation = {channel: 'widget', session: 's1'} as const;
const turns = keys.turns('widget', 's1');
const change = {text: 'other words', alarm: undefined, merges: false};

/** The same Redis, in which the session's turn goes on after whatever is read. */
function restless(redis: Redis): Pick<Redis, 'run' | 'sealer'> {
  let count = 0;
  return {
    sealer: redis.sealer,
    async run(command, deadlineMs) {
      const answer = await redis.run(command, deadlineMs);
      await redis.run(client => client.lPush(turns, `other-${count++}`));
      return answer;
    },
  };
}

test('a conversation that goes on however often somebody tries to change it is refused, to be tried again', async t => {
  const {redis} = await testQueue(t);
  await add(redis, 'm1', 's1');
  const message = {message: 'm1', ...conversation};
  for (const attempt of [
    () => take(restless(redis), options, conversation, {name: 'Robin'}),
    () => amend(restless(redis), options, message, change),
  ]) {
    const error = await t.throwsAsync(attempt, {instanceOf: ChatError});
    t.like(error, {code: 'unavailable', status: 503, retry: true, retryAfterSeconds: 1});
  }
  t.is(await redis.run(client => client.hExists(keys.session('widget', 's1'), 'handed_off')), 0);
  await redis.run(client => client.del(turns));
  t.like(await take(redis, options, conversation, {name: 'Robin'}), {status: 'took'});
});

test('words of a person do not try for ever to end what has ended and stands in the list of turns all the same', async t => {
  const {redis, send, url} = await testServer(t);
  const say = (text: string) => call(`${url}/admin/sessions/s1/reply`, 'POST', {}, {text});
  const {body} = await send({text: 'hello', session_id: 's1'});
  t.is((await say('Hello')).status, 201);
  await redis.run(client => client.lPush(turns, String(body['message_id'])));
  const {status, headers, body: problem} = await say('Hello again');
  t.is(status, 503);
  t.is(headers.get('retry-after'), '1');
  t.is(problem['code'], 'unavailable');
  await redis.run(client => client.del(turns));
  t.is((await say('Hello again')).status, 201);
});
