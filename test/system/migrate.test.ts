/** The steps of docs/migrate.md, with its own script, on a page of another site. */
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {LegacyUse} from '../../core/wire/legacy.ts';
import {root} from '../../scripts/root.js';
import {startApp} from '../helpers/app.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const guide = readFileSync(join(root, 'docs/migrate.md'), 'utf8');
const [script = ''] = guide.match(/<script type="module">\n {2}const share.*?<\/script>/s) ?? [];

test('who is within the share gets the element, who is not keeps the old chat, and both are answered', async t => {
  t.timeout(90_000);
  const {url} = await startApp(t);
  let share = 10;
  const site = createServer((_, response) => {
    const given = script.replace('share = 10', `share = ${share}`).replaceAll('https://chat.example', url);
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Clinic</title><div id="old-chat">old</div>${given}`);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  t.teardown(() => site.close());
  const page = await openPage(
    t,
    await openBrowser(t),
    `http://127.0.0.1:${(site.address() as AddressInfo).port}/`,
  );
  const load = async (lot: number, within: number) => {
    share = within;
    await page.evaluate(`localStorage.chatLot = ${lot}`);
    await page.reload();
    await page.waitForSelector(within > lot ? 'plaintalk-widget' : '#old-chat', {state: 'attached'});
    return [await page.locator('plaintalk-widget').count(), await page.locator('#old-chat').count()];
  };
  t.deepEqual(await load(10, 10), [0, 1]);
  t.deepEqual(await load(9, 10), [1, 0]);
  t.deepEqual(await load(49, 50), [1, 0]);
  t.deepEqual(await load(99, 100), [1, 0]);
  t.deepEqual(await load(0, 0), [0, 1], 'back');
  const asked = `fetch('${url}/apps/voice-api/widget-chat?body=When+are+you+open').then(answer => answer.json())`;
  t.regex((await page.evaluate<{message: string}>(asked)).message, /open/);
  const read = async () => LegacyUse.parse(await (await fetch(`${url}/admin/legacy`)).json()).pages;
  const [used] = await until(async () => ((await read()).length > 0 ? read() : false));
  t.like(used, {page: `${new URL(page.url()).origin}/`, clinic_id: 'demo', uses: 1});
});
