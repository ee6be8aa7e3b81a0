import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What keeps people out of a page as it stands, by axe-core: serious and critical findings, with their elements. */
export async function faultsOfAccess(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate(`axe.run({ resultTypes: ['violations'] })`)) as { violations: any[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node: any) => node.html).join(' | ')}`);
}

/** The same in the theme that the page has and in the other one, in which it stays. */
export async function faultsInBothThemes(page: Page): Promise<string[]> {
  const first = await faultsOfAccess(page);
  const before = await page.evaluate<string>('document.documentElement.style.colorScheme');
  await page.locator(':is(header, .sign-in) [role="switch"]').click();
  await page.waitForFunction((old) => document.documentElement.style.colorScheme !== old, before);
  return [...first, ...(await faultsOfAccess(page))];
}
