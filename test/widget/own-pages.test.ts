import {startApp} from '../helpers/app.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('our own pages work under a policy without exceptions, and break none of it', async t => {
  const app = await startApp(t);
  const context = await openBrowser(t);
  const said: string[] = [];
  context.on('console', message => said.push(message.text()));
  const page = await openPage(t, context, app.url);
  await page.locator('[data-ask]').first().click();
  await page.locator('plaintalk-widget').getByText('Saturday').first().waitFor();
  await page.goto(`${app.url}/continue`);
  await until(async () => (await page.locator('[role=status]').textContent()) !== '');
  await page.goto(`${app.url}/gallery`);
  await page.locator('html[data-ready]').waitFor();
  await page.goto(`${app.url}/theming`);
  await page.locator('pre').getByText('clinic-id').waitFor();
  await page.locator('[name=--plaintalk-accent]').fill('#800080');
  await page.locator('pre').getByText('--plaintalk-accent: #800080;').waitFor();
  const send = page.locator('plaintalk-widget [part=send]');
  t.is(await send.evaluate(button => getComputedStyle(button).backgroundColor), 'rgb(128, 0, 128)');
  t.deepEqual(
    said.filter(line => /Content.Security.Policy|Trusted|Refused/i.test(line)),
    [],
  );
  t.is(await page.evaluate(() => document.querySelector('iframe')), null);
});

test('a page that puts ours into a frame shows nothing', async t => {
  const app = await startApp(t);
  const page = await (await openBrowser(t)).newPage();
  await page.setContent(`<iframe src="${app.url}/"></iframe>`);
  await page.waitForLoadState();
  const frame = page.frames().find(one => one !== page.mainFrame());
  t.is(await frame?.locator('plaintalk-widget').count(), 0);
});
