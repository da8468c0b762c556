/** As Safari 16.4, Chrome 110 and Firefox 115 are: what came later is taken away before the page begins. */
import {readdirSync, readFileSync} from 'node:fs';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

function takeAway(): void {
  const later: [object, string[]][] = [
    [HTMLElement.prototype, ['popover', 'showPopover', 'hidePopover', 'togglePopover', 'onbeforetoggle']],
    [String.prototype, ['toWellFormed', 'isWellFormed']],
    [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf']],
    [Element.prototype, ['moveBefore', 'checkVisibility', 'setHTMLUnsafe']],
    [globalThis, ['CloseWatcher', 'requestIdleCallback', 'trustedTypes', 'Iterator', 'scheduler']],
    [URL, ['canParse', 'parse']],
    [Promise, ['withResolvers', 'try']],
    [Object, ['groupBy']],
    [Array, ['fromAsync']],
    [AbortSignal, ['any']],
    [Intl, ['Segmenter', 'DurationFormat']],
  ];
  for (const [owner, names] of later) for (const name of names) Reflect.deleteProperty(owner, name);
  const {replaceSync} = CSSStyleSheet.prototype;
  CSSStyleSheet.prototype.replaceSync = function (css) {
    const unknown = /light-dark(?=\()|:popover-open|field-sizing|@starting-style|text-wrap|interpolate-size/g;
    replaceSync.call(this, css.replace(unknown, 'unheard-of'));
  };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is seen, readable and usable in an older browser, ${colorScheme}`, async t => {
    const {page, chat} = await site.visit(t, {
      before: takeAway,
      colorScheme,
      viewport: {width: 1000, height: 700},
    });
    await chat.launcher.click();
    t.is(await chat.focused(), 'input');
    t.true(await chat.panel.isVisible());
    const height = async () => (await chat.input.boundingBox())?.height ?? 0;
    const one = await height();
    await page.keyboard.type('One');
    for (const line of ['Two', 'Three']) {
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type(line);
    }
    t.true((await height()) >= one + 40, 'the box grows with its lines');
    await page.keyboard.press('Enter');
    await chat.replies.getByText('echo: One').waitFor();
    t.is(await height(), one);
    const colours = (part: string) =>
      chat.widget
        .locator(`[part~=${part}]`)
        .last()
        .evaluate(element => {
          const {color, backgroundColor} = getComputedStyle(element);
          return [color, backgroundColor];
        });
    const isDark = colorScheme === 'dark';
    t.deepEqual(
      await colours('agent-bubble'),
      isDark ? ['rgb(238, 238, 238)', 'rgb(38, 45, 48)'] : ['rgb(17, 34, 34)', 'rgb(239, 243, 242)'],
    );
    t.deepEqual(
      await colours('user-bubble'),
      isDark ? ['rgb(0, 34, 34)', 'rgb(85, 204, 187)'] : ['rgb(255, 255, 255)', 'rgb(0, 119, 102)'],
    );
    t.is((await colours('panel'))[1], isDark ? 'rgb(22, 27, 29)' : 'rgb(255, 255, 255)');
    await page.keyboard.press('Escape');
    await until(async () => (await chat.focused()) === 'launcher');
    t.false(await chat.panel.isVisible());
  });
}

test('says a theme of its own in an older browser', async t => {
  const html = `<!doctype html><html lang="en"><title>A</title><plaintalk-widget theme="dark" clinic-id="demo" api-url="{API}"></plaintalk-widget><script src="{API}/widget.js"></script></html>`;
  const {chat} = await site.visit(t, {html, before: takeAway, colorScheme: 'light'});
  await chat.launcher.click();
  t.is(await chat.panel.evaluate(panel => getComputedStyle(panel).backgroundColor), 'rgb(22, 27, 29)');
});

test('is a modal dialog on a small screen of an older browser', async t => {
  const {page, chat} = await site.visit(t, {before: takeAway, viewport: {width: 390, height: 700}});
  await chat.launcher.click();
  t.true(await chat.panel.evaluate(panel => panel.matches(':modal')));
  t.deepEqual(await chat.panel.boundingBox(), {x: 0, y: 0, width: 390, height: 700});
  await page.keyboard.press('Escape');
  await until(async () => !(await chat.panel.isVisible()));
  t.is(await chat.focused(), 'launcher');
});

test('the scripts say nothing that came later', t => {
  const folder = `${root}dist/widget/`;
  for (const file of readdirSync(folder).filter(name => name.endsWith('.js'))) {
    const code = readFileSync(folder + file, 'utf8');
    const later =
      /\.(?:toWellFormed|isWellFormed|canParse|withResolvers|groupBy|fromAsync)\(|AbortSignal\.any|\/[a-z]*v[a-z]*(?=[,;).])(?<=\/[dgimsuyv]*)|\bimport\.meta|^\s*(?:import|export)\s/m;
    t.false(later.test(code.replace(/'[^']*'|"[^"]*"/g, '""')), file);
  }
});
