import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, systemBrowser, watchPage } from '../rig/browser.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const executable = systemBrowser('The first start in a browser');

describe.skipIf(executable === null)('the first start', () => {
  const folder = temporaryFolder('first-start');
  let service: RunningService;
  let browser: Browser;
  beforeAll(async () => {
    service = await startService(folder.path, { HUIYIN_ADMIN_KEY: '' });
    browser = await openBrowser(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  it('goes from the set-up link to a key, the sample and its summary, in Chinese and English', {
    timeout: 60_000,
  }, async () => {
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    const complaints = watchPage(page, service.url);
    const link = service.setupLink();
    expect(link).toBeDefined();

    await page.goto(link!);
    await page.fill('#workspace', '第一个工作区 <b>x</b>');
    await page.click('#form button[type=submit]');
    await page.waitForSelector('#result:not([hidden])');
    const key = await page.textContent('#key');
    expect(key).toMatch(/^hy_/);
    expect(page.url()).toBe(`${service.url}/setup`);

    await page.goto(`${service.url}/`);
    await page.click('button:has-text("加载示例数据")');
    await page.waitForSelector('.ant-table-row >> nth=8', { timeout: 30_000 });
    expect(await page.textContent('header')).toContain('第一个工作区 <b>x</b>');
    expect(await page.textContent('main')).toContain('评论数');
    await page.click('header .ant-select');
    await page.click('.ant-select-item-option:has-text("English")');
    await page.waitForSelector('text=Coverage');
    expect(complaints).toEqual([]);
  });

  it('lets the set-up link work once', async () => {
    const token = new URL(service.setupLink()!).hash.slice('#token='.length);
    const answer = await service.call('POST', '/v1/setup', { token, workspace: 'another', taxonomy: 'cx' });
    expect([answer.status, answer.body.code]).toEqual([409, 'setup_done']);
  });

  it('shows the documentation of the interface without a request to anywhere else', { timeout: 60_000 }, async () => {
    const page = await browser.newPage();
    const complaints = watchPage(page, service.url);
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock', { timeout: 30_000 });
    expect(await page.locator('.opblock').count()).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
  });
});
