import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import test, {type ExecutionContext} from 'ava';
import type {AxeResults} from 'axe-core';
import type {Page} from 'playwright-core';
import type {PlaintalkWidget} from '../../widget/plaintalk-widget.ts';
import {startApp, type TestApp} from '../helpers/app.ts';
import {openBrowser, openPage} from '../helpers/page.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {httpServer} from './http-server.ts';

const hours = 'What are your opening hours?';
const hoursEnd = 'We are closed on Sunday.';

/** How many messages the server has accepted. */
async function accepted({redis}: TestApp): Promise<number> {
  const names = await redis.run(client => client.keys('message:*'));
  return names.filter(name => !name.endsWith(':events')).length;
}

/** A clinic's own page, elsewhere, with the widget on it. */
async function clinicPage(
  t: ExecutionContext,
  {url}: TestApp,
  policy = '',
  attributes = '',
): Promise<string> {
  const page = `<!doctype html><html lang="en"><title>A clinic</title><h1>A clinic</h1>
    <plaintalk-widget clinic-id="demo" ${attributes}></plaintalk-widget>
    <script type="module" src="${url}/widget.js"></script></html>`;
  return httpServer(t, (_, response) => {
    response.setHeader('Content-Type', 'text/html');
    if (policy) response.setHeader('Content-Security-Policy', policy);
    response.end(page);
  });
}

test.serial('answers a question word by word', async t => {
  const app = await startApp(t);
  const page = await openPage(t, await openBrowser(t), app.url);
  const chat = chatIn(page);
  await chat.launcher.click();
  await app.worker.kill('SIGSTOP');
  await chat.ask(hours);
  await chat.widget.locator('[part=typing]').waitFor();
  await app.worker.kill('SIGCONT');
  const lengths = new Set<number>();
  await until(async () => {
    const [text = ''] = await chat.replies.allInnerTexts();
    if (text) lengths.add(text.length);
    return text.endsWith(hoursEnd);
  });
  t.true(lengths.size > 2, `grew in ${lengths.size} steps`);
  t.is(await chat.replies.count(), 1);
  t.deepEqual(await chat.questions.allTextContents(), [`You: ${hours}`]);
  t.is(await chat.input.inputValue(), '');
});

test.serial('shows a reply once, though the page was reloaded in the middle of it', async t => {
  const app = await startApp(t);
  const browser = await openBrowser(t);
  const page = await openPage(t, browser, app.url);
  const chat = chatIn(page);
  await chat.launcher.click();
  await chat.ask(hours);
  await chat.replies.getByText('We are open').waitFor();
  await app.worker.kill('SIGSTOP');
  const words = (await chat.replies.textContent()) ?? '';
  await page.reload();
  await chat.launcher.click();
  t.true(
    (await chat.replies.textContent())?.startsWith(words.trimEnd()),
    'the words so far are there at once',
  );
  t.false((await chat.replies.textContent())?.includes(hoursEnd));
  await app.worker.kill('SIGCONT');
  await chat.replies.getByText(hoursEnd).waitFor();
  t.is(await chat.replies.count(), 1);
  t.is(await chat.questions.count(), 1);

  const other = chatIn(await openPage(t, browser, app.url));
  await other.launcher.click();
  t.is(await other.replies.count(), 1);
  await other.ask('Where can I park?');
  await chat.replies.getByText('Cedar Lane').waitFor();
  await other.replies.getByText('Cedar Lane').waitFor();
  t.is(await chat.questions.count(), 2);
  t.is(await accepted(app), 2);

  await page.evaluate(() => document.querySelector<PlaintalkWidget>('plaintalk-widget')?.clear());
  await until(async () => (await other.questions.count()) === 0);
  t.is(await chat.questions.count(), 0);
});

test.serial('is used with the keyboard alone', async t => {
  const app = await startApp(t);
  const page = await openPage(t, await openBrowser(t), await clinicPage(t, app));
  const chat = chatIn(page);
  await chat.launcher.waitFor();
  await page.keyboard.press('Tab');
  t.is(await chat.focused(), 'launcher');
  t.is(await chat.launcher.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  await until(async () => (await chat.focused()) === 'input');
  t.is(await chat.launcher.getAttribute('aria-expanded'), 'true');
  await page.keyboard.type('Hello');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('Where can I park?');
  t.is(await chat.input.inputValue(), 'Hello\nWhere can I park?');
  await page.keyboard.press('Enter');
  await chat.replies.getByText('Cedar Lane').waitFor();
  t.is(await chat.focused(), 'input', 'the focus never moves by itself');
  await page.keyboard.press('Tab');
  t.is(await chat.focused(), 'send');
  await page.keyboard.type(' ');
  t.is(await chat.questions.count(), 1, 'nothing is sent when nothing is written');
  await page.keyboard.press('Escape');
  await until(async () => (await chat.focused()) === 'launcher');
  t.false(await chat.panel.isVisible());
});

test.serial('announces a reply once, whole, and not the words as they stream', async t => {
  const app = await startApp(t);
  const page = await openPage(t, await openBrowser(t), app.url);
  const chat = chatIn(page);
  await chat.spoken.waitFor({state: 'attached'});
  await page.evaluate(() => {
    const region = document.querySelector('plaintalk-widget')?.shadowRoot?.querySelector('[role=status]');
    const heard: string[] = [];
    const listen = () => heard.push(region?.textContent?.trim() ?? '');
    if (region)
      new MutationObserver(listen).observe(region, {childList: true, characterData: true, subtree: true});
    Object.assign(window, {heard});
  });
  await chat.launcher.click();
  await chat.ask(hours);
  await chat.replies.getByText(hoursEnd).waitFor();
  await until(async () => (await chat.spoken.textContent())?.includes(hoursEnd));
  const heard = await page.evaluate(() => (window as unknown as {heard: string[]}).heard.filter(Boolean));
  t.is(heard.length, 1);
  t.true(heard[0]?.startsWith('We are open Monday') && heard[0].endsWith(hoursEnd));
  t.is(await chat.widget.locator('[role=log]').getAttribute('aria-live'), 'off');
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const {violations}: AxeResults = await page.evaluate('axe.run()');
  return violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target.join(' ')}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.serial(`has no serious fault of accessibility, ${colorScheme}`, async t => {
    const app = await startApp(t);
    const browser = await openBrowser(t, {colorScheme});
    const page = await openPage(t, browser, app.url);
    const chat = chatIn(page);
    await chat.launcher.waitFor();
    t.deepEqual(await violations(page), [], 'closed');
    await chat.launcher.click();
    await chat.ask(hours);
    await chat.replies.getByText(hoursEnd).waitFor();
    t.deepEqual(await violations(page), [], 'open');
    await app.worker.kill('SIGKILL');
    await chat.ask('Where can I park?');
    await chat.widget.locator('[part=typing]').waitFor();
    await app.web.kill('SIGKILL');
    await chat.ask('Are you there?');
    await chat.error.waitFor();
    await chat.widget.locator('[part=status]').waitFor();
    t.deepEqual(await violations(page), [], 'in trouble');
    for (const button of await page.locator('plaintalk-widget button').all()) {
      const box = await button.boundingBox();
      if (box) t.true(box.width >= 24 && box.height >= 24, `${await button.getAttribute('part')}`);
    }
  });
}

test.serial('works inline, in a narrow window', async t => {
  const app = await startApp(t);
  const browser = await openBrowser(t, {viewport: {width: 320, height: 568}});
  const inline = await openPage(t, browser, await clinicPage(t, app, '', 'position="inline"'));
  const region = inline.getByRole('region', {name: 'Chat with us'});
  await region.waitFor();
  t.is(await chatIn(inline).launcher.count(), 0);
  t.deepEqual(await violations(inline), []);
  await chatIn(inline).ask(hours);
  await region.getByText(hoursEnd).first().waitFor();

  const floating = await openPage(t, browser, await clinicPage(t, app));
  await chatIn(floating).launcher.click();
  t.deepEqual(await chatIn(floating).panel.boundingBox(), {x: 0, y: 0, width: 320, height: 568});
  await chatIn(floating).ask(`${'long'.repeat(100)} https://clinic.example/${'x'.repeat(300)}`);
  await chatIn(floating).replies.first().waitFor();
  for (const page of [inline, floating]) {
    t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const log = chatIn(page).widget.locator('[role=log]');
    t.true(await log.evaluate(log => log.scrollWidth <= log.clientWidth));
  }
});

test.serial('works under a strict policy, on the page of another origin', async t => {
  const app = await startApp(t);
  const policy = `default-src 'none'; script-src ${app.url}; style-src 'none'; connect-src ${app.url}; require-trusted-types-for 'script'`;
  const browser = await openBrowser(t);
  await browser.addInitScript(() => {
    const broken: string[] = [];
    document.addEventListener('securitypolicyviolation', event => broken.push(event.violatedDirective));
    Object.assign(window, {broken});
  });
  const page = await openPage(t, browser, await clinicPage(t, app, policy));
  const chat = chatIn(page);
  await chat.launcher.click();
  await chat.ask('<img src=x onerror=alert(1)>');
  await chat.ask(hours);
  await chat.replies.getByText(hoursEnd).waitFor();
  t.deepEqual(await page.evaluate(() => (window as unknown as {broken: string[]}).broken), []);
  t.is(await chat.widget.evaluate(widget => getComputedStyle(widget).position), 'fixed', 'the styles apply');
  t.is(await chat.widget.locator('img').count(), 0);
  t.is(await page.evaluate(() => document.cookie), '');
});

test.serial('keeps what could not be sent, and sends it once', async t => {
  t.timeout(90_000);
  const app = await startApp(t);
  const {proxy, url} = await tcpProxy(t, app.url);
  const page = await openPage(t, await openBrowser(t), url);
  const chat = chatIn(page);
  await chat.launcher.click();
  proxy.cut();
  await chat.ask(hours);
  await chat.error.getByText('No connection. Trying again…').waitFor();
  await chat.retry.waitFor();
  t.is((await chat.error.textContent())?.trim(), 'No connection. Try again');
  t.deepEqual(await chat.questions.allTextContents(), [`You: ${hours}`]);
  proxy.restore();
  await chat.retry.click();
  await chat.replies.getByText(hoursEnd).waitFor();
  t.is(await chat.error.count(), 0);
  t.is(await chat.questions.count(), 1);
  t.is(await chat.replies.count(), 1);
  t.is(await accepted(app), 1);
});

test.serial(
  'sends once though the first answer was lost, and the page was reloaded before the second',
  async t => {
    const app = await startApp(t);
    const page = await openPage(t, await openBrowser(t), app.url);
    const chat = chatIn(page);
    let lost = 0;
    await page.route('**/widget/send', async route => {
      if (lost++ > 1) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await chat.launcher.click();
    await chat.ask(hours);
    await until(() => lost > 0);
    await page.reload();
    await chat.launcher.click();
    await chat.replies.getByText(hoursEnd).waitFor();
    t.true(lost > 2);
    t.is(await chat.questions.count(), 1);
    t.is(await chat.replies.count(), 1);
    t.is(await accepted(app), 1);
  },
);

test.serial('goes on without storage, moved in the page, beside a second copy of the script', async t => {
  const app = await startApp(t);
  const browser = await openBrowser(t);
  await browser.addInitScript(() => {
    const get = () => {
      throw new DOMException('The operation is insecure', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', {get});
  });
  const page = await openPage(t, browser, app.url);
  const chat = chatIn(page);
  await page.addScriptTag({url: `${app.url}/widget.js?again`, type: 'module'});
  await chat.launcher.click();
  await chat.ask(hours);
  await chat.replies.getByText('We are open').waitFor();
  await app.worker.kill('SIGSTOP');
  await page.evaluate(() =>
    document.querySelector('main')?.append(document.querySelector('plaintalk-widget') ?? ''),
  );
  await app.worker.kill('SIGCONT');
  await chat.replies.getByText(hoursEnd).waitFor();
  t.is(await chat.replies.count(), 1);
  t.is(await chat.questions.count(), 1);
});

test.serial('keeps the conversations of two clinics apart, each in the language of its page', async t => {
  const app = await startApp(t);
  const page = await openPage(t, await openBrowser(t), app.url);
  const chat = chatIn(page);
  await chat.launcher.click();
  await chat.ask(hours);
  await chat.replies.getByText(hoursEnd).waitFor();
  await page.goto(`${app.url}/?clinic=demo-es`);
  await chat.launcher.click();
  t.regex((await chat.launcher.textContent()) ?? '', /Chatee con nosotros/);
  t.is(await chat.questions.count(), 0);
  await chat.ask('¿Cuál es el horario?');
  await chat.replies.getByText('lunes').waitFor();
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.setAttribute('clinic-id', 'demo'));
  await chat.replies.getByText(hoursEnd).waitFor();
  t.is(await chat.replies.count(), 1);
});

test.serial('renders nothing while somebody types', async t => {
  const app = await startApp(t);
  const page = await openPage(t, await openBrowser(t), app.url);
  const chat = chatIn(page);
  await chat.launcher.click();
  await chat.ask(hours);
  await chat.replies.getByText(hoursEnd).waitFor();
  await page.evaluate(() => {
    const root = document.querySelector('plaintalk-widget')?.shadowRoot;
    const seen: MutationRecord[] = [];
    const observer = new MutationObserver(records => seen.push(...records));
    if (root) observer.observe(root, {childList: true, characterData: true, attributes: true, subtree: true});
    Object.assign(window, {seen});
  });
  await page.keyboard.type('I would like to know something else');
  t.is(await page.evaluate(() => (window as unknown as {seen: unknown[]}).seen.length), 0);
});

test.serial('tells the page what happens, and no word of what was said', async t => {
  const app = await startApp(t);
  const browser = await openBrowser(t);
  await browser.addInitScript(() => {
    const told: object[] = [];
    for (const name of ['ready', 'open', 'close', 'send', 'reply', 'error']) {
      document.addEventListener(`plaintalk-${name}`, event => told.push({...event, type: event.type}));
    }
    Object.assign(window, {told});
  });
  const page = await openPage(t, browser, app.url);
  await page.getByRole('button', {name: hours}).click();
  await chatIn(page).replies.getByText(hoursEnd).waitFor();
  await page.keyboard.press('Escape');
  await chatIn(page).panel.waitFor({state: 'hidden'});
  const told = await page.evaluate(
    () => (window as unknown as {told: {type: string; messageId?: string}[]}).told,
  );
  t.deepEqual(
    told.map(({type}) => type),
    ['plaintalk-ready', 'plaintalk-open', 'plaintalk-send', 'plaintalk-reply', 'plaintalk-close'],
  );
  t.regex(told[2]?.messageId ?? '', /^[\w-]{22,}$/);
  t.is(told[2]?.messageId, told[3]?.messageId);
  t.false(JSON.stringify(told).includes('open Monday') || JSON.stringify(told).includes(hours));
});
