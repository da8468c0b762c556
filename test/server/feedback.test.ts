import {newId} from '../../core/ids.ts';
import {keys} from '../../core/keys.ts';
import {dump, openedMessage} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';

const path = (api: string, id: unknown) => `${api}/widget-feedback/${id}`;

test('feedback is kept with its message, and the last one counts', async t => {
  const {api, redis, send} = await testServer(t);
  const id = String((await send({text: 'Hello'})).body['message_id']);
  const kept = async () => {
    const {rating, comment = null} = await openedMessage(redis, id);
    return [rating, comment];
  };
  t.is((await call(path(api, id), 'POST', {}, {rating: 'down', comment: 'a\nb'})).status, 204);
  t.deepEqual(await kept(), ['down', 'a\nb']);
  t.is((await call(path(api, id), 'POST', {}, {rating: 'up'})).status, 204);
  t.deepEqual(await kept(), ['up', null]);
});

test('feedback for a message that nobody knows is 404, and is kept nowhere', async t => {
  const {api, redis} = await testServer(t);
  for (const id of [newId(), 'short']) {
    const {status, body} = await call(path(api, id), 'POST', {}, {rating: 'up'});
    t.is(status, 404);
    t.is(body['code'], 'message_not_found');
  }
  t.deepEqual(await dump(redis), []);
});

test('feedback with a token is taken from the owner only', async t => {
  const server = await testServer(t);
  const {api, redis, send} = server;
  const [owner, stranger] = [await testSession(server), await testSession(server)];
  const id = String((await send({text: 'Hello'}, owner.bearer)).body['message_id']);
  const rate = (headers: Record<string, string>) => call(path(api, id), 'POST', headers, {rating: 'up'});
  t.is((await rate(stranger.bearer)).status, 404);
  t.is((await rate({authorization: 'Bearer x'})).status, 404);
  t.is(await redis.run(client => client.hExists(keys.message(id), 'rating')), 0);
  t.is((await rate(owner.bearer)).status, 204);
  t.is((await rate({})).status, 204);
});

const bad: Record<string, [unknown, string]> = {
  'no rating': [{}, '#/rating'],
  'another rating': [{rating: 'sideways'}, '#/rating'],
  'a comment of 1,001 characters': [{rating: 'up', comment: '😀'.repeat(1001)}, '#/comment'],
  'control characters': [{rating: 'up', comment: 'a\u0000'}, '#/comment'],
  'half a character': [{rating: 'up', comment: 'a\ud800'}, '#/comment'],
  'a comment that is no text': [{rating: 'up', comment: 1}, '#/comment'],
  'a list instead of an object': [[], '#'],
};
for (const [name, [body, pointer]] of Object.entries(bad)) {
  test(`feedback answers 400 to ${name}`, async t => {
    const {api, send} = await testServer(t);
    const {message_id} = (await send({text: 'Hello'})).body;
    const answer = await call(path(api, message_id), 'POST', {}, body);
    t.is(answer.status, 400);
    t.is(answer.body['code'], 'invalid_request');
    t.like(answer.body, {errors: [{pointer}]});
  });
}

test('feedback takes a comment of 1,000 characters, and says what it wants instead of a body that is none', async t => {
  const {api, send} = await testServer(t);
  const {message_id} = (await send({text: 'Hello'})).body;
  const url = path(api, message_id);
  t.is((await call(url, 'POST', {}, {rating: 'up', comment: '😀'.repeat(1000)})).status, 204);
  t.is((await call(url, 'POST', {}, '{')).body['code'], 'invalid_json');
  t.is((await call(url, 'POST', {'content-type': 'text/plain'}, 'up')).status, 415);
  t.is((await call(url, 'GET')).status, 405);
});
