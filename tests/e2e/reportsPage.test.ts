/** An analyst makes a report in the page, reads it, takes its files along, and has one made every month. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, openBrowser, pageOpener, systemBrowser } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('The reports page in a browser');

describe.skipIf(executable === null)('the reports page', () => {
  const folder = temporaryFolder('reports-page');
  let service: RunningService;
  let browser: Browser;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    await untilReady(service);
    await service.call('POST', '/v1/sample');
    await eventually(async () =>
      expect((await service.call('GET', '/v1/stats/summary')).body.analysed).toBeGreaterThan(400),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  it('makes, shows and hands out a report, and one every month', { timeout: 120_000 }, async () => {
    const { page, complaints } = await pageOpener(browser, service.url)('/reports');
    await choose(page, '#period', '指定日期');
    await page.fill('#from', '2026-05-01');
    await page.fill('#to', '2026-10-31');
    await page.fill('#title', '<b>半年</b>报告');
    await page.click('button:has-text("生成报告")');
    await page.waitForSelector('.ant-drawer h3 >> nth=5');
    const shown = await page.textContent('.ant-drawer');
    expect(shown).toContain('<b>半年</b>报告');
    expect(shown).toContain('查看评论');
    await page.keyboard.press('Escape');

    const file = page.waitForEvent('download');
    await page.click('.ant-table-row button:has-text("HTML")');
    const text = readFileSync(await (await file).path(), 'utf8');
    expect(text).toContain('&lt;b&gt;半年&lt;/b&gt;报告');
    expect(text).not.toContain('<b>半年');

    await page.fill('#name', '月报');
    await page.click('button:has-text("新增定期报告")');
    await page.waitForSelector('.ant-table-row >> text=月报');
    const { items } = (await service.call('GET', '/v1/report-schedules')).body;
    expect(items).toMatchObject([{ name: '月报', cadence: 'monthly' }]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
