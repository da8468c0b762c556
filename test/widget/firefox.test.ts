/** The main ways in a Firefox, as Debian has it, over WebDriver BiDi. */

import puppeteer, {type Browser, type Page} from 'puppeteer-core';
import {firefoxPath} from '../helpers/page.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {plainPage, Site} from './site.ts';

const site = new Site();
let launching: Promise<Browser> | undefined;
test.after.always(async () => {
  await (await launching)?.close();
  await site.close();
});

/** A visitor with the panel open. */
async function visit(t: ExecutionContext) {
  launching ??= puppeteer.launch({browser: 'firefox', executablePath: firefoxPath(), headless: true});
  const [browser, {app, pages, backEnd}] = await Promise.all([launching, site.open()]);
  const context = await browser.createBrowserContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  backEnd.forget();
  backEnd.answer = text => `echo: ${text}`;
  await page.goto(pages.add(plainPage.replaceAll('{API}', app.url), {}));
  await open(page);
  return {page, app, backEnd};
}

async function open(page: Page): Promise<void> {
  await page.locator('plaintalk-widget >>> [part=launcher]').click();
  await until(async () => (await focused(page)) === 'input');
}

function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.querySelector('plaintalk-widget')?.shadowRoot?.activeElement?.getAttribute('part') ?? '',
  );
}

/** What is in these parts, as text. */
function texts(page: Page, part: string): Promise<string[]> {
  return page.evaluate(name => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const found = shadowRoot?.querySelectorAll(`[part=turn] [part~=${name}]`) ?? [];
    return Array.from(found, element => element.textContent?.trim() ?? '');
  }, part);
}

async function say(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

test('Firefox: sends, streams and goes on after a reload', async t => {
  const {page, backEnd} = await visit(t);
  backEnd.answer = () => undefined;
  await say(page, 'Are you open?');
  const question = await backEnd.question('Are you open?');
  question.say('We are ');
  await until(async () => (await texts(page, 'agent-bubble'))[0] === 'We are');
  await page.reload();
  await until(async () => (await texts(page, 'agent-bubble'))[0] === 'We are');
  question.say('**open**.');
  question.end();
  await until(async () => (await texts(page, 'agent-bubble'))[0] === 'We are open.');
  t.deepEqual(await texts(page, 'user-bubble'), ['You: Are you open?']);
});

test('Firefox: an alarm is shown at once, with the number to call', async t => {
  const {page, backEnd} = await visit(t);
  backEnd.answer = () => undefined;
  await say(page, 'My chest hurts and I cannot breathe');
  await until(async () => /Emergency.*Call 911/s.test((await texts(page, 'alarm')).join()));
  t.is((await texts(page, 'alarm')).length, 1);
});

test('Firefox: what is said offline is sent when the network is back', async t => {
  const {page, app} = await visit(t);
  await app.web.kill('SIGKILL');
  await say(page, 'Are you open?');
  await until(async () => /as soon as possible/.test((await texts(page, 'error')).join()));
  await site.startWeb();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await until(async () => (await texts(page, 'agent-bubble'))[0] === 'echo: Are you open?');
  t.deepEqual(await texts(page, 'error'), []);
});

test('Firefox: a person takes over and writes unasked', async t => {
  const {page, app} = await visit(t);
  await say(page, 'Hello');
  await until(async () => (await texts(page, 'agent-bubble')).length === 1);
  const session = await page.evaluate(() => {
    const [key = ''] = Object.keys(localStorage).filter(name => name.startsWith('plaintalk:2:['));
    return JSON.parse(localStorage.getItem(key) ?? '{}').sessionId;
  });
  await fetch(`${app.url}/admin/sessions/${session}/reply`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({text: 'This is Dana.', name: 'Dana'}),
  });
  await until(async () => (await texts(page, 'agent-bubble'))[1] === 'This is Dana.');
  t.true((await texts(page, 'speaker')).includes('Dana'));
});

test('Firefox: is used with the keyboard alone', async t => {
  const {page} = await visit(t);
  await page.keyboard.type('a');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Shift');
  await say(page, 'b');
  await until(async () => (await texts(page, 'agent-bubble'))[0]?.startsWith('echo: a'));
  t.is(await focused(page), 'input');
  await page.keyboard.press('Tab');
  t.is(await focused(page), 'send');
  await page.keyboard.press('Escape');
  await until(async () => (await focused(page)) === 'launcher');
  await page.keyboard.press('Enter');
  await until(async () => (await focused(page)) === 'input');
  t.pass();
});
