/** What an analyst does on the page Statistics, on the real service. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOfAccess } from '../rig/axe.ts';
import { choose, type OpenPage, openBrowser, pageOpener, systemBrowser, untilStill } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('The statistics in a browser');

const dayMs = 86_400_000;
const good = ['物流很快，包装也好', '客服耐心，解决得很快', '质量不错，价格实惠'];
const bad = ['物流太慢了，等了一个星期', '客服态度差，半天不回复', '质量差，用两天就坏了'];

/** Two sources over two months, with sub-scores, authors and amounts; every third comment complains. */
const answers = Array.from({ length: 360 }, (_, i) => {
  const blames = i % 3 === 0;
  const rating = blames ? 1 + (i % 4) : 7 + (i % 4);
  return {
    source: i % 5 === 0 ? 'rival' : 'survey',
    externalId: `a-${i}`,
    channel: ['app', 'store', 'web'][i % 3]!,
    occurredAt: new Date(Date.parse('2026-08-01T10:00:00Z') + Math.floor(i / 6) * dayMs).toISOString(),
    rating,
    ratingScale: { min: 1, max: 10 },
    ratings: {
      物流: rating,
      客服: Math.max(1, rating - 1),
      ...(i % 9 === 0 ? {} : { 轻松: Math.min(10, rating + 1) }),
    },
    author: `顾客${i % 40}`,
    text: `${(blames ? bad : good)[i % 3]}，第${i}单`,
    metadata: { amount: String(20 + ((i * 37) % 500)) },
  };
});
/** Somebody who clicks ten again and again. */
const clicked = Array.from({ length: 24 }, (_, i) => ({
  source: 'survey',
  externalId: `c-${i}`,
  channel: 'web',
  occurredAt: new Date(Date.parse('2026-09-10T01:00:00Z') + i * 60_000).toISOString(),
  rating: 10,
  ratingScale: { min: 1, max: 10 },
  author: '连点者',
  text: `都很好都很好，没有别的要说了，第${i}次`,
}));

describe.skipIf(executable === null)('the statistics in the web app', () => {
  const folder = temporaryFolder('statistics-page');
  let service: RunningService;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    open = pageOpener(browser, service.url);
    await untilReady(service);
    await service.call('POST', '/v1/sample');
    await service.call('POST', '/v1/comments', { comments: [...answers, ...clicked] });
    await eventually(async () =>
      expect((await service.call('GET', '/v1/stats/summary')).body).toMatchObject({ comments: 816, pending: 0 }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  const get = async (path: string): Promise<any> => (await service.call('GET', path)).body;
  /** Comments that the address of the page chooses. */
  const opened = async (page: Page): Promise<number> =>
    (await get(`/v1/stats/summary${new URL(page.url()).search}`)).comments;
  const panel = (page: Page, title: string) => page.locator('.ant-card', { hasText: title });
  const asNumber = (shown: string | null): number => Number((shown ?? '').replaceAll(',', ''));

  it('shows the scores with their intervals, and leads to their comments', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics?source=survey');
    await page.waitForSelector('.score-cards');
    const { total } = await get('/v1/stats/scores?source=survey');
    const cards = await page.locator('.score-cards .value').allTextContents();
    expect(cards[0]).toContain(`${Math.round(1000 * total.csat.value) / 10}%`);
    expect(cards[1]).toContain(String(Math.round(total.nps.value)));
    expect(cards[2]).toBe('–');
    expect(cards[3]).toContain(String(Math.round(10 * total.index.value) / 10));
    expect(asNumber(cards[4]!)).toBe(total.n);
    expect(await page.locator('.grades li').count()).toBe(5);
    expect(await panel(page, '分组评分').locator('tbody a').allTextContents()).toEqual(
      expect.arrayContaining(['物流', '客服', '轻松']),
    );

    await page.click('.score-cards a >> nth=0');
    await page.waitForURL(/\/explore\?source=survey$/);
    await page.waitForSelector('.comment-card');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('masks what is too few, and says whether a period is better', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics?source=survey&from=2026-09-01&to=2026-09-29');
    const compared = panel(page, '与另一时段对比');
    const { items } = await get(
      '/v1/stats/compare?source=survey&from=2026-09-01&to=2026-09-29&beforeFrom=2026-08-03&beforeTo=2026-08-31',
    );
    await compared.locator('.verdict').first().waitFor();
    const word = items[0].csat.q >= 0.05 ? '无显著差异' : items[0].csat.difference > 0 ? '变好' : '变差';
    expect(await compared.locator('.verdict').first().textContent()).toContain(word);
    await page.goto(
      `${service.url}/statistics?author=${encodeURIComponent('竹影')}&rating=0&from=2026-01-01&to=2026-01-02`,
    );
    await page.waitForSelector('.too-few');
    expect(await page.locator('.score-cards').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('adds a target and takes it away', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics?source=survey');
    await untilStill(page);
    await page.click('button:has-text("新增目标")');
    await page.fill('.ant-modal input#name', '年底满意率');
    await page.fill('.ant-modal input#goal', '60');
    await page.fill('.ant-modal input#from', '2026-08-01');
    await page.fill('.ant-modal input#deadline', '2030-12-31');
    await page.click('.ant-modal .ant-btn-primary');
    const row = page.locator('.ant-table-row', { hasText: '年底满意率' });
    await row.waitFor();
    const { items } = await get('/v1/targets');
    expect(items[0]).toMatchObject({ measure: 'csat', goal: 0.6, filters: { source: ['survey'] } });
    expect(await row.textContent()).toContain('60%');
    // The table is drawn anew with its figures, which closes a question that was open.
    await untilStill(page);
    await row.locator('button:has-text("删除")').click();
    await page.click('.ant-popconfirm .ant-btn-primary');
    await row.waitFor({ state: 'detached' });
    expect((await get('/v1/targets')).items).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('adds an event, which the trend then shows', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics/trend?source=survey');
    await page.waitForSelector('.chart canvas');
    await page.click('button:has-text("新增事件")');
    await page.fill('.ant-modal input#name', '支付故障');
    await page.fill('.ant-modal input#from', '2026-08-20');
    await page.click('.ant-modal .ant-btn-primary');
    await panel(page, '业务事件').locator('.ant-table-row', { hasText: '支付故障' }).waitFor();
    expect((await get('/v1/events')).items[0]).toMatchObject({ from: '2026-08-20', to: '2026-08-20', channel: null });
    await panel(page, '平均评分与负面占比').locator('button:has-text("看表格")').click();
    const marked = page.locator('.ant-table-row', { hasText: '支付故障' }).first();
    expect(await marked.textContent()).toContain('2026-08-17');
    await marked.locator('a').first().click();
    await page.waitForURL(/from=2026-08-17&to=2026-08-23/);
    await page.goto(`${service.url}/statistics/trend?source=survey&from=2026-09-01&to=2026-09-28`);
    await panel(page, '问题占比变化').locator('.ant-table-row td:nth-child(3) a').first().click();
    await page.waitForURL(/\/explore\?label=.*from=2026-09-01&to=2026-09-28/);
    await page.waitForSelector('.comment-card');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leads from a cell of the heat map to its comments', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics/channels?source=survey');
    const cell = page.locator('.matrix td', { has: page.locator('a') }).first();
    await cell.waitFor();
    const share = await cell.locator('a').first().textContent();
    const n = asNumber(/n = ([\d,]+)/.exec((await cell.textContent())!)![1]!);
    await cell.locator('a').last().click();
    await page.waitForURL(/\/explore\?label=[a-z_.]+&channel=\w+&source=survey$/);
    expect(await opened(page)).toBe(n);
    await page.goBack();
    await cell.locator('a').first().click();
    await page.waitForURL(
      /\/explore\?mention=[a-z_.]+%3Anegative&noMention=[a-z_.]+%3Apositive&channel=\w+&source=survey$/,
    );
    expect(`${Math.round((100 * (await opened(page))) / n)}%`).toBe(share);
    await page.waitForSelector('.chips >> text=（抱怨）');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keeps an effort, and judges by the threshold', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics/drivers');
    const rows = panel(page, '改进优先级').locator('.ant-table-row');
    await rows.first().waitFor();
    const { items } = await get('/v1/stats/priorities');
    const [first] = items;
    await rows.first().locator('input').fill('0.1');
    await panel(page, '改进优先级').locator('button:has-text("保存")').click();
    await eventually(async () => expect((await get('/v1/stats/settings')).efforts).toEqual({ [first.code]: 0.1 }));
    await eventually(async () =>
      expect(await rows.first().textContent()).toContain(10 * first.lift.value >= 2 ? '值得投入' : '低于阈值'),
    );
    // The button turns until the figures have followed, and takes no click meanwhile.
    await untilStill(page);
    await page.fill('input[aria-label="ROI 阈值"]', '1000');
    await eventually(async () => expect(await rows.first().textContent()).toContain('低于阈值'));
    await panel(page, '改进优先级').locator('button:has-text("保存")').click();
    await eventually(async () => expect((await get('/v1/stats/settings')).roiThreshold).toBe(1000));
    await panel(page, '重要度与满意度四象限').locator('button:has-text("看表格")').click();
    await page.waitForSelector('.ant-tag:has-text("（推断）")');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows groups of customers, their way, and how many answers it takes', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics/segments');
    await panel(page, 'RFM').locator('.ant-table-row').nth(7).waitFor();
    await panel(page, '顾客旅程').locator('canvas').waitFor();
    await eventually(async () => expect(await page.textContent('.sample-size')).toContain('385'));
    await page.fill('input[aria-label="总体人数"]', '1000');
    await eventually(async () => expect(await page.textContent('.sample-size')).toContain('278'));

    await page.click('button:has-text("编辑阶段")');
    const stages = page.locator('.stages li');
    await stages.nth(2).waitFor();
    await stages.nth(0).locator('button[aria-label="后移"]').click();
    await stages.nth(0).locator('input').first().fill('挑选');
    await stages.nth(2).locator('button[aria-label="删除阶段"]').click();
    const dialog = await faultsOfAccess(page);
    await page.click('.ant-modal .ant-btn-primary');
    await panel(page, '满意度漏斗').locator('li a >> text=挑选').waitFor();
    const { stages: kept } = await get('/v1/stats/settings');
    expect(kept.map(({ name, labels }: any) => [name, labels])).toEqual([
      ['挑选', ['product']],
      ['渠道', ['channel']],
    ]);
    expect(dialog).toEqual([]);

    for (const [title, column] of [
      ['顾客旅程', 3],
      ['满意度漏斗', 4],
    ] as const) {
      await panel(page, title).locator('button:has-text("表格")').click();
      const count = panel(page, title).locator(`.ant-table-row >> nth=0 >> td:nth-child(${column}) a`);
      const n = asNumber(await count.textContent());
      await count.click();
      await page.waitForURL(/\/explore\?.*mention=/i);
      expect(await opened(page)).toBe(n);
      await page.goBack();
    }

    await panel(page, '流失预警').locator('.ant-table-row a').first().click();
    await page.waitForURL(/\/explore\?author=/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('compares with another source', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics/benchmark?source=survey');
    await page.click('.other-filter .ant-select >> nth=0');
    await page.click('.ant-select-item-option >> text=rival');
    await panel(page, '指标雷达图').locator('canvas').waitFor();
    await page.waitForSelector('text=对标方 72 条');
    await panel(page, '问题对比').locator('.ant-table-row td:nth-child(4) a').first().click();
    await page.waitForURL(/\/explore\?label=.*&source=rival$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('scans the data, and leaves out what is unfit', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/statistics/quality');
    await page.click('button:has-text("开始扫描")');
    await page.waitForSelector('text=/上次扫描：.*816/', { timeout: 60_000 });
    await page.click('a:has-text("上次扫描")');
    await page.waitForURL(/\/explore\?scanned=true$/);
    await page.waitForSelector('.chips >> text=最近一次检查时已有');
    expect(await opened(page)).toBe(816);
    await page.goBack();
    const line = page.locator('.ant-table-row', { hasText: '直线作答' });
    await eventually(async () => expect(asNumber(await line.locator('a').textContent())).toBe(24));
    await page.click('button[role="switch"][aria-label="统计时排除存疑数据"]');
    await page.waitForURL(/quality=without/);
    await page.waitForSelector('.chips >> text=已排除存疑数据');
    await line.locator('a').click();
    await page.waitForURL(/flag=straight_line/);
    await page.waitForSelector('.chips >> text=数据质量: 直线作答');
    await page.waitForSelector('.comment-card');

    await page.goto(`${service.url}/statistics/quality`);
    const blocked = page.locator('.ant-table-row', { hasText: '连点者' });
    await blocked.locator('button:has-text("解除")').click();
    await page.click('.ant-popconfirm .ant-btn-primary');
    await eventually(async () => expect(await blocked.textContent()).toContain('已于'));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says which sub-score asks for effort', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/statistics');
    await page.click('button[aria-label="计算设置"]');
    await choose(page, 'input#dimension', '轻松');
    await page.click('.ant-modal .ant-btn-primary');
    await page.waitForSelector('.score-cards >> text=“轻松”');
    expect((await get('/v1/stats/settings')).effort).toEqual({ dimension: '轻松', direction: 'high_is_easy' });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ['light', 1440, 'en-GB'],
    ['dark', 390, 'zh-TW'],
  ] as const)(
    'has no serious fault of access, no overflow, and words for everything (%s, %i px, %s)',
    { timeout: 120_000 },
    async (colorScheme, width, locale) => {
      const options = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 }, locale } as const;
      const { page, complaints } = await open('/', options);
      for (const tab of [
        'scores',
        'trend?from=2026-09-01&to=2026-09-28',
        'channels',
        'drivers',
        'segments',
        'benchmark',
        'quality',
      ]) {
        await page.goto(`${service.url}/statistics/${tab}`);
        await page.waitForSelector('.ant-card');
        await untilStill(page);
        expect([tab, ...(await faultsOfAccess(page)), ...complaints]).toEqual([tab]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        // A key without a text would be shown as it is.
        const shown = String(await page.evaluate('document.querySelector("main").innerText'));
        const keys = /\b[a-z]+_[a-z_0-9]+\b/.exec(shown.replaceAll('web_survey', ''));
        expect([tab, ...(keys ?? [])]).toEqual([tab]);
      }
      await page.close();
    },
  );
});
