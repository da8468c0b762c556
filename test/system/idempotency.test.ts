import {randomUUID} from 'node:crypto';
import {keys} from '../../core/keys.ts';
import {startApp, startWeb} from '../helpers/app.ts';
import {dump} from '../helpers/redis.ts';
import {client} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('50 parallel sends with one key over three web processes are one message and one run, for each of 20 keys', async t => {
  t.timeout(120_000);
  const app = await startApp(t);
  const env = {REDIS_URL: app.redisUrl};
  const webs = [{url: app.url}, ...(await Promise.all([startWeb(t, env), startWeb(t, env)]))];
  const sends = webs.map(({url}) => client(url).send);
  for (const {url} of webs) await until(async () => (await fetch(`${url}/readyz`)).ok);

  const seen = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const key = randomUUID();
    // Every other one opens its session: repeats are given the same.
    const body = {text: 'Thanks', ...(i % 2 === 0 && {session_id: `session-${i}`})};
    const answers = await Promise.all(
      Array.from({length: 50}, (_, n) => sends[n % sends.length]?.(body, {'idempotency-key': key})),
    );
    t.deepEqual([...new Set(answers.map(answer => answer?.status))], [202]);
    t.is(new Set(answers.map(answer => answer?.body['message_id'])).size, 1);
    t.is(new Set(answers.map(answer => answer?.body['session_id'])).size, 1);
    seen.add(String(answers[0]?.body['message_id']));
  }
  t.is(seen.size, 20);

  for (const id of seen) {
    const {body} = await client(app.url).get(`/apps/voice-api/widget-poll/${id}?wait=25`);
    t.is(body['status'], 'done');
    t.is(body.events.filter(event => event.type === 'processing').length, 1);
    t.is(body.events.filter(event => event.type === 'message').length, 1);
    const session = String(body['session_id']);
    t.is(
      await app.redis.run(one => one.xLen(keys.transcript('widget', session))),
      2,
      'asked and answered once',
    );
  }
  const messages = (await dump(app.redis)).filter(key => /^message:[^:]+$/.test(key));
  t.is(messages.length, 20);
});

test('a key that comes again with another payload is refused by every web process', async t => {
  t.timeout(60_000);
  const app = await startApp(t);
  const other = await startWeb(t, {REDIS_URL: app.redisUrl});
  await until(async () => (await fetch(`${other.url}/readyz`)).ok);
  const key = {'idempotency-key': 'k1'};
  t.is((await client(app.url).send({text: 'Hello', session_id: 's1'}, key)).status, 202);
  for (const url of [app.url, other.url]) {
    const refused = await client(url).send({text: 'Goodbye', session_id: 's1'}, key);
    t.is(refused.status, 422);
    t.is(refused.body['code'], 'idempotency_conflict');
  }
  t.is((await app.redis.run(one => one.xLen(keys.transcript('widget', 's1')))) > 2, false);
});
