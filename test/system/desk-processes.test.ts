/** The desk as it is deployed: web and worker in processes of their own, each told by Redis alone. */

import {startApp} from '../helpers/app.ts';
import {client} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a message that needs a person is on the desk within 2 s, and a person’s words with the visitor within 1 s', async t => {
  t.timeout(60_000);
  const {url} = await startApp(t);
  const {send, get} = client(url);
  const {id, bearer} = await testSession({api: `${url}/apps/voice-api`});
  const sent = await send({text: 'I want to talk to a person', session_id: id}, bearer);
  t.is(sent.status, 202);
  const asked = Date.now();
  const listed = await until(async () => {
    const {body} = await get('/admin/sessions?state=waiting');
    return (body['sessions'] as Record<string, unknown>[]).find(one => one['session_id'] === id);
  });
  const listedMs = Date.now() - asked;
  t.like(listed, {state: 'waiting', reason: 'asked', waiting: 1});
  await get(`${sent.body['poll_url']}?wait=25`, bearer);

  const path = '/apps/voice-api/widget-history';
  const {body} = await get(path, bearer);
  const news = get(`${path}?after=${body['cursor']}&wait=20`, bearer);
  const said = Date.now();
  const reply = {text: 'This is the front desk.', name: 'Robin'};
  t.is((await call(`${url}/admin/sessions/${id}/reply`, 'POST', {}, reply)).status, 201);
  const heard = (await news).body;
  const heardMs = Date.now() - said;
  t.like((heard['messages'] as object[])[0], {text: reply.text, by: 'person', name: 'Robin'});
  t.log(`on the desk after ${listedMs} ms, with the visitor after ${heardMs} ms`);
  t.true(listedMs < 2000 && heardMs < 1000);
});
