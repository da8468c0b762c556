import {request} from 'undici';
import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import {logNames} from '../../core/log-names.ts';
import {countPage} from '../../core/metrics/legacy-pages.ts';
import type {Question} from '../../worker/agents/agent.ts';
import {violationsOf} from '../helpers/axe.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {add} from '../helpers/queue.ts';
import {ownRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const token = 'a-token-of-the-tests-that-is-long';

test('without the token the dashboard is 401, a form, and nothing else; another token is refused in words', async t => {
  t.timeout(60_000);
  const server = await testServer(t, {adminToken: token});
  const response = await fetch(`${server.url}/admin`);
  t.is(response.status, 401);
  t.is(response.headers.get('www-authenticate'), 'Bearer');
  t.regex(response.headers.get('content-type') ?? '', /^text\/html/);
  t.regex(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  t.true((await response.text()).length < 60_000);
  t.true((await weightOf(`${server.url}/admin`)) + (await weightOf(`${server.url}/uplot.js`)) < 60_000);
  const authorization = `Bearer ${token}`;
  t.is((await fetch(`${server.url}/admin`, {headers: {authorization}})).status, 200);
  t.is((await fetch(`${server.url}/admin`, {headers: {authorization: 'Bearer x'}})).status, 401);

  const page = await openPage(t, await openBrowser(t), `${server.url}/admin`);
  await page.getByLabel('Admin token').fill('wrong');
  await page.getByRole('button', {name: 'Show'}).click();
  await until(async () => (await page.locator('#refused').textContent())?.includes('credentials'));
  await page.getByLabel('Admin token').fill(token);
  await page.keyboard.press('Enter');
  await page.getByText('Visitors get no answer').waitFor();
  await page.reload();
  await page.getByText('Visitors get no answer').waitFor();
});

/** What travels of it, compressed, in bytes. */
async function weightOf(url: string): Promise<number> {
  const {body, headers} = await request(url, {headers: {'accept-encoding': 'br'}});
  if (headers['content-encoding'] !== 'br') throw new Error(`${url} is not compressed`);
  return (await body.arrayBuffer()).byteLength;
}

/** Has the first plot a line in its colour? */
const isGreen = `(() => {
  const canvas = document.querySelector('canvas');
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i + 1] - data[i] > 60) return true;
  return false;
})()`;

test('in production without a token there is no dashboard', async t => {
  const server = await testServer(t, {production: true});
  t.is((await fetch(`${server.url}/admin`)).status, 404);
});

test('the dashboard follows what happens, and says in words why it does not', async t => {
  t.timeout(60_000);
  const given = await ownRedis(t);
  const server = await testServer(t, {redis: given});
  const page = await openPage(t, await openBrowser(t), `${server.url}/admin`);
  const paint = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime';
  const paintedMs = await until(() => page.evaluate<number | undefined>(paint));
  t.log(`first paint after ${Math.round(paintedMs)} ms`);
  await page.getByText('Visitors get no answer').waitFor();
  await add(given.redis, 'm1');
  await page.getByText('no_workers: no worker is alive; 1 messages wait').waitFor();
  await testWorker(t, server, echo);
  await page.getByText('All is well').waitFor();
  const plots = page.locator('[role=img]');
  t.is(await plots.count(), 4);
  t.is(await page.locator('canvas').count(), 4);
  await until(async () =>
    /^Messages: waiting \d+, being answered \d+$/.test(
      (await plots.first().getAttribute('aria-label')) ?? '',
    ),
  );
  t.true(await page.evaluate(isGreen), 'a canvas understands no variable, and no light-dark()');
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1200]) {
      await page.emulateMedia({colorScheme});
      await page.setViewportSize({width, height: 700});
      t.deepEqual(await violationsOf(page), [], `${colorScheme} ${width}`);
      t.is(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    }
  }
  await given.server.kill();
  await page.getByText('nothing listens where REDIS_URL leads (ECONNREFUSED)').waitFor();
});

test('the page of what is to be changed lists pages of the last days, or says that there is none', async t => {
  t.timeout(60_000);
  const server = await testServer(t);
  const page = await openPage(t, await openBrowser(t), `${server.url}/admin/migration`);
  await page.getByText('None in the last 30 days').waitFor();
  const use = {clinic: 'demo', page: 'https://clinic.example/contact', at: Date.now()};
  for (let i = 0; i < 3; i++) await countPage(server.redis, use);
  await page.reload();
  await page.getByText('1 pages in the last 30 days. They are answered until 2027-11-22.').waitFor();
  t.regex(
    (await page.locator('tbody tr').textContent()) ?? '',
    /^https:\/\/clinic\.example\/contactdemo.*33$/,
  );
  t.deepEqual(await violationsOf(page), []);
});
test('what was given up is looked at, asked again and forgotten by buttons, and it is written down who did', async t => {
  t.timeout(60_000);
  const given = await ownRedis(t);
  const server = await testServer(t, {redis: given, adminToken: token});
  const authorization = `Bearer ${token}`;
  let isWell = false;
  async function* agent({text}: Question) {
    if (!isWell) throw new ChatError('agent_unavailable');
    yield `about ${text}`;
  }
  await testWorker(t, server, agent, {turns: {maxAttempts: 1}});
  const failed = async (text: string) => {
    const {body} = await server.send({text});
    const poll = String(body['poll_url']);
    await until(async () => (await server.get(`${poll}?wait=5`)).body['status'] === 'failed');
    return {id: String(body['message_id']), poll};
  };
  const first = await failed('my-own-words');
  const page = await openPage(t, await openBrowser(t), `${server.url}/admin`);
  await page.getByLabel('Admin token').fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: first.id}).click();
  await page.getByText('widget, demo. It has ended: failed, agent_unavailable.').waitFor();
  t.false((await page.content()).includes('my-own-words'));
  await page.getByRole('button', {name: /^Show what was said/}).click();
  await until(async () => (await page.locator('#said').textContent())?.startsWith('my-own-words'));
  t.deepEqual(await violationsOf(page), []);
  isWell = true;
  await page.getByRole('button', {name: 'Ask again'}).click();
  await until(async () => (await page.locator('#done').textContent()) !== '');
  t.is(await page.locator('#done').textContent(), 'Ask again: done');
  const {body: followed} = await server.get(`${first.poll}?wait=5`);
  t.like(followed, {message_id: first.id, status: 'done', text: 'about my-own-words'});
  const streamed = await fetch(`${server.url}/apps/voice-api/widget-stream/${first.id}`);
  t.regex(await streamed.text(), /about my-own-words/);
  const name = logNames(given.redis.sealer)(first.id);
  await page.getByLabel('Message, by its id or its name in the log').fill(name);
  await page.getByRole('button', {name: 'What became of it?'}).click();
  await page.getByRole('cell', {name: 'replayed_as'}).waitFor();
  isWell = false;
  await failed('others');
  await page.getByRole('button', {name: 'Forget'}).click();
  await page.getByText('Forget: done').waitFor();
  t.is(await page.getByRole('button', {name: 'Forget'}).count(), 0);
  t.deepEqual((await server.get('/admin/queue', {authorization})).body['dead'], []);
  const acts = await given.redis.run(client => client.xRange(keys.audit, '-', '+'));
  t.deepEqual(
    acts?.map(({message}) => message['act']),
    ['message.shown', 'message.replayed', 'message.dropped'],
  );
});

test('what was not given up is neither asked again nor forgotten, and no id is guessed', async t => {
  const server = await testServer(t);
  const {body} = await server.send({text: 'Hello'});
  const unknown = 'n'.repeat(22);
  for (const path of [
    `messages/${body['message_id']}/replay`,
    `messages/${unknown}/discard`,
    `deliveries/${unknown}/resend`,
    `deliveries/${unknown}/discard`,
  ]) {
    const response = await fetch(`${server.url}/admin/${path}`, {method: 'POST'});
    t.is(response.status, 404, path);
    t.regex(await response.text(), /"code":"message_not_found"/);
  }
  for (const path of [`messages/${unknown}`, `messages/${unknown}/words`]) {
    t.is((await server.get(`/admin/${path}`)).status, 404);
  }
  t.is((await server.get('/admin/figures?minutes=0')).status, 400);
  t.is((await server.get('/admin/figures?channel=pigeon')).status, 400);
});
