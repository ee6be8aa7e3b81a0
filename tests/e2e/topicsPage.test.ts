/** What an analyst does on the pages Topics and Keywords, on the real service. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsInBothThemes } from '../rig/axe.ts';
import { type OpenPage, openBrowser, pageOpener, systemBrowser, untilStill } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('Topics and keywords in a browser');

/** Comments that no leaf covers, of two things that have nothing to do with each other. */
const strange = Array.from({ length: 119 }, (_, i) => ({
  source: 'strange',
  externalId: `s-${i}`,
  channel: i % 3 === 0 ? 'store' : 'app',
  occurredAt: `2026-10-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00Z`,
  text: `今天在说${i % 2 === 0 ? '星座和运势，还有水瓶、双鱼' : '鹦鹉和羽毛，还有笼子、站杆'}，第${i}次`,
}));

describe.skipIf(executable === null)('topics and keywords in the web app', () => {
  const folder = temporaryFolder('topics-page');
  let service: RunningService;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    open = pageOpener(browser, service.url);
    await untilReady(service);
    await service.call('POST', '/v1/sample');
    await service.call('POST', '/v1/comments', { comments: strange });
    await eventually(async () =>
      expect((await service.call('GET', '/v1/stats/summary')).body).toMatchObject({ comments: 551, pending: 0 }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  const get = async (path: string): Promise<any> => (await service.call('GET', path)).body;
  /** The number at the end of a text like 「查看这 87 条评论」. */
  const numberIn = (text: string | null): number => Number(/[\d,]+/.exec(text ?? '')![0].replaceAll(',', ''));

  it('leads from a run with its progress over the map to the comments of a topic', { timeout: 180_000 }, async () => {
    const { page, complaints } = await open('/topics?source=sample');
    await page.click('label:has-text("指定")');
    await page.fill('input[role="spinbutton"] >> nth=0', '5');
    await page.click('button:has-text("开始分析")');
    await page.waitForURL(/\/topics\/[^?]+\?source=sample$/);
    await page.waitForSelector('.map canvas', { timeout: 60_000 });
    const id = new URL(page.url()).pathname.split('/')[2]!;
    const { topics, filters } = await get(`/v1/topics/${id}`);
    expect(filters).toEqual({ source: ['sample'] });
    expect(await page.locator('button.name').allTextContents()).toEqual(
      topics.map(({ n, name }: any) => `${n + 1}. ${name}`),
    );

    // A click on the third bubble shows the third topic: where it lies follows from the map's own numbers.
    const box = (await page.locator('.map canvas').boundingBox())!;
    const [x, y] = placeOf(topics, 2, box);
    await page.mouse.click(x, y);
    await page.waitForSelector(`h2:has-text("3. ${topics[2].name}")`);

    // λ = 1 ranks by probability, λ = 0 by what is the topic's own.
    const words = () => page.locator('.lambda + * tbody a').allTextContents();
    await page.locator('.lambda [role="slider"]').focus();
    await page.keyboard.press('End');
    await eventually(async () =>
      expect((await words()).slice(0, 5)).toEqual(topics[2].words.slice(0, 5).map(({ term }: any) => term)),
    );
    await page.keyboard.press('Home');
    const own = topics[2].rankedWords.toSorted((a: any, b: any) => b.lift - a.lift);
    await eventually(async () => expect((await words())[0]).toBe(own[0].term));

    const link = page.locator('.topic-head a');
    const told = numberIn(await link.textContent());
    await link.click();
    await page.waitForURL(new RegExp(`/explore\\?topic=${id}\\.2$`));
    await page.waitForSelector('.comment-card');
    await page.waitForSelector(`.chips >> text=${topics[2].name}`);
    const { items } = await get(`/v1/comments?topic=${id}.2&limit=200`);
    expect(items.length).toBe(told);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows what became of the topics of another run', { timeout: 120_000 }, async () => {
    const { items } = await get('/v1/topics');
    const before = items.find(({ status }: any) => status === 'succeeded');
    const { body } = await service.call('POST', '/v1/topics', { k: 7, filters: { source: ['sample'] } });
    await eventually(async () => expect((await get(`/v1/topics/${body.id}`)).status).toBe('succeeded'));
    const { page, complaints } = await open(`/topics/${body.id}`);
    await page.click('.run-choice');
    await page.click('.ant-select-item-option >> nth=0');
    const { fates } = await get(`/v1/topics/${body.id}/comparison?with=${before.id}`);
    const kept = fates.filter(({ fate }: any) => fate === 'kept').length;
    await page.waitForSelector(`.ant-card:has-text("与另一次分析比较") .ant-tag:has-text("延续 ${kept}")`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('cancels a run, and removes it', { timeout: 120_000 }, async () => {
    const { body } = await service.call('POST', '/v1/topics', { k: 200 });
    const { page, complaints } = await open(`/topics/${body.id}`);
    await page.waitForSelector('[role="progressbar"]');
    await page.click('button:has-text("取消分析")');
    await page.waitForSelector('text=这次分析已取消');
    expect(await get(`/v1/topics/${body.id}`)).toMatchObject({ status: 'cancelled' });
    await page.click('.run-head a:has-text("主题")');
    const row = page.locator('.ant-table-row', { hasText: '已取消' });
    await row.locator('button:has-text("删除")').click();
    await page.click('.ant-popconfirm button:has-text("删除")');
    await row.waitFor({ state: 'detached' });
    expect((await service.call('GET', `/v1/topics/${body.id}`)).status).toBe(404);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('makes a suggested leaf a draft, and runs by schedule', { timeout: 180_000 }, async () => {
    const { page, complaints } = await open('/topics/suggestions?source=strange');
    await page.click('button:has-text("寻找新标签")');
    await page.waitForSelector('button:has-text("采纳")', { timeout: 60_000 });
    const dismissed = async () => {
      const [{ id }] = (await get('/v1/topics')).items;
      return (await get(`/v1/topics/${id}/suggestions`)).items.filter((item: any) => item.dismissed).length;
    };
    await page.click('button:has-text("忽略") >> nth=0');
    await page.click('button:has-text("显示已忽略的 1 个")');
    expect(await dismissed()).toBe(1);
    await page.click('button:has-text("恢复")');
    await eventually(async () => expect(await dismissed()).toBe(0));
    await page.click('button:has-text("采纳") >> nth=0');
    await page.fill('#names_zh-CN', '闲谈');
    await page.fill('#department', '客服部');
    await page.click('#parent');
    await page.keyboard.press('Enter');
    await page.click('.ant-modal-footer .ant-btn-primary');
    await page.waitForSelector('.ant-tag:has-text("已采纳")');
    const [run] = (await get('/v1/topics')).items;
    const { items } = await get(`/v1/topics/${run.id}/suggestions`);
    expect(items.filter(({ draftId }: any) => draftId !== null).length).toBe(1);

    await page.goto(`${service.url}/topics/${run.id}`);
    await page.click('button:has-text("设为定期分析")');
    await page.fill('.ant-modal input >> nth=0', '每周闲谈');
    await page.click('.ant-modal-footer .ant-btn-primary');
    await page.waitForSelector('text=已设为定期分析');
    await page.goto(`${service.url}/topics/schedules`);
    await page.waitForSelector('.ant-table-row:has-text("每周闲谈")');
    const [definition] = (await get('/v1/topic-definitions')).items;
    expect(definition).toMatchObject({ cadence: 'weekly', k: 'auto', filters: run.filters });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leads from a keyword to as many comments as it tells', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/keywords?source=sample');
    await page.waitForSelector('.cloud canvas');
    const { items } = await get('/v1/keywords?source=sample&limit=100');
    const row = page.locator('.ant-table-row').first();
    expect(await row.locator('a').first().textContent()).toBe(items[0].term);
    await row.locator('td:nth-child(2) a').click();
    await page.waitForURL(/\/explore\?source=sample&keyword=/);
    await page.waitForSelector('.comment-card');
    const found = await get(`/v1/comments?source=sample&keyword=${encodeURIComponent(items[0].term)}&limit=200`);
    expect(found.items.length).toBe(items[0].comments);
    // Taken off, the filter lets all comments in again.
    await page.click('.chips .ant-tag-close-icon');
    await page.waitForURL(/\/explore\?source=sample$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tells what rose, what tells comments apart, and which words are one', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/keywords');
    await page.click('.ant-tabs-tab:has-text("上升与下降")');
    await page.waitForSelector('.ant-table-row:has-text("星座") >> text=/▲ 上升/');
    await page.click('.ant-tabs-tab:has-text("对比")');
    await page.waitForSelector('text=请先在上方筛选出甲组的评论');
    await page.goto(`${service.url}/keywords?source=strange`);
    await page.click('.ant-tabs-tab:has-text("对比")');
    await page.waitForSelector('.ant-table-row:has-text("星座") >> text=/甲组更多/');

    await page.click('.ant-tabs-tab:has-text("同义词")');
    await page.click('button:has-text("添加一组")');
    await page.fill('input[aria-label="主词"]', '星座');
    await page.fill('input[aria-label="算作主词的词"]', '运势');
    await page.keyboard.press('Enter');
    await page.click('button:has-text("保存")');
    await page.waitForSelector('text=同义词已保存');
    expect((await get('/v1/synonyms')).groups).toEqual([{ term: '星座', words: ['运势'] }]);
    await page.click('.ant-tabs-tab:has-text("词云与排名")');
    await page.waitForSelector('.ant-table-row:has-text("含 运势")');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has no serious fault of access in either theme', { timeout: 180_000 }, async () => {
    const { items } = await get('/v1/topics');
    const run = items.find(({ status }: any) => status === 'succeeded').id;
    const shown = {
      [`/topics/${run}`]: '.map canvas',
      '/topics/suggestions': '.matrix td',
      '/topics/schedules': '.ant-table-row',
      [`/explore?topic=${run}.0&covered=false`]: '.chips .ant-tag >> nth=1',
    };
    const { page } = await open('/', { reducedMotion: 'reduce' });
    for (const [path, ready] of Object.entries(shown)) {
      await page.goto(service.url + path);
      await page.waitForSelector(ready);
      await untilStill(page);
      expect([path, ...(await faultsInBothThemes(page))]).toEqual([path]);
    }
    await page.goto(`${service.url}/keywords?source=strange`);
    for (const tab of ['上升与下降', '对比', '同义词']) {
      await page.click(`.ant-tabs-tab:has-text("${tab}")`);
      await untilStill(page);
      expect([tab, ...(await faultsInBothThemes(page))]).toEqual([tab]);
    }
    await page.close();
  });

  it('is whole on a phone and in other languages', { timeout: 120_000 }, async () => {
    const { items } = await get('/v1/topics');
    const run = items.find(({ status }: any) => status === 'succeeded').id;
    const words: Record<string, string> = { 'zh-TW': '主題地圖', 'en-GB': 'Map of topics' };
    for (const [locale, word] of Object.entries(words)) {
      const { page, complaints } = await open(`/topics/${run}`, { locale, viewport: { width: 360, height: 740 } });
      await page.waitForSelector(`text=${word}`);
      for (const path of [`/topics/${run}`, '/topics', '/topics/suggestions', '/topics/schedules', '/keywords']) {
        await page.goto(service.url + path);
        await page.waitForSelector('#main > :not(h1)');
        await untilStill(page);
        await eventually(async () => {
          const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect([path, beyond]).toEqual([path, 0]);
        });
      }
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it('says why a run cannot be', { timeout: 60_000 }, async () => {
    const { page } = await open('/topics?source=sample&from=2026-05-01&to=2026-05-02');
    await page.waitForSelector('.ant-alert >> text=/只能作参考/');
    await page.click('label:has-text("指定")');
    await page.fill('input[role="spinbutton"] >> nth=0', '199');
    await page.click('button:has-text("开始分析")');
    await page.waitForSelector('.ant-alert-error >> text=/主题数不能更多/');
    await page.goto(`${service.url}/topics/nothing`);
    await page.waitForSelector('text=没有这次分析');
    await page.close();
  });
});

/** Where the middle of a bubble is on the page: the chart leaves 12 px around, and 18 % of the range at each end. */
function placeOf(
  topics: { x: number; y: number }[],
  n: number,
  box: { x: number; y: number; width: number; height: number },
) {
  const along = (values: number[], value: number): number => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = Math.max(0.05, (high - low) * 0.18);
    return (value - low + room) / (high - low + 2 * room);
  };
  const right = along(
    topics.map(({ x }) => x),
    topics[n]!.x,
  );
  const up = along(
    topics.map(({ y }) => y),
    topics[n]!.y,
  );
  return [box.x + 12 + right * (box.width - 24), box.y + 12 + (1 - up) * (box.height - 24)] as const;
}
