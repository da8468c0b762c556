import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {type BrowserContext, type BrowserContextOptions, chromium, type Page} from 'playwright-core';

export const launchArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium of the test's own, as one visitor has it: its pages share storage. Closed when the test ends. */
export async function openBrowser(
  t: ExecutionContext,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const browser = await chromium.launch({executablePath: chromiumPath(), args: launchArgs});
  t.teardown(() => browser.close());
  const context = await browser.newContext({reducedMotion: 'reduce', ...options});
  // tsx wraps named functions in a helper that a page, where the tests' functions go as text, does not have.
  await context.addInitScript('globalThis.__name = value => value');
  context.setDefaultTimeout(20_000);
  return context;
}

/** A page at the address; a test in whose page a script has thrown, fails. */
export async function openPage(t: ExecutionContext, context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', error => t.fail(`in the page: ${error.stack}`));
  await page.goto(url);
  return page;
}

export function chromiumPath(): string {
  return pathOf('CHROMIUM_PATH', ['google-chrome', 'chromium-browser', 'chromium']);
}

export function firefoxPath(): string {
  return pathOf('FIREFOX_PATH', ['firefox-esr', 'firefox']);
}

/** The one that the variable names, or else the first in `PATH`. */
function pathOf(variable: string, names: string[]): string {
  const given = process.env[variable];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.flatMap(folder => names.map(name => join(folder, name))).find(isExecutable);
  const need = names.at(-1);
  if (!path) throw new Error(`No ${need}: set ${variable}, or run node scripts/setup.js ${need}`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run
  }
}
