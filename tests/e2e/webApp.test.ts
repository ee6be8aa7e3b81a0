/** What an analyst does in the web app, on the real service: look, narrow down, read, and find out why. */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsInBothThemes } from '../rig/axe.ts';
import { type OpenPage, openBrowser, pageOpener, systemBrowser, untilStill, watchPage } from '../rig/browser.ts';
import { eventually } from '../rig/eventually.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('The web app in a browser');
/** The tabs of the statistics are looked at in a file of their own. */
const pages = [
  '/',
  '/explore',
  '/taxonomy',
  '/topics',
  '/keywords',
  '/review',
  '/quality',
  '/models',
  '/import',
  '/settings',
  '/settings?tab=workspace',
  '/settings?tab=taxonomy',
  '/settings?tab=keys',
  '/settings?tab=lexicon',
  '/settings?tab=webhooks',
  '/settings?tab=work',
  '/alerts',
  '/issues',
  '/reports',
];
const ready: Record<string, string> = {
  '/': '.ant-table-row',
  '/explore': '.comment-card',
  '/taxonomy': '.matrix td a',
  '/topics': 'button:has-text("开始分析")',
  '/keywords': '.cloud canvas',
  '/settings': '.ant-tabs .ant-table',
  '/quality': '.ant-segmented',
  '/settings?tab=taxonomy': '.ant-tree-title',
  '/settings?tab=keys': '.ant-tabs .ant-table',
  '/settings?tab=lexicon': 'textarea',
  '/settings?tab=webhooks': '.ant-empty',
  '/settings?tab=work': '.ant-card >> text=/失败的任务/',
  '/alerts': '.ant-empty',
  '/reports': '.report-form',
  '/issues': '.ant-table-row >> nth=8',
  '/models': 'strong >> text=仅使用自带模型',
  '/import': '.ant-upload-drag',
  '/settings?tab=workspace': '.ant-form input',
  '/review': '.bench >> text=/^由你审核/',
};
const mostScriptBytes = 400_000;

const hostile = [
  '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>物流太慢了',
  '=HYPERLINK("http://evil.example","点我")，客服很差',
  '\u202Eesrever\u202C 包装破了',
  `${'很'.repeat(19_990)}失望`,
];

describe.skipIf(executable === null)('the web app', () => {
  const folder = temporaryFolder('web-app');
  let service: RunningService;
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    open = pageOpener(browser, service.url);
    await untilReady(service);
    await service.call('POST', '/v1/sample');
    const comments = hostile.map((text, i) => ({ source: 'hostile', externalId: `h-${i}`, text, rating: 5 }));
    await service.call('POST', '/v1/comments?wait=true', { comments });
    await eventually(async () =>
      expect((await service.call('GET', '/v1/stats/summary')).body.analysed).toBeGreaterThan(400),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  it('leads from a number to the comments behind it, their evidence and the sum', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/');
    await page.click('a:has-text("很负面") >> nth=0');
    await page.waitForURL(/\/explore\?sentiment=very_negative/);
    await page.waitForSelector('.comment-card mark');
    for (const label of await page.locator('.comment-card').allTextContents()) expect(label).toContain('很负面');
    await page.locator('.comment-card').first().press('Enter');
    await page.waitForSelector('.term-bar');
    const drawer = await page.textContent('.ant-drawer');
    expect(drawer).toContain('得分从何而来');
    await page.keyboard.press('Escape');
    // The filter goes along to the other page, and is there again after a reload.
    await page.click('nav a:has-text("概览")');
    await page.waitForURL(/\/\?sentiment=very_negative/);
    await untilStill(page);
    await page.reload();
    await page.waitForSelector('.band-bar');
    await untilStill(page);
    expect(new URL(page.url()).search).toBe('?sentiment=very_negative');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes down the taxonomy to the comments of a leaf', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/taxonomy');
    // An inner node opens the comments of all that lies under it.
    await page.click('.node:has-text("渠道") a');
    await page.waitForURL(/\/explore\?label=channel$/);
    const { comments } = (await service.call('GET', '/v1/stats/summary?label=channel')).body;
    await page.waitForSelector(`text=评论数: ${comments}`);
    await page.goBack();
    await page.click('button:has-text("渠道")');
    await page.click('button:has-text("物流")');
    await page.waitForSelector('.ant-breadcrumb strong:has-text("物流")');
    await page.click('.ant-table-row a:has-text("物流速度")');
    await page.waitForURL(/\/explore\?label=channel\.logistics\.speed/);
    await page.waitForSelector('.comment-card:has-text("物流速度")');
    await page.goBack();
    await page.click('.ant-table-row td:nth-child(4) a >> nth=0');
    await page.waitForURL(/\/explore\?mention=[a-z_.]+%3Anegative&noMention=/);
    await page.waitForSelector('.chips >> text=（抱怨）');
    await page.goBack();
    await page.click('button:has-text("渠道")');
    await page.click('button:has-text("物流")');
    await page.click('.ant-card button:has-text("物流速度")');
    await page.waitForURL(/\/explore\?label=channel\.logistics\.speed$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens as many comments as it counts', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/');
    const figure = page.locator('a[href="/explore?conflict=in_review"] .value');
    const count = await figure.textContent();
    expect(Number(count)).toBeGreaterThan(0);
    await figure.click();
    await page.waitForSelector(`text=评论数: ${count}`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leads from a count of a department to its issues', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/issues');
    const inboxes = page.locator('.ant-card').first();
    for (const [column, flag] of [
      [3, 'unassigned'],
      [6, 'firstResponseOverdue'],
    ] as const) {
      const count = inboxes.locator(`.ant-table-row >> nth=0 >> td:nth-child(${column}) button`);
      const n = Number(await count.textContent());
      await count.click();
      await page.waitForURL(new RegExp(`/issues\\?department=[^&]+&${flag}=true$`));
      const path = `/v1/issues${new URL(page.url()).search}&limit=200`;
      expect((await service.call('GET', path)).body.items).toHaveLength(n);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows what has failed behind the pages, and tries it again', { timeout: 120_000 }, async () => {
    const signs = Array.from({ length: 8 }, (_, i) => ({ source: 'signs', externalId: `s-${i}`, text: '？！ 123 😀' }));
    await service.call('POST', '/v1/comments?wait=true', { comments: signs });
    const order = { algorithm: 'kmeans', k: 2, filters: { source: ['signs'] } };
    const { body } = await service.call('POST', '/v1/topics', order);
    const failed = () =>
      eventually(async () => expect((await service.call('GET', `/v1/jobs/${body.jobId}`)).body.state).toBe('failed'));
    await failed();
    const { page, complaints } = await open('/settings?tab=work');
    await page.click('.ant-table-row:has-text("这些评论中没有剩下可用的词语") button:has-text("重试")');
    await page.waitForSelector('.ant-message >> text=已重新排队：1');
    await failed();
    await page.waitForSelector('.ant-table-row:has-text("这些评论中没有剩下可用的词语")');
    await page.click('button:has-text("重试所有任务")');
    await page.waitForSelector('.ant-message >> text=已重新排队：1');
    await failed();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('names the events of webhooks beside their codes', { timeout: 60_000 }, async () => {
    for (const [locale, raised, analysed] of [
      ['zh-CN', '触发预警', '评论已分析'],
      ['zh-TW', '觸發預警', '評論已分析'],
      ['en-GB', 'Alert raised', 'Comment analysed'],
    ] as const) {
      const { page, complaints } = await open('/settings?tab=webhooks', { locale });
      await page.waitForSelector(`.ant-form .ant-select:has-text("${raised}"):has-text("alert.raised")`);
      // They are found by their names.
      await page.fill('.ant-form input#events', analysed);
      await page.click('.ant-select-item-option:has-text("comment.analysed")');
      await page.waitForSelector(`.ant-form .ant-select:has-text("${analysed}")`);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it('says how many chosen values a narrow field has no room for', { timeout: 60_000 }, async () => {
    const viewport = { width: 360, height: 740 };
    const chosen = '/explore?sentiment=negative&sentiment=very_negative&sentiment=mixed';
    const { page, complaints } = await open(chosen, { viewport });
    const omitted = page.locator('.filters .ant-select span[title]', { hasText: /^(?:另|已选) \d 项$/ });
    expect(await omitted.getAttribute('title')).toMatch(/负面/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lets a reviewer work by keys alone', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/review?source=sample');
    const text = () => page.textContent('.bench .comment-text');
    const held = () => page.waitForSelector('.bench >> text=/^由你审核/');
    await held();
    const { open: before } = (await service.call('GET', '/v1/reviews/counts')).body;

    // On and back again.
    const first = await text();
    await page.keyboard.press('j');
    await page.waitForFunction((old) => document.querySelector('.bench .comment-text')?.textContent !== old, first);
    await held();
    await page.keyboard.press('k');
    await page.waitForFunction((old) => document.querySelector('.bench .comment-text')?.textContent === old, first);
    await held();

    // Accepted, taken back, and accepted again.
    await page.keyboard.press('a');
    await page.waitForSelector('.ant-message >> text=已接受');
    await held();
    expect(await text()).not.toBe(first);
    await page.keyboard.press('u');
    await page.waitForSelector('.ant-message >> text=已撤销');
    await page.waitForFunction((old) => document.querySelector('.bench .comment-text')?.textContent === old, first);
    await held();
    await page.keyboard.press('a');
    await page.waitForFunction((old) => document.querySelector('.bench .comment-text')?.textContent !== old, first);
    await held();

    // Corrected: the next band in the list, and saved.
    const second = await text();
    await page.keyboard.press('f');
    await page.waitForSelector('.fix-form');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.ant-message >> text=已修正');
    const { items } = (await service.call('GET', '/v1/decisions')).body;
    expect(items.map(({ verdict }: any) => verdict).toSorted()).toEqual(['accept', 'accept', 'fix', 'undo']);
    const { body: comment } = await service.call('GET', `/v1/comments/${items[0].commentId}`);
    expect([comment.text, comment.analysis.sentiment.label]).toEqual([second, comment.review.sentiment.human.label]);
    expect(comment.review.sentiment.machine.label).not.toBe(comment.review.sentiment.human.label);

    // The rest of ten, and the counts follow.
    for (let decided = 2; decided < 10; decided++) {
      await held();
      const old = await text();
      await page.keyboard.press('a');
      await page.waitForFunction((was) => document.querySelector('.bench .comment-text')?.textContent !== was, old);
    }
    const { open: after, done } = (await service.call('GET', '/v1/reviews/counts')).body;
    expect([before - after - done, done]).toEqual([expect.any(Number), 10]);
    await page.keyboard.press('?');
    await page.waitForSelector('.ant-modal .keys');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('D9: leaves who comes too late the words of his correction', { timeout: 120_000 }, async () => {
    const { page, complaints } = await open('/review?source=sample');
    const held = () => page.waitForSelector('.bench >> text=/^由你审核/');
    await held();
    const text = await page.textContent('.bench .comment-text');
    await page.keyboard.press('f');
    await page.waitForSelector('.fix-form');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const words = '客服其实道歉了，<b>不该</b>算很差';
    await page.fill('.fix-form textarea', words);
    const { body: claimed } = await service.call('GET', '/v1/reviews?state=claimed&source=sample');
    const { id } = claimed.items.find(({ comment }: any) => comment.text === text);
    expect((await service.call('POST', `/v1/reviews/${id}/accept`)).status).toBe(200);
    await page.press('.fix-form textarea', 'Control+Enter');
    await page.waitForSelector('.ant-message-error >> text=/已有结论|已被他人修改/');
    await page.waitForSelector('.bench >> text=不由你审核');
    expect(await page.inputValue('.fix-form textarea')).toBe(words);
    expect(await page.textContent('.bench .comment-text')).toBe(text);
    // Leaving it leads to what is still to be decided.
    await page.press('.fix-form textarea', 'Escape');
    await page.waitForFunction((old) => document.querySelector('.bench .comment-text')?.textContent !== old, text);
    await held();
    expect(complaints.filter((one) => !/\b4(?:09|12)\b/.test(one))).toEqual([]);
    await page.close();
  });

  it('speaks three languages', { timeout: 60_000 }, async () => {
    for (const [locale, word] of [
      ['zh-TW', '覆蓋率'],
      ['en-GB', 'Coverage'],
      ['zh-CN', '覆盖率'],
    ]) {
      const { page, complaints } = await open('/', { locale });
      await page.waitForSelector(`text=${word}`);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it('shows hostile texts as texts', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open('/explore?source=hostile');
    await page.waitForSelector('.comment-card >> nth=3');
    const shown = (await page.locator('.comment-text').allTextContents()).toSorted();
    expect(shown).toEqual(hostile.toSorted());
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ['zh-CN', '没有成功', '结束时间早于开始时间。', '这不是有效的网址。'],
    ['zh-TW', '沒有成功', '結束時間早於開始時間。', '這不是有效的網址。'],
    ['en-GB', 'That did not work', 'The end lies before the beginning.', 'This is no web address.'],
  ])(
    'says in the language of the page what was refused: %s',
    { timeout: 60_000 },
    async (locale, failed, backwards, noAddress) => {
      const { page } = await open('/?from=2026-09-01&to=2026-01-01', { locale });
      await page.waitForSelector(`.ant-alert:has-text("${failed}") >> text="${backwards}"`);
      await page.click('.ant-alert summary');
      await page.waitForSelector('.ant-alert >> text="`to` lies before `from`."');
      await page.goto(`${service.url}/settings?tab=webhooks`);
      await page.fill('#url', 'ftp://example.com');
      await page.click('form button[type=submit]');
      await page.waitForSelector(`.ant-message-error >> text="${noAddress}"`);
      await page.close();
    },
  );

  it('says something at once, also when its words do not come or nobody answers', { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ locale: 'zh-CN' });
    await context.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
    const page = await context.newPage();
    await page.route('**/failureInWords*', (route) => route.abort());
    await page.goto(`${service.url}/?from=2026-09-01&to=2026-01-01`);
    await page.waitForSelector('.ant-alert:has-text("没有成功") >> text="`to` lies before `from`."');
    await page.goto(`${service.url}/settings?tab=webhooks`);
    await page.fill('#url', 'https://example.com');
    await page.route('**/v1/webhooks', (route) => route.abort());
    await page.click('form button[type=submit]');
    await page.waitForSelector('.ant-message-error >> text=/无法连接服务/');
    await context.close();
  });

  it('has a list of webhooks that a phone shows whole', { timeout: 60_000 }, async () => {
    const events = ['issue.overdue', 'model.promoted', 'topic_run.finished', 'report.ready'];
    const url = `https://hooks.example.com/${'long-'.repeat(20)}`;
    const { body } = await service.call('POST', '/v1/webhooks', {
      url: 'https://1.1.1.1/hook',
      events,
      description: url,
    });
    const { page, complaints } = await open('/settings?tab=webhooks', { viewport: { width: 390, height: 844 } });
    await expectWhole(page);
    expect((await service.call('DELETE', `/v1/webhooks/${body.endpoint.id}`)).status).toBe(204);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has a list of people that a phone shows whole', { timeout: 60_000 }, async () => {
    const login = 'someone.with.a.long.name@customer-care.example.com';
    expect((await service.call('POST', '/v1/users', { login, name: '欧阳小梅', role: 'reviewer' })).status).toBe(201);
    const { page, complaints } = await open('/settings?tab=users', { viewport: { width: 390, height: 844 } });
    await expectWhole(page);
    expect(await page.textContent(`.ant-table-row:has-text("${login}")`)).toContain('允许登录');
    expect(complaints).toEqual([]);
    await page.close();
  });

  /** The list does not scroll sideways. */
  async function expectWhole(page: Page): Promise<void> {
    await page.waitForSelector('.stacked .ant-table-row');
    const [whole, shown] = await page.evaluate<[number, number]>(
      '(([table]) => [table.scrollWidth, table.clientWidth])(document.querySelectorAll(".stacked .ant-table-content"))',
    );
    expect(whole).toBe(shown);
  }

  it('has no serious fault of access in either theme', { timeout: 300_000 }, async () => {
    // Colours on their way from one to another are nobody's to read.
    const { page } = await open('/', { reducedMotion: 'reduce' });
    for (const path of pages) {
      await page.goto(service.url + path);
      await page.waitForSelector(ready[path]!);
      await untilStill(page);
      expect([path, ...(await faultsInBothThemes(page))]).toEqual([path]);
    }
    await page.close();
    // The doors, for somebody who is not in yet.
    const outside = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
    const door = await outside.newPage();
    watchPage(door, service.url);
    for (const path of ['/', '/setup', '/invite']) {
      await door.goto(service.url + path);
      await door.waitForSelector('.sign-in');
      await untilStill(door);
      expect([path, ...(await faultsInBothThemes(door))]).toEqual([path]);
    }
    await outside.close();
  });

  it('fetches little script before the overview stands', { timeout: 60_000 }, async () => {
    // Nothing is at hand yet in a context of its own.
    const context = await browser.newContext();
    await context.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
    const page = await context.newPage();
    let bytes = 0;
    const read: Promise<void>[] = [];
    page.on('response', (response) => {
      if (!/\/app\/.*\.js$/.test(response.url()) || /\/chart-/.test(response.url())) return;
      read.push(
        response.body().then((body) => {
          bytes += gzipSync(body).length;
        }),
      );
    });
    await page.goto(service.url);
    await page.waitForSelector('.ant-table-row');
    await Promise.all(read);
    console.info(`overview: ${bytes} bytes of script, gzip`);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(mostScriptBytes);
    await context.close();
  });
});
