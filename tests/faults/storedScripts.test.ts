import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say, startReceiver } from '../jobs/webhooks/receiver.ts';
import { openBrowser, systemBrowser, untilStill, watchPage } from '../rig/browser.ts';
import { record } from '../rig/record.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';
import { scripts } from './scripts.ts';
import { untilAnalysed } from './writers.ts';

const count = Number(process.env.FAULT_SCRIPTS ?? 500);
const executable = systemBrowser('I7, scripts in what was sent,');
const payloads = scripts(count);
const at = (n: number): string => payloads[n % payloads.length]!;
const perDay = 100;
const dayOf = (n: number): string => new Date(Date.UTC(2026, 0, 1 + Math.floor(n / perDay))).toISOString().slice(0, 10);
const days = [...new Set(payloads.map((_, n) => dayOf(n)))];

const pages = [
  ...['', 'explore', 'taxonomy', 'topics', 'topics/suggestions', 'topics/schedules', 'keywords', 'review', 'quality'],
  ...['models', 'issues', 'reports', 'alerts', 'import'],
  ...['scores', 'trend', 'channels', 'drivers', 'segments', 'benchmark', 'quality'].map((tab) => `statistics/${tab}`),
  ...['users', 'keys', 'workspace', 'taxonomy', 'lexicon', 'webhooks', 'work'].map((tab) => `settings?tab=${tab}`),
];

/** I7: what runs in a page is ours alone, whatever was sent. Every field holds markup that would run, or ask elsewhere. */
describe.skipIf(executable === null)(`I7: ${count} scripts in every field`, () => {
  const folder = temporaryFolder('scripts');
  let service: RunningService;
  let browser: Browser;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let page: Page;
  let complaints: string[];
  const dialogs: string[] = [];

  const post = async (path: string, body: unknown, method = 'POST') => {
    const { status, body: answer } = await service.call(method, path, body);
    expect(status, `${path}: ${JSON.stringify(answer)}`).toBeLessThan(300);
    return answer;
  };

  async function fill(): Promise<void> {
    for (let from = 0; from < count; from += 500) {
      const comments = payloads.slice(from, from + 500).map((text, n) => ({
        text: `${text} 物流太慢了`,
        externalId: text,
        source: at(from + n + 1),
        channel: at(from + n + 2),
        author: at(from + n + 3),
        metadata: { shop: at(from + n + 4) },
        occurredAt: `${dayOf(from + n)}T10:00:00Z`,
        rating: 5,
      }));
      await post('/v1/comments', { comments });
    }
    await post('/v1/workspace', { name: at(1) }, 'PATCH');
    await post('/v1/webhooks', { url: receiver.url, description: at(2), events: ['comment.analysed'] });
    for (let n = 0; n < 20; n++) {
      await post('/v1/users', { login: `user${n}`, name: at(n * 25), role: 'reader' });
      await post('/v1/keys', { name: at(n * 25 + 1), scopes: ['read'] });
      await post('/v1/filters', { name: at(n * 25 + 2), filter: { channel: [at(n)] } });
      const condition = { kind: 'keyword', words: ['<img src=x onerror=__hit=1>'] };
      await post('/v1/alerts', { name: at(n * 25 + 3), condition });
      const period = { from: '2026-01-01', to: '2026-01-02' };
      await post('/v1/events', { name: at(n * 25 + 4), kind: 'other', ...period, note: at(n + 5) });
      const order = { algorithm: 'lda', k: 2, seed: 1, filters: { channel: [at(n)] } };
      await post('/v1/topic-definitions', { name: at(n * 25 + 6), ...order });
      await post('/v1/report-schedules', { name: at(n * 25 + 7), cadence: 'monthly' });
    }
    await untilAnalysed(service, 120_000 + count * 200);
    const form = new FormData();
    form.set(
      'file',
      new Blob([`text,${at(8).replace(/[",\n]/g, '')}\n,${at(9).replace(/[",\n]/g, '')}\n`]),
      `${at(1)}.csv`,
    );
    const headers = { authorization: `Bearer ${adminKey}` };
    expect((await fetch(`${service.url}/v1/imports`, { method: 'POST', headers, body: form })).status).toBe(202);
    const item = await post('/v1/reviews/claim', {});
    await post(`/v1/reviews/${item.id}/accept`, { note: at(10) });
  }

  beforeAll(async () => {
    receiver = await startReceiver(say(500, { 'content-type': 'text/html' }, payloads[0]));
    service = await startService(folder.path, { HUIYIN_WEBHOOK_PRIVATE: 'allow' });
    browser = await openBrowser(executable!);
    await untilReady(service);
    await fill();
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 1000 } });
    await context.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
    page = await context.newPage();
    complaints = watchPage(page, service.url);
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await service?.kill();
    await receiver?.close();
    folder.remove();
  });

  async function expectQuiet(what: string): Promise<void> {
    expect(await page.evaluate('window.__hit'), what).toBeUndefined();
    expect([...complaints, ...dialogs], what).toEqual([]);
  }

  it('none runs on any page, and nothing leaves', { timeout: 300_000 + count * 400 }, async () => {
    for (const path of pages) {
      await page.goto(`${service.url}/${path}`);
      await untilStill(page);
      await expectQuiet(path);
    }
    let cards = 0;
    for (const day of days) {
      await page.goto(`${service.url}/explore?from=${day}&to=${day}`);
      await page.waitForSelector('.comment-card');
      while (await page.locator('button:has-text("更多")').count()) {
        await page.click('button:has-text("更多")');
        await untilStill(page);
      }
      cards += await page.locator('.comment-card').count();
      await page.locator('.comment-card').first().press('Enter');
      await page.waitForSelector('.ant-drawer .comment-text');
      await untilStill(page);
      await expectQuiet(day);
    }
    expect(cards).toBe(count);
    record('I7', `0 of ${cards} texts run on ${pages.length + days.length} pages; nothing asked for elsewhere`);
  });

  it('no answer that holds one is taken for a page', async () => {
    const exports = ['csv', 'xlsx', 'ndjson'].map((format) => `/v1/exports?format=${format}`);
    for (const path of [
      ...exports,
      '/v1/comments',
      '/v1/audit',
      `/v1/${payloads[0]!.replaceAll(/[^\w]/g, encodeURIComponent)}`,
    ]) {
      const { headers } = await service.call('GET', path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-type'), path).not.toMatch(/html|xml;|javascript|svg/);
      if (exports.includes(path)) expect(headers.get('content-disposition'), path).toMatch(/^attachment/);
    }
    await page.goto(`${service.url}/v1/comments`);
    expect(await page.evaluate('window.__hit')).toBeUndefined();
  });

  it('control: one field that is drawn as markup is seen', async () => {
    const open = await browser.newPage();
    const seen = watchPage(open, service.url);
    // What leads the page away would hide what ran.
    const all = scripts(25).filter((one) => !one.includes('http-equiv'));
    await open.setContent(`<div>${all.join('\n')}</div>`);
    await expect.poll(() => open.evaluate('window.__hit'), { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => seen.filter((one) => one.startsWith('outside'))).not.toEqual([]);
    await open.close();
  });
});
