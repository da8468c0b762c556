/** What a page costs the browser that shows it, by the browser's own count of its main thread's time. */
import {type Browser, type CDPSession, chromium, type Page} from 'playwright-core';

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc'],
  });
}

/** `box`: waits for a place to write in. */
export async function load(
  browser: Browser,
  url: string,
  slow: number,
  wanted: 'script' | 'heap',
  box = false,
): Promise<number> {
  const {page, cdp, close} = await open(browser, slow);
  await page.goto(url, {waitUntil: 'networkidle'});
  if (box) await page.locator('textarea, input, [contenteditable=true]').first().waitFor({timeout: 20_000});
  if (wanted === 'heap') await page.evaluate('gc()');
  const value = await metric(cdp, wanted === 'heap' ? 'JSHeapUsedSize' : 'ScriptDuration');
  await close();
  return wanted === 'heap' ? value : value * 1000;
}

export async function open(
  browser: Browser,
  slow: number,
): Promise<{page: Page; cdp: CDPSession; close: () => Promise<void>}> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable', {timeDomain: 'threadTicks'});
  if (slow > 1) await cdp.send('Emulation.setCPUThrottlingRate', {rate: slow});
  return {page, cdp, close: () => context.close()};
}

export async function metric(cdp: CDPSession, name: string): Promise<number> {
  const {metrics} = await cdp.send('Performance.getMetrics');
  return metrics.find(metric => metric.name === name)?.value ?? 0;
}
