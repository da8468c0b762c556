/** What a visitor meets who uses a keyboard, a screen reader, large type or the system's own colours. */
import type {BrowserContextOptions, Page} from 'playwright-core';
import {violationsOf} from '../helpers/axe.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site, type Visit} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

/** The part that has the focus, and what is seen in its middle: the same, or it is hidden. */
function focus(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const {activeElement} = shadowRoot ?? {};
    const {left = -1, top = -1, width = 0, height = 0} = activeElement?.getBoundingClientRect() ?? {};
    const seen = shadowRoot?.elementFromPoint(left + width / 2, top + height / 2);
    const name = activeElement?.getAttribute('part') ?? String(document.activeElement?.localName);
    return [name, activeElement?.contains(seen ?? null) ? name : `under ${seen?.getAttribute('part')}`];
  });
}

async function focusIs(t: ExecutionContext, {page}: Visit, part: string, when: string): Promise<void> {
  await until(async () => (await focus(page))[0] === part).catch(() => undefined);
  t.deepEqual(await focus(page), [part, part], when);
}

const screens: Record<string, BrowserContextOptions> = {
  'a desktop': {viewport: {width: 1366, height: 768}},
  'a phone': {viewport: {width: 390, height: 844}},
  '400 % zoom': {viewport: {width: 320, height: 256}, deviceScaleFactor: 4},
  'forced colours': {viewport: {width: 1366, height: 768}, forcedColors: 'active', colorScheme: 'dark'},
};

for (const [name, options] of Object.entries(screens)) {
  test(`is used from opening to closing with the keyboard and a screen reader: ${name}`, async t => {
    t.timeout(90_000);
    const visit = await site.visit(t, options);
    const {page, chat, asked, answer} = visit;
    answer(() => undefined);
    const isModal = (options.viewport?.width ?? 0) < 480;
    const press = (key: string) => page.keyboard.press(key);

    // Open.
    await chat.launcher.waitFor();
    t.deepEqual(await violationsOf(page), [], 'closed');
    await press('Tab');
    await focusIs(t, visit, 'launcher', 'before opening');
    await press('Enter');
    await focusIs(t, visit, 'input', 'after opening');
    await page.getByRole('dialog', {name: 'Willow Street Clinic'}).waitFor();
    await page.getByRole('button', {name: 'More'}).waitFor();
    t.is(await page.getByRole('textbox', {name: 'Write a message'}).count(), 1);
    t.is(await page.getByRole('log', {name: 'Conversation'}).count(), 1);
    t.is(await chat.panel.evaluate(panel => panel.matches(':modal')), isModal);
    for (const role of ['banner', 'contentinfo'] as const) t.is(await page.getByRole(role).count(), 0);
    t.deepEqual(await violationsOf(page), [], 'open');

    // Send and read.
    await page.keyboard.type('Are you open?');
    await press('Enter');
    await focusIs(t, visit, 'input', 'after sending');
    const hours = await asked('Are you open?');
    hours.say('**We are**, from 8 to 6. Call (555) 555-0142. ');
    await chat.replies.getByText('We are').waitFor();
    hours.end({choices: ['And today?', 'Where?']});
    await until(async () => (await chat.heard()).length === 1);
    t.deepEqual(await chat.heard(), ['AI assistant: We are, from 8 to 6. Call (555) 555-0142.']);
    t.is(await page.getByRole('link', {name: '(555) 555-0142'}).count(), name === '400 % zoom' ? 2 : 2);
    await focusIs(t, visit, 'input', 'after a reply');

    // Choose.
    const choice = page.getByRole('button', {name: 'And today?'});
    await choice.focus();
    await focusIs(t, visit, 'choice', 'on a choice');
    t.deepEqual(await violationsOf(page), [], 'with choices');
    await press('Enter');
    const today = await asked('And today?');
    await focusIs(t, visit, 'input', 'after choosing');

    // Stop.
    today.say('Today we ');
    const stop = page.getByRole('button', {name: 'Stop'});
    await stop.focus();
    await focusIs(t, visit, 'stop', 'on stop');
    await press('Enter');
    await chat.error.getByText('Stopped.').waitFor();
    await focusIs(t, visit, 'input', 'after stopping');
    await until(async () => (await chat.heard()).at(-1) === 'Stopped.');

    // Retry.
    await page.getByRole('button', {name: 'Try again'}).focus();
    await focusIs(t, visit, 'retry', 'on try again');
    await press('Enter');
    const again = await asked('And today?');
    await focusIs(t, visit, 'input', 'after trying again');
    again.say('Until 6.');
    again.end();
    await until(async () => (await chat.heard()).at(-1) === 'AI assistant: Until 6.');

    // Emergency.
    await page.keyboard.type('My chest hurts and I cannot breathe');
    await press('Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    t.regex((await alert.textContent()) ?? '', /Emergency.*call 911 now.*Call 911/s);
    await page.getByRole('link', {name: 'Call 911'}).focus();
    await focusIs(t, visit, 'call', 'on the number to call');
    t.deepEqual(await violationsOf(page), [], 'with an alarm');
    (await asked('My chest hurts and I cannot breathe')).end();

    // Hand-off.
    await chat.input.focus();
    await sayAsPerson(visit, 'Hello, this is Dana.');
    await until(async () => (await chat.heard()).at(-1) === 'Dana: Hello, this is Dana.');
    await focusIs(t, visit, 'input', 'when a person writes');

    // Clear.
    await page.getByRole('button', {name: 'More'}).focus();
    await press('Enter');
    await focusIs(t, visit, 'download', 'in the menu');
    await press('Escape');
    await focusIs(t, visit, 'menu', 'out of the menu');
    await press('Enter');
    await page.getByRole('button', {name: 'Delete conversation'}).focus();
    await press('Enter');
    await focusIs(t, visit, 'keep', 'before deleting');
    t.is(await page.getByRole('group', {name: 'Delete conversation'}).count(), 1);
    t.deepEqual(await violationsOf(page), [], 'before deleting');
    await page.getByRole('button', {name: 'Delete conversation'}).focus();
    await press('Enter');
    await until(async () => (await chat.questions.count()) === 0);
    t.is((await chat.heard()).at(-1), 'The conversation is deleted.');
    await focusIs(t, visit, 'menu', 'after deleting');

    // Close.
    await press('Escape');
    await focusIs(t, visit, 'launcher', 'after closing');
    t.is(await page.getByRole('dialog').count(), 0);
  });
}

async function sayAsPerson({page, app}: Visit, text: string): Promise<void> {
  const session = await page.evaluate(() => {
    const [key = ''] = Object.keys(localStorage).filter(name => name.startsWith('plaintalk:2:['));
    return JSON.parse(localStorage.getItem(key) ?? '{}').sessionId;
  });
  await fetch(`${app.url}/admin/sessions/${session}/reply`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({text, name: 'Dana'}),
  });
}

test('has no fault in the dark, from right to left, and where it stands in the page', async t => {
  const html = `<!doctype html><html lang="ar" dir="rtl"><meta name="viewport" content="width=device-width"><title>عيادة</title><main><h1>عيادة</h1>
    <plaintalk-widget position="inline" clinic-id="demo" api-url="{API}"></plaintalk-widget></main><script src="{API}/widget.js"></script></html>`;
  const {page, chat} = await site.visit(t, {html, colorScheme: 'dark', viewport: {width: 390, height: 844}});
  await page.getByRole('textbox', {name: 'اكتب رسالة'}).waitFor();
  await chat.ask('مرحبا');
  await chat.replies.waitFor();
  await chat.ask('My chest hurts and I cannot breathe');
  await chat.alarm.waitFor();
  t.deepEqual(await violationsOf(page), []);
  t.is(await chat.widget.locator('.root').getAttribute('dir'), 'rtl');
  t.is(await page.getByRole('region', {name: 'Willow Street Clinic'}).count(), 1);
});

for (const [width, height] of [
  [320, 256],
  [342, 192],
  [640, 160],
] as const) {
  test(`leaves the conversation two fifths of ${width} × ${height}`, async t => {
    const {page, chat} = await site.visit(t, {viewport: {width, height}});
    await chat.launcher.click();
    await chat.ask('One\nTwo\nThree\nFour\nFive\nSix');
    await chat.replies.waitFor();
    await chat.input.fill('One\nTwo\nThree\nFour\nFive\nSix');
    const log = (await chat.log.boundingBox()) ?? {height: 0};
    const header = await chat.log.locator('[part=header]').boundingBox();
    const words = log.height - (header?.height ?? 0);
    t.true(words >= 0.4 * height, `${words} of ${height}`);
    for (const part of ['input', 'send', 'close']) {
      const box = (await chat.widget.locator(`[part=${part}]`).boundingBox()) ?? {
        x: -1,
        y: -1,
        width: 0,
        height: 0,
      };
      t.true(box.x >= 0 && box.x + box.width <= width, part);
      t.true(part === 'input' || (box.y >= 0 && box.y + box.height <= height), part);
    }
    t.true(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    t.true(await chat.log.evaluate(element => element.scrollWidth <= element.clientWidth));
  });
}

test('makes room for a keyboard on the screen', async t => {
  const {page, chat} = await site.visit(t, {viewport: {width: 390, height: 700}});
  await chat.launcher.click();
  const resize = (height: number, offsetTop: number) =>
    page.evaluate(
      ([visible, top]) => {
        const viewport = visualViewport;
        if (!viewport) return;
        Object.defineProperty(viewport, 'height', {configurable: true, get: () => visible});
        Object.defineProperty(viewport, 'offsetTop', {configurable: true, get: () => top});
        viewport.dispatchEvent(new Event('resize'));
      },
      [height, offsetTop] as const,
    );
  await resize(300, 40);
  await until(async () => (await chat.panel.boundingBox())?.height === 300);
  t.is((await chat.panel.boundingBox())?.y, 40);
  t.true(((await chat.log.boundingBox())?.height ?? 0) >= 120);
  t.is(await chat.focused(), 'input', 'a keyboard that comes up leaves the focus where it is');
  await resize(700, 0);
  await until(async () => (await chat.panel.boundingBox())?.height === 700);
  t.pass();
});

test('brings up no keyboard by itself on a touch screen, and lets nothing behind it be reached', async t => {
  const {page, chat} = await site.visit(t, {
    viewport: {width: 390, height: 844},
    hasTouch: true,
    isMobile: true,
  });
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<a href="#x">Behind</a><p style="height: 3000px">Long</p>',
    );
  });
  await chat.launcher.tap();
  await until(async () => (await chat.focused()) === 'panel');
  t.true(await chat.panel.evaluate(panel => panel.matches(':modal')));
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    t.not(await page.evaluate(() => document.activeElement?.textContent), 'Behind');
  }
  await page.mouse.move(200, 820);
  await page.mouse.wheel(0, 900);
  await page.mouse.move(200, 300);
  await page.mouse.wheel(0, 900);
  t.is(await page.evaluate(() => scrollY), 0, 'what is behind does not scroll');
  // As the way back of a phone does.
  await chat.panel.evaluate(panel => panel.dispatchEvent(new Event('cancel', {cancelable: true})));
  await until(async () => !(await chat.panel.isVisible()));
  t.is(await chat.focused(), 'launcher');
});

test('follows the size of the window with the focus in place', async t => {
  const {page, chat} = await site.visit(t, {viewport: {width: 1000, height: 700}});
  await chat.launcher.click();
  t.false(await chat.panel.evaluate(panel => panel.matches(':modal')));
  await chat.send.focus();
  await page.setViewportSize({width: 390, height: 700});
  await until(() => chat.panel.evaluate(panel => panel.matches(':modal')));
  t.is(await chat.focused(), 'send');
  await page.setViewportSize({width: 1000, height: 700});
  await until(async () => !(await chat.panel.evaluate(panel => panel.matches(':modal'))));
  t.is(await chat.focused(), 'send');
  t.true(await chat.panel.isVisible());
});
