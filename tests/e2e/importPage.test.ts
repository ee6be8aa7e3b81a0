/** From a file on the analyst's disk to its comments in the page, on the real service. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose, type OpenPage, openBrowser, pageOpener, systemBrowser } from '../rig/browser.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('The import wizard in a browser');

/** 「评价内容,评分,门店\n物流太慢了,2,朝阳店\n服务很好,五,朝阳店\n送得很快,10,海淀店\n」 in GB18030. */
const gb18030 = Buffer.from(
  'c6c0bcdbc4dac8dd2cc6c0b7d62cc3c5b5ea0aceefc1f7ccabc2fdc1cb2c322cb3afd1f4b5ea0a' +
    'b7fecef1badcbac32ccee52cb3afd1f4b5ea0acbcdb5c3badcbfec2c31302cbaa3b5edb5ea0a',
  'hex',
);

const languages = [
  {
    locale: 'zh-CN',
    file: '门店评价.csv',
    check: '检查整个文件',
    readable: '2 行可以导入',
    wrong: '值的类型不对。此处为“五”。',
    go: '导入 2 条评论',
    see: '查看这些评论',
    feeds: '作为: 门店',
    leftOut: '不导入',
  },
  {
    locale: 'en-GB',
    file: 'stores.csv',
    check: 'Check the whole file',
    readable: '2 rows can be imported',
    wrong: 'such as a word for a number. It says “五”.',
    go: 'Import 2 comments',
    see: 'See the comments',
    feeds: 'Becomes: 门店',
    leftOut: 'Left out',
  },
];

describe.skipIf(executable === null)('the import wizard', () => {
  const folder = temporaryFolder('import-page');
  let service: RunningService;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    open = pageOpener(browser, service.url);
    await untilReady(service);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  it.each(languages)(
    'takes a GB18030 file, tells its bad row, and leads to the comments ($locale)',
    { timeout: 120_000 },
    async ({ locale, file, check, readable, wrong, go, see, feeds, leftOut }) => {
      const { page, complaints } = await open('/import', { locale });
      await page.setInputFiles('input[type=file]', { name: file, mimeType: 'text/csv', buffer: gb18030 });
      await page.waitForSelector('text=/CSV.*gb18030/');
      expect(await page.textContent('.ant-card')).toContain('物流太慢了');
      // The best of the ratings is 10, so they are read on ten points; the store is left out.
      expect(await page.inputValue('input[role=spinbutton] >> nth=1')).toBe('10');
      await choose(page, `[aria-label="${feeds}"]`, leftOut);
      await page.click(`button:has-text("${check}")`);
      await page.waitForSelector(`text=${readable}`);
      await page.waitForSelector(`.ant-table-row:has(td:text-is("3")) >> text=${wrong}`);
      await page.click(`button:has-text("${go}")`);
      await page.click(`a:has-text("${see}")`);
      await page.waitForSelector('.comment-card >> nth=1');
      const source = file.replace('.csv', '');
      const { items } = (await service.call('GET', `/v1/comments?source=${encodeURIComponent(source)}`)).body;
      expect(
        items.map(({ text, rating, ratingScale, metadata }: any) => [text, rating, ratingScale.max, metadata]),
      ).toEqual(
        expect.arrayContaining([
          ['物流太慢了', 2, 10, undefined],
          ['送得很快', 10, 10, undefined],
        ]),
      );
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('says what a file lacks, and lists what was imported', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/import');
    await page.waitForSelector('text=/新增 2 条.*拒绝 1 条/');
    const upload = (name: string, text: string) =>
      page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await upload('甲.csv', '甲,乙\n一,二\n');
    await page.waitForSelector('text=请选择哪一列是评论正文');
    expect(await page.isDisabled('button:has-text("检查整个文件")')).toBe(true);
    await page.click('button:has-text("换一个文件")');
    await page.waitForSelector('.ant-upload-drag');
    expect(complaints).toEqual([]);
    await upload('乙.csv', '');
    await page.waitForSelector('.ant-alert >> text=文件是空的。');
    await page.click('.ant-alert summary');
    await page.waitForSelector('.ant-alert >> text=/empty/');
    await upload('丙.csv', '评价内容,评分\n物流太慢,1\n"味道不错,5\n');
    await page.waitForSelector('.ant-alert >> text=第 3 行的单元格以引号开头，但引号没有闭合。');
    await page.close();
  });
});
