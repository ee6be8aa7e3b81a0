/** An administrator changes the labels in the page: looks at what would move, publishes, and goes back. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, pageOpener, systemBrowser } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('The taxonomy editor in a browser');
const text = '船舱里全是柴油味，熏得头晕';

describe.skipIf(executable === null)('the taxonomy editor', () => {
  const folder = temporaryFolder('taxonomy-editor');
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    await untilReady(service);
    const comments = [{ source: 'ferry', externalId: 'f-1', text }];
    await service.call('POST', '/v1/comments?wait=true', { comments });
    ({ page, complaints } = await pageOpener(browser, service.url)('/settings?tab=taxonomy'));
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  const codes = async (): Promise<string[]> =>
    (await service.call('GET', '/v1/comments')).body.items[0].analysis.issues.map(({ code }: any) => code);

  it('adds a leaf, shows what it would win, and publishes it', { timeout: 120_000 }, async () => {
    await page.click('.ant-tree-title >> text="产品"');
    await page.click('button:has-text("新增标签")');
    const fields = {
      code: 'cabin_smell',
      zhCN: '船舱气味',
      zhTW: '船艙氣味',
      en: 'Smell in the cabin',
      describeZh: '船舱里的气味',
      describeEn: 'How the cabin smells',
      department: '船务部',
      negative: '柴油味',
      examples: '柴油味太重',
    };
    for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
    await page.click('button:has-text("写入草稿")');
    await page.waitForSelector('.changes >> text=船舱气味');
    await page.click('button:has-text("预览影响")');
    await page.waitForSelector('text=最近 1 条评论中，1 条的分析会改变');
    expect(await codes()).not.toContain('product.cabin_smell');
    await page.fill('[aria-label="本次更新说明"]', '加上船舱');
    await page.click('button:has-text("发布")');
    await page.waitForSelector('.ant-message >> text=第 1 版已启用');
    await eventually(async () => expect(await codes()).toContain('product.cabin_smell'));
    await page.waitForSelector('text=没有改动。当前使用：第 1 版');
  });

  it('leads from the preview to the comments, and back to an earlier version', { timeout: 120_000 }, async () => {
    await page.click('button:has-text("启用此版")');
    await page.click('.ant-popconfirm button:has-text("启用此版")');
    await page.waitForSelector('.ant-message >> text=第 0 版已启用');
    await eventually(async () => expect(await codes()).not.toContain('product.cabin_smell'));
    const { items } = (await service.call('GET', '/v1/comments')).body;
    await page.goto(`${service.url}/explore?comment=${items[0].id}`);
    await page.waitForSelector('.ant-drawer >> text=得分从何而来');
    expect(complaints).toEqual([]);
  });

  it('names departments in the language of the page, and keeps them as they are stored', {
    timeout: 60_000,
  }, async () => {
    const { page: english } = await pageOpener(browser, service.url)('/settings?tab=taxonomy', { locale: 'en-GB' });
    const { body } = await service.call('GET', '/v1/taxonomy');
    const { code, department, names } = body.leaves[0];
    const name = body.departmentNames[department].en;
    expect(name).not.toBe(department);
    await english.fill('[aria-label="Find in the tree"]', code);
    await english.click(`.ant-tree-title >> text="${names.en}"`);
    expect(await english.inputValue('#department')).toBe(name);
    await english.fill('#slaHours', '500');
    await english.click('button:has-text("Add to the draft")');
    await english.waitForSelector('.changes li');
    const draft = (await service.call('GET', '/v1/taxonomy/draft')).body.content;
    expect(draft.leaves.find((leaf: any) => leaf.code === code)).toMatchObject({ department, slaHours: 500 });
    await service.call('DELETE', '/v1/taxonomy/draft');
    await english.close();
  });

  it('says what is wrong with a change', { timeout: 60_000 }, async () => {
    await page.goto(`${service.url}/settings?tab=taxonomy`);
    await page.click('.ant-tree-title >> text="产品"');
    await page.click('button:has-text("新增标签")');
    await page.fill('#code', 'CABIN');
    await page.click('button:has-text("写入草稿")');
    await page.waitForSelector('.ant-form-item-explain-error >> text=编码');
  });
});
