import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStages } from '../../src/artefacts/stages.ts';
import { type Analyser, createAnalyser } from '../../src/feedback/analyse.ts';
import { openBrowser, systemBrowser } from '../rig/browser.ts';
import { record } from '../rig/record.ts';
import { adminKey, type RunningService, startService, temporaryFolder, untilReady } from '../rig/service.ts';

const executable = systemBrowser('I8, texts that hide or turn around,');
const points = [
  0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x200b, 0x2060, 0xfeff, 0x3164, 0x115f,
  0xe0041, 0xe007f, 0x0b, 0x7f, 0x85, 0xad, 0x180e, 0x2028, 0x2029, 0x206a,
];
/** Where the character stands; all letters around it go from left to right. */
const places = [
  (c: string) => `${c}退款成功 refund`,
  (c: string) => `退款${c}成功 refund`,
  (c: string) => `没有 refund 123${c}`,
  (c: string) => `a${c}b 客服 ${c}1-2 很差`,
  (c: string) => `${c}${c}5 分 abc，(好)`,
  (c: string) => `${c}not good 物流\u202c慢`,
  (c: string) => `价格 ${c}1.299,00 元\u2069 起`,
  (c: string) => `https://a.example/${c}gnp.exe 图`,
  (c: string) => `[${c}] <b> 评论 {x}`,
  (c: string) => `不${c}好 but${c}fine`,
  (c: string) => `很 OK ${c}😀 谢谢`,
  (c: string) => `第 3 次${c}来，again`,
];
const texts = points.map((point) => places.map((place) => place(String.fromCodePoint(point))).join('\n'));
const cases = points.length * places.length;

/** Letters that stand before one that comes earlier in the text, within each line of it. */
const turnedAround = (selector: string): string => `
  [...document.querySelectorAll(${JSON.stringify(selector)})].flatMap((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.data.length; at++) {
        if (node.data[at] === '\\n') last = null;
        if (!/[\\p{Script=Han}A-Za-z0-9]/u.test(node.data[at])) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, top } = range.getBoundingClientRect();
        if (last && Math.abs(last.top - top) < 4 && left < last.left) found.push(node.data.slice(0, 20));
        last = { left, top };
      }
    }
    return found;
  })`;

describe.skipIf(executable === null)(`I8: ${cases} texts with what cannot be seen`, () => {
  const folder = temporaryFolder('unicode');
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    service = await startService(folder.path);
    browser = await openBrowser(executable!);
    await untilReady(service);
    const comments = texts.map((text, n) => ({ source: 'unicode', externalId: `u${n}`, text, rating: 1 }));
    const { body } = await service.call('POST', '/v1/comments?wait=true', { comments });
    expect(body.items.every(({ status }: any) => status === 'created')).toBe(true);
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1600, height: 1000 } });
    await context.addInitScript((key) => sessionStorage.setItem('key', key), adminKey);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    folder.remove();
  });

  it('are shown in their order, with a mark for each, and are what was sent', { timeout: 180_000 }, async () => {
    const shown = new Set<string>();
    for (const text of texts) {
      const { body } = await service.call('GET', '/v1/comments?source=unicode&limit=200');
      const { id } = body.items.find((one: any) => one.text === text);
      await page.goto(`${service.url}/explore?source=unicode&comment=${id}`);
      const selector = '.ant-drawer .comment-text >> nth=0';
      await page.waitForSelector(selector);
      expect(await page.locator(selector).textContent()).toBe(text);
      expect(await page.evaluate(turnedAround('.ant-drawer .comment-text'))).toEqual([]);
      const marks = page.locator(`${selector} >> .unseen`);
      expect(await marks.count()).toBeGreaterThanOrEqual(places.length);
      for (const box of await marks.evaluateAll((all: any[]) => all.map((one) => one.getBoundingClientRect().width)))
        expect(box).toBeGreaterThan(4);
      shown.add(text);
    }
    record('I8', `0 of ${shown.size * places.length} texts turned around or hidden`);
  });

  it('control: drawn as they are, letters change places', async () => {
    await page.evaluate((all) => {
      for (const text of all) {
        const raw = document.body.appendChild(document.createElement('pre'));
        raw.className = 'raw';
        raw.textContent = text;
      }
    }, texts);
    expect(await page.evaluate(turnedAround('.raw'))).not.toEqual([]);
  });
});

describe('I8: twins', () => {
  let analyser: Analyser;
  beforeAll(async () => {
    const loaded = await loadStages({ segmenter: 'jieba' });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    analyser = createAnalyser(loaded.value);
  });

  it.each([
    [
      'decomposed letters',
      'The café staff was rude, très mauvais'.normalize('NFD'),
      'The café staff was rude, très mauvais',
    ],
    ['full width', 'ＡＰＰ　太卡了，ｖｅｒｙ　ｓｌｏｗ', 'APP 太卡了，very slow'],
    ['zero width', '物\u200b流太\u2060慢\ufeff了', '物流太慢了'],
    ['bidi controls', '\u202e客服\u202c态度很差', '客服态度很差'],
    ['tags', '包装\u{e0041}破损', '包装破损'],
  ])('%s are read alike', (_, one, other) => {
    const read = (text: string) => {
      const comment = { source: 's', text, ratingScale: { min: 1, max: 5 }, masked: [] };
      const [outcome] = analyser.analyse([{ id: 'x', comment, taxonomy: 'cx' }]);
      if (!outcome!.ok) throw new Error(outcome!.failure);
      const { sentiment, issues } = outcome!.analysis;
      return [sentiment.label, issues.map(({ code }) => code).sort()];
    };
    expect(read(one)).toEqual(read(other));
  });
});
