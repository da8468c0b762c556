import {startApp, startWorker} from '../helpers/app.ts';
import {client} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('what a worker counts is told by the web process, and at a port of its own where it has one', async t => {
  t.timeout(60_000);
  const env = {LOG_LEVEL: 'debug', METRICS_PORT: '0', ADMIN_TOKEN: 'a-token-that-is-long-enough-for-this'};
  const {url, redisUrl} = await startApp(t, env);
  const other = await startWorker(t, {REDIS_URL: redisUrl, ...env});
  const {port} = await other.seen('metrics.listening');
  const own = `http://127.0.0.1:${port}`;
  const {body} = await client(url).send({text: 'What are your opening hours?'});
  await client(url).get(`${body['poll_url']}?wait=25`);
  const headers = {authorization: `Bearer ${env.ADMIN_TOKEN}`};
  const series = 'plaintalk_turns_total{channel="widget",status="done",code=""} 1\n';
  for (const at of [url, own]) {
    t.is((await fetch(`${at}/metrics`)).status, 401);
    await until(async () => (await (await fetch(`${at}/metrics`, {headers})).text()).includes(series));
    t.is((await fetch(`${at}/healthz`)).status, 200);
  }
  const text = await (await fetch(`${own}/metrics`, {headers})).text();
  t.true(text.includes('plaintalk_turns_running 0\n'));
  t.is((await fetch(`${own}/elsewhere`)).status, 404);
});
