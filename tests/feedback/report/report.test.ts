import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/feedback/report/build.ts';
import { type ReportDocument, reportLanguages } from '../../../src/feedback/report/document.ts';
import { reportMarkdown } from '../../../src/feedback/report/markdown.ts';
import { nextReport, orderOf, periodBefore, wholePeriod } from '../../../src/feedback/report/order.ts';
import { reportPage } from '../../../src/feedback/report/page.ts';
import { tinyFacts } from './facts.ts';

const tables = (report: ReportDocument) =>
  report.sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'table'));
const sectionOf = (report: ReportDocument, id: string) =>
  JSON.stringify(report.sections.find((section) => section.id === id) ?? null);

test('the worked example', async () => {
  await expect(reportMarkdown(buildReport(tinyFacts()))).toMatchFileSnapshot('../../golden/report.zh-CN.txt');
  await expect(reportMarkdown(buildReport(tinyFacts('en')))).toMatchFileSnapshot('../../golden/report.en.txt');
  await expect(reportMarkdown(buildReport(tinyFacts('zh-TW')))).toMatchFileSnapshot('../../golden/report.zh-TW.txt');
});

describe('what is counted', () => {
  const report = buildReport(tinyFacts());

  test('a comment counts once a dimension, however many of its leaves it blames', () => {
    expect(report.figures.dimensions).toEqual([
      { code: 'delivery', name: '物流', comments: 24, negative: 24, positive: 0 },
      { code: 'staff', name: '人员', comments: 12, negative: 0, positive: 12 },
    ]);
  });

  test('problems are ordered by complaints × severity', () => {
    expect(report.figures.problems.map(({ code, negative, severity }) => [code, negative, severity])).toEqual([
      ['delivery.speed', 22, 0.5],
      ['delivery.damage', 4, 0.7],
    ]);
  });

  test('complaints that grew from 6 of 50 to 24 of 40 are a clear change, said with its test', () => {
    const table = tables(report).find(({ sheet }) => sheet === 'dimensions')!;
    expect(table.rows[0]![8]).toBeCloseTo(24 / 40 - 6 / 50, 12);
    expect(table.rows[0]![9]).toBeLessThan(0.001);
    expect(sectionOf(report, 'conclusion')).toContain('抱怨明显增加的维度：物流。');
  });

  test('below the minimum sample there is no share and no rating', () => {
    const few = tinyFacts();
    few.minimumSample = 25;
    const masked = tables(buildReport(few)).find(({ sheet }) => sheet === 'dimensions')!;
    expect(masked.rows.map((row) => row.slice(4))).toEqual([Array(6).fill(null), Array(6).fill(null)]);
  });

  test('without comments it says so and counts nothing', () => {
    const facts = tinyFacts();
    const none = { ...facts.now.summary, comments: 0, analysed: 0, coverage: null };
    const empty = buildReport({ ...facts, now: { summary: none, patterns: [] }, work: [], examples: [], cases: [] });
    expect(empty.sections.map(({ id }) => id)).not.toContain('results');
    expect(sectionOf(empty, 'preface')).toContain('本期没有评论');
    expect(sectionOf(empty, 'conclusion')).toContain('没有评论，无法得出结论');
  });
});

describe('quotes', () => {
  test('no comment is quoted twice, but for the request within a case', () => {
    const { quotes } = buildReport(tinyFacts());
    const ids = quotes.map(({ commentId }) => commentId);
    expect(ids.filter((id) => id === 'c-late')).toHaveLength(2);
    expect(new Set(ids).size).toBe(ids.length - 1);
  });

  test('personal data is masked even where the door lets it through', () => {
    const text = JSON.stringify(buildReport(tinyFacts()));
    expect(text).toContain('联系我 ***********');
    expect(text).not.toContain('13812345678');
  });

  test('notes and names of those who work on an issue are not told', () => {
    expect(JSON.stringify(buildReport(tinyFacts()))).not.toMatch(/told nobody|小李/);
  });

  test('an erased one says so in every language', () => {
    for (const language of reportLanguages) {
      const report = buildReport(tinyFacts(language));
      const erased = { ...report, quotes: report.quotes.map((quote) => ({ ...quote, text: null })) };
      for (const file of [reportMarkdown(erased), reportPage(erased)]) {
        expect(file).not.toMatch(/第五天|次日达|打个电话/);
        expect(file).toMatch(/〔|\[erased/);
      }
    }
  });
});

test('against an earlier report it names what got worse, what is new and what is gone', () => {
  const facts = tinyFacts();
  const { figures } = buildReport(facts);
  const before = {
    ...figures,
    analysed: 200,
    dimensions: figures.dimensions.map((group) => ({ ...group, negative: 10 })),
    problems: [{ ...figures.problems[0]!, code: 'staff.manners', name: '态度' }],
  };
  const period = { from: '2026-04-01', to: '2026-04-30' };
  const text = sectionOf(
    buildReport({ ...facts, previous: { id: 'r', title: '四月', period, figures: before } }),
    'comparison',
  );
  expect(text).toContain('抱怨明显增加：物流');
  expect(text).toContain('新出现的问题：物流速度、破损');
  expect(text).toContain('不再有人抱怨：态度');
  expect(sectionOf(buildReport(facts), 'comparison')).toBe('null');
});

test('every language says the same in its own words', () => {
  const shapes = reportLanguages.map((language) => {
    const report = buildReport(tinyFacts(language));
    return report.sections.map(({ id, blocks }) => [id, ...blocks.map(({ kind }) => kind)]);
  });
  expect(shapes[1]).toEqual(shapes[0]);
  expect(shapes[2]).toEqual(shapes[0]);
  for (const language of reportLanguages)
    expect(reportMarkdown(buildReport(tinyFacts(language)))).not.toMatch(/undefined|NaN|\[object/);
});

describe('hostile texts', () => {
  const hostile =
    '</p><script>alert(1)</script>\n# head\n=1+1 | cell | <img src=x onerror=y> [a](javascript:b) `c` http://x.y &amp;';
  const report = buildReport(tinyFacts('en', (text) => hostile + text));

  test('are text in HTML', () => {
    const page = reportPage(report);
    expect(page).not.toMatch(/<script|<img|<p><\/p>/);
    expect(page.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(5);
    expect(page).toContain("default-src 'none'");
  });

  test('are text in Markdown: no markup, no further cell, no line of their own', () => {
    const text = reportMarkdown(report);
    expect(text).not.toMatch(/(?<!\\)[<`[]/);
    expect(text).not.toMatch(/^#+ head/m);
    expect(text).not.toMatch(/http:\/\//);
    for (const block of text.split('\n\n').filter((one) => one.startsWith('|'))) {
      const cells = block
        .trim()
        .split('\n')
        .map((line) => line.match(/(?<!\\)\|/g)!.length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  test('whatever a customer writes, the page has the same tags', () => {
    const tags = (page: string) => (page.match(/<[a-z/!][^>]*>/g) ?? []).map((tag) => tag.slice(0, 4)).length;
    const plain = tags(reportPage(buildReport(tinyFacts())));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (words) => {
        expect(tags(reportPage(buildReport(tinyFacts('zh-CN', (text) => text + words))))).toBe(plain);
      }),
      { numRuns: 50 },
    );
  });
});

describe('periods', () => {
  const at = (instant: string) => Date.parse(instant);

  test.each([
    ['week', '2026-06-03T10:00:00Z', ['2026-05-25', '2026-05-31'], ['2026-05-18', '2026-05-24']],
    ['week', '2026-06-01T00:00:00Z', ['2026-05-25', '2026-05-31'], ['2026-05-18', '2026-05-24']],
    ['month', '2026-03-01T00:00:00Z', ['2026-02-01', '2026-02-28'], ['2026-01-01', '2026-01-31']],
    ['quarter', '2026-01-05T00:00:00Z', ['2025-10-01', '2025-12-31'], ['2025-07-01', '2025-09-30']],
  ] as const)('the last whole %s before %s', (name, now, days, before) => {
    expect(wholePeriod(name, at(now))).toEqual({
      period: { from: days[0], to: days[1] },
      before: { from: before[0], to: before[1] },
    });
  });

  test('a period of days is compared with as many days before it, a month with the month before', () => {
    expect(periodBefore({ from: '2026-05-10', to: '2026-05-12' })).toEqual({ from: '2026-05-07', to: '2026-05-09' });
    expect(periodBefore({ from: '2026-03-01', to: '2026-03-31' })).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  test.each([
    ['weekly', '2026-06-01T00:00:00Z', '2026-06-08T00:00:00Z'],
    ['weekly', '2026-06-07T23:59:00Z', '2026-06-08T00:00:00Z'],
    ['monthly', '2026-12-31T12:00:00Z', '2027-01-01T00:00:00Z'],
    ['quarterly', '2026-02-10T12:00:00Z', '2026-04-01T00:00:00Z'],
    ['quarterly', '2026-12-31T12:00:00Z', '2027-01-01T00:00:00Z'],
  ] as const)('%s after %s: %s', (cadence, now, next) => {
    expect(nextReport(cadence, at(now))).toBe(at(next));
  });

  test('a named period becomes days when the report is asked for', () => {
    const request = { title: null, filters: {}, language: 'en', compareWith: null } as const;
    expect(orderOf({ ...request, period: 'month' }, at('2026-06-09T00:00:00Z'))).toMatchObject({
      period: { from: '2026-05-01', to: '2026-05-31' },
      before: { from: '2026-04-01', to: '2026-04-30' },
    });
  });
});

test('targets, events and topics are told where there are any', () => {
  const none = buildReport(tinyFacts('en'));
  expect(none.sections.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['targets']));
  const facts = tinyFacts('en');
  const [commentId] = facts.comments.keys();
  const times = { createdAt: '2026-05-01T00:00:00.000Z', updatedAt: '2026-05-01T00:00:00.000Z' };
  const dates = { from: '2026-05-01', deadline: '2026-12-31' };
  const full = buildReport({
    ...facts,
    cases: [],
    examples: [],
    targets: [
      {
        target: { id: 't', name: 'Happy <b>', measure: 'csat', goal: 0.8, ...dates, filters: {}, ...times },
        status: {
          state: 'behind',
          value: { value: 0.7125, low: 0.6, high: 0.8, n: 1200 },
          gap: 0.1,
          daysLeft: 9,
          filter: {},
        },
      },
    ],
    events: [
      {
        id: 'b',
        name: 'Sale',
        kind: 'promotion',
        from: '2026-05-09',
        to: '2026-05-11',
        channel: 'app',
        outlet: null,
        note: null,
        ...times,
      },
      {
        id: 'a',
        name: 'Down',
        kind: 'outage',
        from: '2026-05-02',
        to: '2026-05-02',
        channel: null,
        outlet: null,
        note: 'x',
        ...times,
      },
    ],
    topics: {
      day: '2026-06-01',
      comments: 1500,
      k: 1,
      topics: [{ name: 'parcels', words: ['late', 'slow'], share: 0.25, quotes: [commentId!, commentId!, 'gone'] }],
    },
  });
  expect(full.sections.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['results', 'targets', 'events', 'problems', 'topics']),
  );
  const markdown = reportMarkdown(full);
  expect(markdown).toMatch(/Happy .*CSAT \| 80\.0% \| 71\.3% \(n = 1,200\) \| 2026-12-31 \| behind/);
  expect(markdown).toMatch(
    /Down \| Outage \| 2026-05-02 \| everywhere \| x[\s\S]*Sale \| Promotion \| 2026-05-09 – 2026-05-11 \| app/,
  );
  expect(markdown).toContain('found 1 topic in 1,500 comments');
  expect(full.quotes.filter((quote) => quote.commentId === commentId)).toHaveLength(1);
});
