/**
 * What: takes screenshots of all pages in both themes and three widths into a folder.
 * When: after a change of what a person sees; look at each of them.
 * Example: npm run build && npx tsx scripts/screenshots.ts /tmp/screens
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, systemBrowser } from '../tests/rig/browser.ts';
import { adminKey, startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';

const out = process.argv[2] ?? 'screenshots';
const widths = [390, 820, 1440];
const pages = {
  overview: '/',
  explore: '/explore',
  taxonomy: '/taxonomy',
  topics: '/topics',
  keywords: '/keywords',
  scores: '/statistics',
  trends: '/statistics/trend',
  channels: '/statistics/channels',
  drivers: '/statistics/drivers',
  segments: '/statistics/segments',
  benchmark: '/statistics/benchmark?source=sample',
  dataQuality: '/statistics/quality',
  review: '/review',
  quality: '/quality',
  models: '/models',
  import: '/import',
  alerts: '/alerts',
  issues: '/issues',
  reports: '/reports',
  taxonomyEditor: '/settings?tab=taxonomy',
  webhooks: '/settings?tab=webhooks',
  settings: '/settings',
  workspace: '/settings?tab=workspace',
  setup: '/setup',
  docs: '/docs',
};

const executable = systemBrowser('The screenshots');
if (!executable) process.exit(1);
mkdirSync(out, { recursive: true });
const folder = temporaryFolder('screens');
const service = await startService(folder.path);
const browser = await openBrowser(executable);
try {
  await untilReady(service);
  await service.call('POST', '/v1/sample');
  do await new Promise((resolve) => setTimeout(resolve, 500));
  while ((await service.call('GET', '/v1/stats/summary')).body.analysed < 400);
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of widths) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale: 'zh-CN' });
      const page = await context.newPage();
      await page.goto(service.url);
      await page.evaluate((key) => sessionStorage.setItem('key', key), adminKey);
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(service.url + path);
        await page.waitForTimeout(1_500);
        await page.screenshot({ path: join(out, `${name}-${colorScheme}-${width}.png`), fullPage: name !== 'docs' });
      }
      await context.close();
    }
  console.log(`written to ${out}`);
} finally {
  await browser.close();
  await service.stop();
  folder.remove();
}
