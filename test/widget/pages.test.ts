import type {Page} from 'playwright-core';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {chatIn} from './chat.ts';
import {hostilePages, pageOf} from './pages.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const viewport = {width: 1000, height: 700};

/** The part of the widget that is hit in the middle of another part; what is above it otherwise. */
function hit(page: Page, part: string): Promise<string> {
  return page.evaluate(name => {
    const {shadowRoot} = document.querySelector('plaintalk-widget') ?? {};
    const {
      x = -1,
      y = -1,
      width = 0,
      height = 0,
    } = shadowRoot?.querySelector(`[part~=${name}]`)?.getBoundingClientRect() ?? {};
    const outer = document.elementFromPoint(x + width / 2, y + height / 2);
    const inner = outer?.shadowRoot?.elementFromPoint(x + width / 2, y + height / 2);
    return inner?.closest('[part]')?.getAttribute('part') ?? `${outer?.nodeName}`;
  }, part);
}

/** What a visitor cannot do on this page; nothing, if all is well. */
async function faults(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  const chat = chatIn(page);
  const expect = (isRight: boolean, what: string) => {
    if (!isRight) wrong.push(what);
  };
  await page.evaluate(() => scrollTo(0, 1200));
  await until(async () => (await chat.launcher.count()) > 0);
  const {x, y, width, height} = (await chat.launcher.boundingBox()) ?? {x: 0, y: 0, width: 0, height: 0};
  expect(width > 55 && width < 65 && height > 55 && height < 65, `the button is ${width} × ${height}`);
  const [right, bottom] = [viewport.width - x - width, viewport.height - y - height];
  expect(
    right >= 15 && right <= 40 && bottom >= 15 && bottom <= 40,
    `the button is ${right}, ${bottom} from the corner`,
  );
  expect((await hit(page, 'launcher')) === 'launcher', `the button is under ${await hit(page, 'launcher')}`);
  const below = await page.evaluate(() => document.elementFromPoint(60, 60)?.localName);
  expect(below !== 'plaintalk-widget', 'the element takes clicks that are not its own');
  await page.mouse.click(x + width / 2, y + height / 2);
  await until(() => chat.panel.isVisible());
  const panel = (await chat.panel.boundingBox()) ?? {x: 0, y: 0, width: 0, height: 0};
  expect(
    Math.round(panel.width) === 400 && panel.height > 500,
    `the panel is ${panel.width} × ${panel.height}`,
  );
  expect(
    panel.x >= 0 && panel.y >= 0 && panel.x + panel.width <= viewport.width,
    `the panel is at ${panel.x}, ${panel.y}`,
  );
  for (const part of ['input', 'send', 'close', 'log']) {
    const found = await hit(page, part);
    expect(found === part || part === 'log', `${part} is under ${found}`);
  }
  await page.keyboard.type('a b');
  expect((await chat.input.inputValue()) === 'a b', `what is written is ${await chat.input.inputValue()}`);
  const look = await chat.input.evaluate(input => {
    const {fontSize, color, visibility, letterSpacing, writingMode} = getComputedStyle(input);
    return [fontSize, color, visibility, letterSpacing, writingMode].join();
  });
  expect(
    /^1[6-9]px,rgb\((17, 34, 34|238, 238, 238)\),visible,normal,horizontal-tb$/.test(look),
    `the words are ${look}`,
  );
  await page.keyboard.press('Escape');
  await until(async () => !(await chat.panel.isVisible()));
  return wrong;
}

for (const [name, page] of Object.entries(hostilePages)) {
  test(`is seen and usable on a page with ${name}`, async t => {
    const {page: visited} = await site.visit(t, {html: pageOf(page), viewport});
    t.deepEqual(await faults(visited), []);
  });
}

for (const [name, script] of [
  ['a classic script', '<script src="{API}/widget.js"></script>'],
  ['a deferred script', '<script defer src="{API}/widget.js"></script>'],
  ['an asynchronous script', '<script async src="{API}/widget.js"></script>'],
  ['a script that comes later', '<script>setTimeout(() => import("{API}/widget.js"), 50)</script>'],
  [
    'a script in a string',
    '<script>const s = document.createElement("script"); s.src = "{API}/widget.js"; document.head.append(s)</script>',
  ],
] as const) {
  test(`is there with ${name}, and knows where it came from`, async t => {
    const html = pageOf({}, script).replace(' api-url="{API}"', '');
    const {page, chat} = await site.visit(t, {html, viewport});
    t.deepEqual(await faults(page), []);
    await chat.launcher.click();
    await chat.ask('Hello');
    await chat.replies.getByText('echo: a b').or(chat.replies.getByText('echo: Hello')).waitFor();
  });
}

test('gives the keys that are typed in it to nobody else', async t => {
  const html = `${pageOf({})}<script>
    window.hits = [];
    const isField = target => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    for (const isCapturing of [true, false])
      for (const type of ['keydown', 'keypress', 'keyup'])
        document.addEventListener(type, event => {
          if (isField(event.target) || !['s', '/', ' ', 'ArrowLeft', 'Escape'].includes(event.key)) return;
          hits.push(event.key);
          if (event.key !== 'Escape') event.preventDefault();
        }, isCapturing);
  </script>`;
  const {page, chat} = await site.visit(t, {html});
  await chat.launcher.click();
  await chat.input.pressSequentially('yes / no');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('s ');
  t.is(await chat.input.inputValue(), 'yes / ns o');
  t.deepEqual(await page.evaluate(() => Reflect.get(window, 'hits')), []);
});

test('is not printed', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.click();
  await page.emulateMedia({media: 'print'});
  t.false(await chat.launcher.isVisible());
  t.false(await chat.panel.isVisible());
});

test('can be hidden by the page that wants to', async t => {
  const {page, chat} = await site.visit(t);
  await chat.launcher.waitFor();
  await page.evaluate(() => document.querySelector('plaintalk-widget')?.toggleAttribute('hidden'));
  t.false(await chat.launcher.isVisible());
});

test('moves nothing on the page', async t => {
  const {page, chat} = await site.visit(t, {
    html: '<!doctype html><title>A</title><p>One</p><plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget><p id="two">Two</p>',
  });
  const place = () => page.evaluate(() => document.querySelector('#two')?.getBoundingClientRect().top);
  const {url} = (await site.open()).app;
  const before = await place();
  await page.addScriptTag({url: `${url}/widget.js`});
  await chat.launcher.click();
  t.is(await place(), before);
});
