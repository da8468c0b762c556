import {readFileSync} from 'node:fs';
import type {AxeResults} from 'axe-core';
import type {Page} from 'playwright-core';

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds wrong on the page as it is now: a rule, and where. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  // In forced colours the colours are the visitor's; axe takes them for ours.
  const isForced = await page.evaluate<boolean>("matchMedia('(forced-colors: active)').matches");
  const rules = isForced ? "{rules: {'color-contrast': {enabled: false}}}" : '{}';
  const {violations}: AxeResults = await page.evaluate(`axe.run(${rules})`);
  return violations.flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target.join(' ')}`));
}
