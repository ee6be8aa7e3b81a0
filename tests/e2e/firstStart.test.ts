import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, systemBrowser, watchPage } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
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

  it('goes from the set-up link to an admin, the sample and its summary, in Chinese and English', {
    timeout: 120_000,
  }, async () => {
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    const complaints = watchPage(page, service.url);
    const link = service.setupLink();
    expect(link).toBeDefined();

    await page.goto(link!);
    await page.fill('#workspace', '第一个工作区 <b>x</b>');
    await page.fill('#name', '梅 <i>admin</i>');
    await page.fill('#login', 'mei');
    await page.fill('#password', '一个足够长的密码。。');
    await page.click('button[type=submit]');
    await page.waitForSelector('header');
    expect(page.url()).toBe(`${service.url}/`);
    await page.click('button:has-text("加载示例数据")');
    await page.waitForSelector('.ant-table-row >> nth=8', { timeout: 30_000 });
    expect(await page.textContent('header')).toContain('第一个工作区 <b>x</b>');
    expect(await page.textContent('main')).toContain('评论数');
    await page.click('header .ant-select');
    await page.click('.ant-select-item-option:has-text("English")');
    await page.waitForSelector('text=Coverage');

    // The session outlives a reload, ends when it is ended, and begins again with the password.
    await page.reload();
    await page.waitForSelector('header >> text=梅 <i>admin</i>');
    await page.click('button[aria-label="Sign out"]');
    await page.fill('#login', 'MEI');
    await page.fill('#password', '一个足够长的密码。。');
    await page.click('button[type=submit]');
    await page.waitForSelector('.ant-table-row');

    // Somebody invited chooses a password, and sees what the role allows.
    await page.click('nav a:has-text("Settings")');
    await page.fill('#name', '安');
    await page.fill('#login', 'an');
    await page.click('button:has-text("Invite")');
    const invitation = (await page.textContent('.ant-alert .key'))!.trim();

    // A program gets a key.
    await page.click('[role=tab]:has-text("API keys")');
    // The panel before it has a field of that name too, and is there for a moment.
    const create = page.locator('button:has-text("Create a key")');
    const panel = page.locator('[role=tabpanel]', { has: create });
    await panel.locator('#name').fill('shop <b>system</b>');
    await create.click();
    const key = (await panel.locator('.ant-alert .key').textContent())!.trim();
    const answer = await service.call('GET', '/v1/workspace', undefined, { authorization: `Bearer ${key}` });
    expect([answer.status, answer.body.name]).toEqual([200, '第一个工作区 <b>x</b>']);

    const guest = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    const guestComplaints = watchPage(guest, service.url);
    await guest.goto(invitation);
    await guest.fill('#password', '另一个足够长的密码。。');
    await guest.click('button[type=submit]');
    await guest.waitForSelector('header >> text=安');
    const menu = await guest.textContent('nav');
    expect([menu?.includes('评论'), menu?.includes('审核')]).toEqual([true, false]);
    expect([...complaints, ...guestComplaints]).toEqual([]);
  });

  it('says that it is set up already, and wants a token', { timeout: 60_000 }, async () => {
    const page = await browser.newPage({ locale: 'zh-CN' });
    await page.goto(service.setupLink()!);
    await page.waitForSelector('text=服务已经初始化过了');
    await page.goto(`${service.url}/invite`);
    await page.waitForSelector('text=这个地址里没有令牌');
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
    // What is far from the window is not drawn.
    const seen = new Set<string>();
    await eventually(async () => {
      for (const path of await page.locator('.opblock-summary-path').allTextContents()) seen.add(path);
      await page.evaluate('window.scrollBy(0, 600)');
      expect(seen.size).toBeGreaterThan(20);
    });
    expect(complaints).toEqual([]);
  });
});
