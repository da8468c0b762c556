import {readFileSync} from 'node:fs';
import {countPage} from '../../core/metrics/legacy-pages.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {add} from '../helpers/queue.ts';
import {ownRedis} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {echo, testWorker} from '../helpers/worker.ts';

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
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
  const plots = page.locator('polyline');
  t.is(await plots.count(), 8);
  await until(async () => ((await plots.first().getAttribute('points')) ?? '').split(' ').length >= 3);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1200]) {
      await page.emulateMedia({colorScheme});
      await page.setViewportSize({width, height: 700});
      await page.evaluate(axe);
      const found = await page.evaluate('axe.run().then(({violations}) => violations.map(({id}) => id))');
      t.deepEqual(found, [], `${colorScheme} ${width}`);
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
  await page.evaluate(axe);
  const {violations} = await page.evaluate<{violations: {id: string}[]}>('axe.run()');
  t.deepEqual(
    violations.map(({id}) => id),
    [],
  );
});
