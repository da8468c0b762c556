/** The fake is as the real one was seen to be (2.3.7): a test against it is worth no more than that. */

import type {FakeEvolution} from '../../scripts/lab/fakes/evolution.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {test} from '../helpers/test.ts';

type Answer = {status: number; body: Record<string, unknown> & {response?: {message?: unknown}}};

async function call(fake: FakeEvolution, path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${fake.url}/${path}/acct1`, {
    method: 'POST',
    headers: {'content-type': 'application/json', apikey: 'test-key'},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return {status: answer.status, body: JSON.parse(text)};
}

const row = {enabled: true, url: 'https://chat.example/x', events: ['MESSAGES_UPSERT']};

test('a webhook that is set without headers keeps the old ones; null and unknown events are refused', async t => {
  const fake = await fakeEvolution(t);
  const headers = {authorization: 'Bearer secret'};
  t.is((await call(fake, 'webhook/set', {webhook: {...row, headers}})).status, 201);
  t.like(await call(fake, 'webhook/set', {webhook: row}), {status: 201, body: {headers}});
  t.is((await call(fake, 'webhook/set', {webhook: {...row, headers: null}})).status, 400);
  t.is((await call(fake, 'webhook/set', {webhook: {...row, events: ['MESSAGES_UPSERTED']}})).status, 400);
  t.is((await call(fake, 'webhook/set', row)).status, 400, 'the flat body of its documentation');
  t.deepEqual(fake.webhooks.find('acct1')?.headers, headers);
});

test('a number that is no text, and a body that is no JSON, are refused as it refuses them', async t => {
  const fake = await fakeEvolution(t);
  const refusal = (error: string, message: unknown) => ({status: 400, body: {error, response: {message}}});
  t.like(
    await call(fake, 'message/sendText', {number: 15550100001, text: 'x'}),
    refusal('Bad Request', ['Invalid format']),
  );
  t.like(await call(fake, 'message/sendText', '{"number":'), {
    status: 400,
    body: {error: 'Internal Server Error'},
  });
  t.is(fake.sent.length, 0);
});

test('each way of being away has its own answers, by number and by who is known already', async t => {
  const fake = await fakeEvolution(t);
  fake.states.set('acct1', 'close');
  const said: unknown[] = [];
  for (const away of ['restarted', 'unpaired', 'closed'] as const) {
    fake.away = away;
    for (const number of ['15550100001', '5511988887777', '100000000000042@lid']) {
      const {status, body} = await call(fake, 'message/sendText', {number, text: 'x'});
      said.push([status, [body.response?.message].flat()[0]]);
    }
  }
  const undefinedReading = (name: string) => `Cannot read properties of undefined (reading '${name}')`;
  const typeError = (name: string) => [400, `TypeError: ${undefinedReading(name)}`];
  t.deepEqual(said, [
    [500, undefinedReading('onWhatsApp')],
    typeError('sendMessage'),
    typeError('sendMessage'),
    [500, 'Connection Closed'],
    typeError('id'),
    typeError('id'),
    [500, 'Connection Closed'],
    [400, 'Error: Connection Closed'],
    [400, 'Error: Connection Closed'],
  ]);
});

test("Meta's refusal is a 201 without a key", async t => {
  const fake = await fakeEvolution(t);
  fake.faults.push('meta_190');
  const {status, body} = await call(fake, 'message/sendText', {number: '15550100001', text: 'x'});
  t.is(status, 201);
  t.like(body, {type: 'OAuthException', code: 190});
  t.is(body['key'], undefined);
});
