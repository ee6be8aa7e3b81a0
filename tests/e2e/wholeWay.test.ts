/** The whole way of the first day in one browser, in two languages: from the set-up link to an export. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, systemBrowser, watchPage } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder } from '../rig/service.ts';

const executable = systemBrowser('The whole way in a browser');

/** 「评价内容,评分\n柴油味太重了,1\n」 in GB18030. */
const gb18030 = Buffer.from('c6c0bcdbc4dac8dd2cc6c0b7d60ab2f1d3cdceb6ccabd6d8c1cb2c310a', 'hex');

const ways = [
  {
    locale: 'zh-CN',
    sample: '加载示例数据',
    veryNegative: '很负面',
    given: '指定',
    startRun: '开始分析',
    held: /^由你审核/,
    train: '立即训练',
    promote: '启用',
    rollBack: '撤回',
    product: '产品',
    rename: '修改分组名称',
    preview: '预览影响',
    previewed: '条评论中',
    publish: '发布',
    check: '检查整个文件',
    importNow: '导入 1 条评论',
    see: '查看这些评论',
    export: '导出',
  },
  {
    locale: 'en-GB',
    sample: 'Load the sample',
    veryNegative: 'very negative',
    given: 'Fixed',
    startRun: 'Start',
    held: /^Yours until/,
    train: 'Train now',
    promote: 'Put in force',
    rollBack: 'Take it back',
    product: 'Product',
    rename: 'Rename the group',
    preview: 'Preview',
    previewed: 'of the latest',
    publish: 'Publish',
    check: 'Check the whole file',
    importNow: 'Import 1 comment',
    see: 'See the comments',
    export: 'Export',
  },
];

describe.skipIf(executable === null).each(ways)('the whole way ($locale)', (way) => {
  const folder = temporaryFolder(`whole-way-${way.locale}`);
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    service = await startService(folder.path, { HUIYIN_ADMIN_KEY: '' });
    browser = await openBrowser(executable!);
    page = await (
      await browser.newContext({ locale: way.locale, viewport: { width: 1440, height: 900 }, acceptDownloads: true })
    ).newPage();
    complaints = watchPage(page, service.url);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });
  const to = (path: string) => page.goto(service.url + path);

  it('leads from the set-up link to the sample, and from a number to its comments', { timeout: 120_000 }, async () => {
    await page.goto(service.setupLink()!);
    for (const [id, value] of Object.entries({ workspace: 'w', name: 'Mei', login: 'mei' }))
      await page.fill(`#${id}`, value);
    await page.fill('#password', 'a password that is long');
    await page.click('button[type=submit]');
    await page.click(`button:has-text("${way.sample}")`);
    await page.waitForSelector('.ant-table-row >> nth=8', { timeout: 60_000 });
    await page.click(`a:has-text("${way.veryNegative}") >> nth=0`);
    await page.waitForSelector('.comment-card mark');
  });

  it('finds topics, with progress', { timeout: 120_000 }, async () => {
    await to('/topics');
    await page.click(`label:has-text("${way.given}")`);
    await page.fill('input[role="spinbutton"] >> nth=0', '4');
    await page.click(`button:has-text("${way.startRun}")`);
    await page.waitForURL(/\/topics\/[^?]+$/);
    await page.waitForSelector('.map canvas', { timeout: 60_000 });
  });

  it('reviews ten conflicts by the keyboard alone', { timeout: 120_000 }, async () => {
    await to('/review?conflict=flagged');
    const text = () => page.textContent('.bench .comment-text');
    for (let decided = 0; decided < 10; decided++) {
      await page.waitForSelector(`.bench >> text=${way.held}`);
      const old = await text();
      await page.keyboard.press('a');
      await page.waitForFunction((was) => document.querySelector('.bench .comment-text')?.textContent !== was, old);
    }
  });

  it('trains a model and puts it in force', { timeout: 120_000 }, async () => {
    await to('/models');
    await page.click(`button:has-text("${way.train}")`);
    const row = page.locator('.ant-table-row').first();
    await row.locator('td:last-child button').waitFor({ timeout: 100_000 });
    const promote = row.locator(`button:has-text("${way.promote}")`);
    // With enough decisions that never train, a model that is no worse has been put in force by itself.
    if ((await promote.count()) > 0) {
      await promote.click();
      await page.click(`.ant-popconfirm button:has-text("${way.promote}")`);
    }
    await row.locator(`button:has-text("${way.rollBack}")`).waitFor();
  });

  it('changes the taxonomy after a preview', { timeout: 120_000 }, async () => {
    await to('/settings?tab=taxonomy');
    await page.click(`.ant-tree-title >> text="${way.product}"`);
    await page.fill('#en', 'Our product');
    await page.click(`button:has-text("${way.rename}")`);
    await page.waitForSelector('.changes li');
    await page.click(`button:has-text("${way.preview}")`);
    await page.waitForSelector(`text=${way.previewed}`, { timeout: 60_000 });
    await page.click(`button:has-text("${way.publish}")`);
    await eventually(async () => expect(await page.locator('.changes li').count()).toBe(0));
  });

  it('imports a file in GB18030, and exports it again', { timeout: 120_000 }, async () => {
    await to('/import');
    const file = { name: 'ferry.csv', mimeType: 'text/csv', buffer: gb18030 };
    await page.setInputFiles('input[type=file]', file);
    await page.click(`button:has-text("${way.check}")`);
    await page.click(`button:has-text("${way.importNow}")`);
    await page.click(`a:has-text("${way.see}")`);
    await page.waitForSelector('.comment-card:has-text("柴油味太重了")');
    const download = page.waitForEvent('download');
    await page.click(`button:has-text("${way.export}")`);
    await page.click('.ant-dropdown-menu-item:has-text("CSV")');
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('柴油味太重了');
    expect(complaints).toEqual([]);
  });
});
