/**
 * What: takes screenshots of all pages in both themes and three widths into a folder. Names after the folder choose pages,
 * LOCALE the language, WIDTHS and THEMES some of these; `readme` takes the pictures of the README, of the sample alone.
 * When: after a change of what a person sees; look at each of them.
 * Example: npm run build && npx tsx scripts/screenshots.ts /tmp/screens overview topicRun
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { isStill, openBrowser, systemBrowser, watchPage } from '../tests/rig/browser.ts';
import { adminKey, startService, temporaryFolder, untilReady } from '../tests/rig/service.ts';

const [out = 'screenshots', ...chosen] = process.argv.slice(2);
const locale = process.env.LOCALE ?? 'zh-CN';
/** Of reports, as the service names it. */
const language = locale.startsWith('en') ? 'en' : locale;
const widths = (process.env.WIDTHS ?? '390,768,1440').split(',').map(Number);
const themes = (process.env.THEMES ?? 'light,dark').split(',') as ('light' | 'dark')[];

interface Shot {
  path: string;
  /** What a person does there before the picture is taken. */
  act?: (page: Page) => Promise<unknown>;
  /** True: only what the window shows, since a drawer stands over it. */
  over?: boolean;
  /** True: for somebody who has not come in yet. */
  outside?: boolean;
}

const executable = systemBrowser('The screenshots');
if (!executable) process.exit(1);
mkdirSync(out, { recursive: true });
const folder = temporaryFolder('screens');
const service = await startService(folder.path, { HUIYIN_WEBHOOK_PRIVATE: 'allow' });
const browser = await openBrowser(executable);

try {
  await untilReady(service);
  await sample();
  if (chosen[0] === 'readme') await takeReadme();
  else await takeAll(shots(await fill()));
  console.log(`written to ${out}`);
} finally {
  await browser.close();
  await service.stop();
  folder.remove();
}

async function takeReadme(): Promise<void> {
  const { overview, comment, review } = shots({ run: '' });
  const [inside] = await contexts({ width: 1280, height: 800 }, 'light');
  for (const [name, shot] of Object.entries({ overview, explore: comment, review }))
    await take(inside, { ...shot!, over: true }, join(out, `${name}.png`));
}

async function takeAll(all: Record<string, Shot>): Promise<void> {
  const wanted = Object.entries(all).filter(([name]) => chosen.length === 0 || chosen.includes(name));
  for (const colorScheme of themes)
    for (const width of widths) {
      const [inside, outside] = await contexts({ width, height: 900 }, colorScheme);
      for (const [name, shot] of wanted)
        await take(shot.outside ? outside : inside, shot, join(out, `${name}-${colorScheme}-${width}.png`));
      await inside.close();
      await outside.close();
    }
}

/** Of somebody who is signed in, and of somebody who is not. */
async function contexts(
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
): Promise<[BrowserContext, BrowserContext]> {
  const look = { viewport, colorScheme, locale, reducedMotion: 'reduce' } as const;
  const inside = await browser.newContext(look);
  await inside.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
  return [inside, await browser.newContext(look)];
}

async function take(context: BrowserContext, { path, act, over = false }: Shot, file: string): Promise<void> {
  const page = await context.newPage();
  const complaints = watchPage(page, service.url);
  await page.goto(service.url + path);
  await page.waitForSelector('#app > *, .swagger-ui');
  await untilStill(page);
  await act?.(page).catch((error) => complaints.push(String(error)));
  await untilStill(page);
  await page.screenshot({ path: file, fullPage: !over });
  const [wide, width] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]');
  if (wide > width) complaints.push(`${wide} pixels wide`);
  for (const complaint of complaints) console.warn(`${file}: ${complaint}`);
  await page.close();
}

/** By its keys: a narrow page hides what does not fit. */
function tab(n: number) {
  return async (page: Page): Promise<void> => {
    await page.focus('.ant-tabs-tab-btn >> nth=0');
    for (let i = 0; i < n; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
  };
}

function give(page: Page, csv: string): Promise<void> {
  return page.setInputFiles('input[type=file]', {
    name: 'comments.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv),
  });
}

/** Fills a form whose fields have these ids, sends it, and waits for what refuses it. */
function submit(fields: Record<string, string>) {
  return async (page: Page): Promise<void> => {
    for (const [id, value] of Object.entries(fields)) await page.fill(`#${id}`, value);
    await page.click('form button[type=submit]');
    await page.waitForSelector('.ant-message-notice details');
  };
}

/** Every page and every part of one that has an address, and the drawers that open over them. */
function shots({ run }: { run: string }): Record<string, Shot> {
  const statistics = ['trend', 'channels', 'drivers', 'segments', 'quality'];
  const settings = ['users', 'keys', 'workspace', 'taxonomy', 'lexicon', 'webhooks', 'work'];
  const half = 'from=2026-04-01&to=2026-10-31';
  return {
    overview: { path: '/' },
    overviewEmpty: { path: '/?source=nowhere' },
    explore: { path: '/explore' },
    exploreFiltered: {
      path: '/explore?sentiment=negative&sentiment=very_negative&label=channel&ratingMin=1&covered=true',
    },
    comment: {
      over: true,
      path: '/explore?conflict=flagged',
      act: async (page) => {
        await page.locator('.comment-card').first().press('Enter');
        await page.waitForSelector('.term-bar');
      },
    },
    taxonomy: { path: '/taxonomy' },
    topics: { path: '/topics' },
    topicRun: { path: `/topics/${run}` },
    suggestions: { path: '/topics/suggestions' },
    topicSchedules: { path: '/topics/schedules' },
    keywords: { path: '/keywords' },
    rising: { path: `/keywords?${half}`, act: tab(1) },
    contrast: { path: '/keywords?channel=app', act: tab(2) },
    synonyms: { path: '/keywords', act: tab(3) },
    scores: { path: '/statistics' },
    ...Object.fromEntries(statistics.map((tab) => [tab, { path: `/statistics/${tab}?${half}` }])),
    benchmark: {
      path: '/statistics/benchmark?source=sample',
      act: async (page) => {
        await page.click('.other-filter .ant-select >> nth=0');
        await page.click('.ant-select-item-option >> text=rival');
        await page.keyboard.press('Escape');
      },
    },
    calculation: {
      over: true,
      path: '/statistics',
      act: async (page) => {
        await page.click('.stats-tabs > button');
        await page.waitForSelector('.ant-modal input');
      },
    },
    stages: {
      over: true,
      path: '/statistics/segments',
      act: async (page) => {
        await page.click('.ant-card-extra button >> nth=0');
        await page.waitForSelector('.stages input');
      },
    },
    issues: { path: '/issues' },
    issue: {
      over: true,
      path: '/issues',
      act: async (page) => {
        await page.click('.ant-card >> nth=1 >> .ant-table-row button >> nth=0');
        await page.waitForSelector('.ant-drawer .ant-drawer-body');
      },
    },
    alerts: { path: '/alerts' },
    alertRules: { path: '/alerts', act: tab(1) },
    reports: { path: '/reports' },
    report: {
      over: true,
      path: '/reports',
      act: async (page) => {
        await page.click('.ant-table-row button >> nth=0');
        await page.waitForSelector('.ant-drawer h3');
      },
    },
    review: { path: '/review' },
    reviewQuality: { path: '/quality' },
    models: { path: '/models' },
    import: { path: '/import' },
    importColumns: {
      path: '/import',
      act: async (page) => {
        await give(page, '时间,渠道,评价内容,评分\n2026-10-01,app,配送太慢了，等了三天,1\n2026-10-02,app,味道不错,5\n');
        await page.waitForSelector('.ant-table-row');
      },
    },
    ...Object.fromEntries(settings.map((tab) => [`settings-${tab}`, { path: `/settings?tab=${tab}` }])),
    refusedFilter: { path: '/?from=2026-09-01&to=2026-01-01' },
    refusedPerson: { over: true, path: '/settings?tab=users', act: submit({ name: '梅', login: 'mei' }) },
    refusedWebhook: {
      over: true,
      path: '/settings?tab=webhooks',
      act: submit({ url: 'ftp://example.com/hook' }),
    },
    refusedFile: {
      path: '/import',
      act: async (page) => {
        await give(page, '评价内容,评分\n物流太慢,1\n"味道不错,5\n');
        await page.waitForSelector('.ant-alert-error details');
      },
    },
    refusedRows: {
      path: '/import',
      act: async (page) => {
        await give(page, '评价内容,评分\n物流太慢,1\n味道不错,五\n服务很好,11\n,3\n');
        await page.waitForSelector('.ant-table-row');
        await page.fill('input[role=spinbutton] >> nth=1', '5');
        await page.click('.ant-space button.ant-btn-primary');
        await page.waitForSelector('.ant-table-row details');
      },
    },
    signIn: { path: '/', outside: true },
    setup: { path: '/setup', outside: true },
    invite: { path: '/invite#token', outside: true },
    docs: { path: '/docs', over: true },
  };
}

interface Answer {
  id: string;
  jobId: string;
  state: string;
  pending: number;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await service.call(method, path, body);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function ended(id: string): Promise<void> {
  while (/queued|running/.test((await call('GET', `/v1/jobs/${id}`)).state)) await pause(100);
}

async function analysed(): Promise<void> {
  while ((await call('GET', '/v1/stats/summary')).pending > 0) await pause(200);
}

/** With a rule that finds something in it. */
async function sample(): Promise<void> {
  await call('POST', '/v1/alerts', {
    name: '投诉与失望',
    condition: { kind: 'keyword', words: ['投诉', '失望', '退款'] },
    department: '客服部',
  });
  await ended((await call('POST', '/v1/sample')).id);
  await analysed();
}

/** Something of everything that pages show. */
async function fill(): Promise<{ run: string }> {
  await call('POST', '/v1/webhooks', { url: `${service.url}/hook`, events: ['topic_run.finished'] });
  await call('POST', '/v1/comments', { comments: [...rivals(), ...strangers(), ...clicker(), ...signs()] });
  await analysed();

  const topics = await call('POST', '/v1/topics', { k: 8, filters: { source: ['sample'] } });
  await ended(topics.jobId);
  await ended((await call('POST', '/v1/topics', { k: 2, filters: { source: ['strangers'], covered: false } })).jobId);
  await ended((await call('POST', '/v1/topics', { algorithm: 'kmeans', k: 2, filters: { source: ['signs'] } })).jobId);
  await call('POST', '/v1/topic-definitions', {
    name: '每月主题',
    algorithm: 'lda',
    k: 8,
    seed: 1,
    filters: {},
    cadence: 'monthly',
  });
  await decide();
  await ended((await call('POST', '/v1/models/train', { promote: false })).id);
  await ended((await call('POST', '/v1/quality/scans')).id);
  await ended(
    (await call('POST', '/v1/reports', { period: { from: '2026-05-01', to: '2026-10-31' }, language })).jobId,
  );
  await call('POST', '/v1/report-schedules', { name: '月报', cadence: 'monthly', language, filters: {} });
  await call('POST', '/v1/events', { name: '支付故障', from: '2026-08-20', to: '2026-08-21', kind: 'outage' });
  await call('POST', '/v1/targets', {
    name: '年底满意率',
    measure: 'csat',
    goal: 0.8,
    from: '2026-06-01',
    deadline: '2026-12-31',
    filters: {},
  });
  await call('POST', '/v1/users', { login: 'mei', name: '梅', role: 'analyst' });
  return { run: topics.id };
}

/** Decisions, for the pages of reviewing and of models. */
async function decide(): Promise<void> {
  for (let i = 0; i < 40; i++) {
    const item = await call('POST', '/v1/reviews/claim', {});
    if (!item?.id) return;
    const fix = { sentiment: i % 2 === 0 ? 'negative' : 'mixed' };
    if (i % 3 === 0) await call('POST', `/v1/reviews/${item.id}/fix`, fix);
    else await call('POST', `/v1/reviews/${item.id}/accept`, {});
  }
}

function rivals(): object[] {
  const texts = ['物流太慢了，等了一个星期', '客服耐心，解决得很快', '质量不错，价格实惠', '包装破了，客服半天不回复'];
  return Array.from({ length: 80 }, (_, i) => ({
    source: 'rival',
    externalId: `r-${i}`,
    channel: ['app', 'store'][i % 2],
    occurredAt: day(i),
    rating: [1, 5, 4, 2][i % 4],
    text: `${texts[i % 4]}，第${i}单`,
  }));
}

/** Comments that no leaf covers, for suggested leaves. */
function strangers(): object[] {
  return Array.from({ length: 30 }, (_, i) => ({
    source: 'strangers',
    externalId: `s-${i}`,
    channel: i % 3 === 0 ? 'store' : 'app',
    occurredAt: day(i),
    text: `${i % 2 === 0 ? '想带狗狗一起去，宠物区、遛狗垫' : '盲盒和手办，联名款、隐藏款'}，第${i}次`,
  }));
}

/** Somebody who clicks five again and again. */
function clicker(): object[] {
  return Array.from({ length: 24 }, (_, i) => ({
    source: 'survey',
    externalId: `c-${i}`,
    channel: 'web',
    occurredAt: day(i),
    rating: 5,
    author: '连点者',
    text: `都很好都很好，没有别的要说了，第${i}次`,
  }));
}

/** Comments without a word, over which a topic run fails. */
function signs(): object[] {
  return Array.from({ length: 8 }, (_, i) => ({ source: 'signs', externalId: `z-${i}`, text: '？！ 123 😀' }));
}

function day(i: number): string {
  return new Date(Date.UTC(2026, 6, 1, 9) + (i % 100) * 86_400_000).toISOString();
}

async function untilStill(page: Page): Promise<void> {
  for (let i = 0; i < 200 && !(await isStill(page)); i++) await pause(50);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
