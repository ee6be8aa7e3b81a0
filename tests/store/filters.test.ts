import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { CommentWithAnalysis, Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;

const texts = ['-slow parcel', '+fast parcel', '-slow -rude', 'parcel', '+fast shop'];
const cities = ['Oslo', 'Bergen', '奥斯陆', "O'Slo"];
const sent = (n: number, city = cities[n % 4]!) =>
  comment(texts[n % 5]!, {
    externalId: `c-${n}`,
    occurredAt: `2026-01-${10 + (n % 9)}T10:00:00Z`,
    ...(n % 3 === 0 ? {} : { rating: 4 }),
    ...(n % 6 === 0 ? {} : { metadata: { city, size: String(n % 2) } }),
  });

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
  scope = await newWorkspace(store, 'own');
  const other = await newWorkspace(store, 'other');
  await store.comments.ingest(
    scope,
    Array.from({ length: 40 }, (_, n) => sent(n)),
  );
  await store.comments.ingest(
    other,
    Array.from({ length: 9 }, (_, n) => sent(n, 'Oslo')),
  );
  await analyseAll(store);
  // One moves, one loses its metadata, one goes.
  const { metadata: _, ...bare } = sent(8);
  await store.comments.ingest(scope, [sent(4, 'Bergen'), bare]);
  await analyseAll(store);
  const [gone] = (await store.comments.list(scope, { metadata: { city: ['奥斯陆'] } }, { limit: 1 })).items;
  await store.comments.delete(scope, gone!.comment.id);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

test.each<[CommentFilter, number]>([
  [{ metadata: { city: ['Oslo'] } }, 4],
  [{ metadata: { city: ['Bergen'] } }, 11],
  [{ metadata: { city: ['奥斯陆'] } }, 6],
  [{ metadata: { city: ['Oslo', "O'Slo"] } }, 14],
  [{ metadata: { city: ['Oslo'], size: ['1'] } }, 0],
  [{ metadata: { city: ['Bergen'], size: ['1'] }, label: ['service'] }, 8],
  [{ metadata: { nothing: ['1'] } }, 0],
  [{ metadata: { city: [] } }, 0],
  [{ label: ['service'] }, 31],
  [{ label: ['service.slow', 'service.fast'] }, 31],
  [{ label: ['service.slo'] }, 0],
  [{ label: [] }, 0],
  [{ mention: ['service.slow:negative'] }, 16],
  [{ mention: ['service:negative', 'service.fast:positive'] }, 31],
  [{ mention: ['service:neutral'] }, 0],
  [{ mention: ['service'], noMention: ['service.rude:negative'] }, 23],
  [{ label: ['service.slow'], mention: ['service.rude:negative'], metadata: { size: ['1'] } }, 4],
  [{ noMention: ['service'] }, 8],
  [{ noMention: ['service:positive', 'service.rude'], from: '2026-01-12' }, 12],
  [{ mention: [] }, 0],
  [{ noMention: [] }, 39],
  [{ rated: true }, 25],
  [{ rated: false, keyword: ['parcel'] }, 9],
  [{ label: ['service.rude'], from: '2026-01-12', to: '2026-01-14' }, 3],
  [{ keyword: ['parcel'] }, 23],
  [{ keyword: ['parcel', 'shop'], metadata: { size: ['1'] } }, 16],
])('%j: as many are counted as are listed', async (filter, count) => {
  const listed = (await store.comments.list(scope, filter, { limit: 100 })).items;
  const summary = await store.stats.summary(scope, filter);
  expect([summary.comments, listed.length]).toEqual([count, count]);
  const unfinished = listed
    .flatMap(({ analysis }) => analysis?.issues ?? [])
    .filter(({ sentiment }) => sentiment.label === 'negative');
  expect(summary.issues.open).toBe(unfinished.length);
  expect((await store.keywords.find(scope, { filter, limit: 9, beside: 0, compare: null })).comments).toBe(count);
});

test('a scan of the data quality parts what was there from what has come since', async () => {
  const own = await newWorkspace(store, 'scanned');
  const counts = () =>
    Promise.all(
      [true, false].map(async (scanned) => {
        const listed = (await store.comments.list(own, { scanned }, { limit: 100 })).items;
        const { comments } = await store.stats.summary(own, { scanned });
        expect(listed).toHaveLength(comments);
        return comments;
      }),
    );
  await store.comments.ingest(own, [sent(0), sent(1), sent(2)]);
  expect(await counts()).toEqual([0, 3]);
  await store.quality.finish(own, 'scan-1', 3, []);
  expect(await counts()).toEqual([3, 0]);
  clock.advance(1000);
  await store.comments.ingest(own, [sent(3), sent(4)]);
  expect(await counts()).toEqual([3, 2]);
  expect((await store.statisticsFacts.scan(own)).unscanned).toBe(2);
});

test('lists by channel and source, over days that hold few of them, are those of a look at every comment', async () => {
  const many = await newWorkspace(store, 'many days');
  const channels = ['fax', 'web', 'web', 'shop', undefined];
  const comments = Array.from({ length: 400 }, (_, n) =>
    comment(texts[n % 5]!, {
      externalId: `d-${n}`,
      source: n % 7 === 0 ? 'survey' : 'test',
      ...(channels[(n * n) % 5] && { channel: channels[(n * n) % 5] }),
      // Three of one moment, then some of the day, then days without any.
      occurredAt: new Date(Date.UTC(2025, 0, 1 + (n % 130) * 2, n % 3, 0)).toISOString(),
    }),
  );
  await store.comments.ingest(many, comments);
  const every = (await pages(many, {}, 200)).map((one) => one.comment);
  const asked: CommentFilter[] = [
    { channel: ['fax'] },
    { channel: ['shop', 'fax'] },
    { channel: [''] },
    { channel: ['nowhere'] },
    { channel: [] },
    { source: ['survey'] },
    { source: ['survey'], channel: ['web'] },
    { channel: ['web'], from: '2025-02-03', to: '2025-05-30' },
  ];
  for (const filter of asked) {
    const { channel, source, from = '', to = '9' } = filter;
    const expected = every.filter(
      (one) =>
        (!channel || channel.includes(one.channel ?? '')) &&
        (!source || source.includes(one.source)) &&
        one.occurredAt >= from &&
        one.occurredAt.slice(0, 10) <= to,
    );
    for (const limit of [1, 7, 60, 200])
      expect((await pages(many, filter, limit)).map(({ comment }) => comment.id)).toEqual(expected.map(({ id }) => id));
    const streamed: string[] = [];
    for await (const one of store.comments.stream(many, filter)) streamed.push(one.comment.id);
    expect(streamed).toEqual(expected.map(({ id }) => id));
  }
});

async function pages(of: Scope, filter: CommentFilter, limit: number) {
  const all: CommentWithAnalysis[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.comments.list(of, filter, { limit, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}
