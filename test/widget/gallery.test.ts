/**
 * Every state of the element, as `/gallery` shows it, beside the pictures in `test/widget/pictures`. The page is laid out
 * in a font of boxes, so that another machine's fonts change nothing. `UPDATE_PICTURES=1` takes them anew.
 */
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';
import {boxFont} from './box-font.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const folder = join(root, 'test/widget/pictures');
/** Of the pixels of a state, in parts of a whole, that may be otherwise: edges are drawn by another machine a little differently. */
const tolerated = 0.003;

/** Pictures are half as wide and high as the page. */
const half = 0.5;

/** All text in boxes. */
async function setFont(page: Page): Promise<void> {
  await page.evaluate(
    async bytes => {
      const font = await new FontFace('Box', Uint8Array.from(bytes)).load();
      document.fonts.add(font);
      document.body.style.fontFamily = 'Box';
      for (const widget of document.querySelectorAll<HTMLElement>('plaintalk-widget'))
        widget.style.setProperty('--plaintalk-font', 'Box');
    },
    [...boxFont()],
  );
}

type Cell = {name: string; x: number; y: number; width: number; height: number};

/** The share of each cell's pixels that differ plainly between two pictures of the page. */
function compare(page: Page, pictures: string[], cells: Cell[]): Promise<[name: string, share: number][]> {
  return page.evaluate(
    async ([sources, places]) => {
      const read = async (source: string) => {
        const bytes = Uint8Array.from(atob(source), letter => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context?.drawImage(image, 0, 0);
        return context;
      };
      const [one, other] = await Promise.all(sources.map(read));
      return places.map(({name, x, y, width, height}): [string, number] => {
        const [a, b] = [one, other].map(picture => picture?.getImageData(x, y, width, height).data ?? []);
        let different = 0;
        for (let i = 0; i < (a?.length ?? 0); i += 4) {
          const far = [0, 1, 2].some(
            channel => Math.abs((a?.[i + channel] ?? 0) - (b?.[i + channel] ?? 0)) > 40,
          );
          if (far) different++;
        }
        return [name, different / (width * height)];
      });
    },
    [pictures, cells] as const,
  );
}

for (const [sheet, query] of Object.entries({
  light: 'theme=light',
  dark: 'theme=dark&width=300',
  'right-to-left': 'theme=light&locale=ar',
  floating: 'theme=light&place=floating',
})) {
  test(`every state looks as it did, ${sheet}`, async t => {
    t.timeout(60_000);
    const {page} = await site.visit(t, {
      isClosed: true,
      path: '/gallery',
      viewport: {width: 1840, height: 1000},
      deviceScaleFactor: half,
      timezoneId: 'UTC',
      locale: 'en-US',
    });
    const {app} = await site.open();
    await page.clock.setFixedTime('2026-11-26T12:00:00Z');
    await page.goto(`${app.url}/gallery?${query}`);
    await page.locator('html[data-ready]').waitFor();
    await setFont(page);
    const sections = page.locator('main > section');
    const isFloating = query.includes('floating');
    if (!isFloating) await page.locator('[clinic-id=offline] [part=error]').waitFor();
    // All parts are there, and each conversation is seen from its end.
    await page.waitForFunction(() => {
      const roots = Array.from(document.querySelectorAll('plaintalk-widget'), widget => widget.shadowRoot);
      const isWhole = roots.every(
        root =>
          (root?.querySelector('[part=menu]') || root?.querySelector('[aria-expanded=false]')) &&
          root.querySelector('.root[lang]')?.matches(`[lang=${document.documentElement.dir ? 'ar' : 'en'}]`),
      );
      for (const root of roots) {
        const log = root?.querySelector('[part=log]');
        log?.scrollTo(0, log.scrollHeight);
      }
      return isWhole;
    });
    await page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    await page.evaluate(() => {
      for (const {shadowRoot} of document.querySelectorAll('plaintalk-widget')) {
        const log = shadowRoot?.querySelector('[part=log]');
        log?.scrollTo(0, log.scrollHeight);
      }
    });
    const cells = await sections.evaluateAll(
      (list, scale) =>
        list.map(section => {
          const {x, y, width, height} = section.getBoundingClientRect();
          const name = section.querySelector('h2')?.textContent ?? '';
          const [left, top, wide, high] = [x, y + scrollY, width, height].map(n => Math.round(n * scale));
          return {name, x: left ?? 0, y: top ?? 0, width: wide ?? 0, height: high ?? 0};
        }),
      half,
    );
    t.is(cells.length, isFloating ? 2 : 19);
    const picture = await page.screenshot({fullPage: true, animations: 'disabled', caret: 'hide'});
    const file = join(folder, `${sheet}.png`);
    if (process.env['UPDATE_PICTURES']) {
      await mkdir(folder, {recursive: true});
      await writeFile(file, picture);
    }
    const known = await readFile(file, 'base64');
    const shares = await compare(page, [picture.toString('base64'), known], cells);
    const changed = shares.filter(([, share]) => share > tolerated);
    if (changed.length > 0) await writeFile(join(root, `.tests/${sheet}.png`), picture);
    t.deepEqual(changed, [], `the new picture is .tests/${sheet}.png`);
  });
}

test('a state that looks otherwise is noticed', async t => {
  const {page} = await site.visit(t, {isClosed: true, path: '/gallery'});
  const cell = {name: 'one', x: 0, y: 0, width: 100, height: 100};
  const take = async (style: string) => {
    await page.setContent(`<body style="margin:0"><p style="${style}">`);
    return (await page.screenshot({clip: cell})).toString('base64');
  };
  const pictures = [await take('margin:0;width:50px;height:8px;background:#000'), await take('')];
  t.deepEqual(await compare(page, pictures, [cell]), [['one', 0.04]]);
});
