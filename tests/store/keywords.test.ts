import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { KeywordComparison, KeywordQuery, KeywordRow } from '../../src/feedback/keywordQuery.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { SynonymGroup } from '../../src/feedback/synonyms.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
const clock = createClock();
let store: Store;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  store = await openTestStore(folder.path, clock);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
});

async function add(count: number, text: string, channel: string, day = '2026-01-15', to = scope): Promise<void> {
  const sent = Array.from({ length: count }, () => comment(text, { channel, occurredAt: `${day}T10:00:00Z` }));
  await store.comments.ingest(to, sent);
  await analyseAll(store);
}

const find = (query: Partial<KeywordQuery>, of = scope) =>
  store.keywords.find(of, { filter: {}, limit: 50, beside: 0, compare: null, ...query });
const byTerm = (items: KeywordRow[]) => new Map(items.map((item) => [item.term, item]));
const app: CommentFilter = { channel: ['app'] };

describe('a contrast', () => {
  beforeEach(async () => {
    await add(30, 'slow parcel', 'app');
    await add(10, 'nice parcel', 'app');
    await add(5, 'slow parcel', 'web');
    await add(35, 'nice parcel', 'web');
    await add(50, 'slow parcel', 'web', '2026-01-15', other);
  });

  test('tells the words of one filter from those of another', async () => {
    const { items, ...head } = await find({ filter: app, compare: { rank: 'contrast', other: { channel: ['web'] } } });
    expect(head).toEqual({ rank: 'contrast', comments: 40, otherComments: 40 });
    const found = byTerm(items);
    expect(found.get('slow')).toMatchObject({
      comments: 30,
      otherComments: 5,
      share: { value: 0.75, n: 40 },
      otherShare: { value: 0.125, n: 40 },
      polarity: 0.5,
      weight: 30,
    });
    expect(found.get('slow')!.z).toBeGreaterThan(2);
    expect(found.get('slow')!.q).toBeLessThan(0.05);
    expect(found.get('nice')!.z).toBeLessThan(-1);
    expect(Math.abs(found.get('parcel')!.z!)).toBeLessThan(0.5);
    expect(items.map(({ z }) => Math.abs(z!))).toEqual(items.map(({ z }) => Math.abs(z!)).toSorted((a, b) => b - a));
  });

  test('with the rest is one with all that the filter leaves out', async () => {
    const rest = await find({ filter: app, compare: { rank: 'contrast', other: 'rest' } });
    const web = await find({ filter: app, compare: { rank: 'contrast', other: { channel: ['web'] } } });
    expect(rest).toEqual(web);
  });

  test.each([
    [{ channel: ['nowhere'] }, 'rest'],
    [app, { channel: ['nowhere'] }],
  ] as const)('with no comments on one side has no words', async (filter, others) => {
    const compare = { rank: 'contrast', other: others as CommentFilter | 'rest' } as const;
    expect((await find({ filter: filter as CommentFilter, compare })).items).toEqual([]);
  });
});

describe('a rise', () => {
  const now: CommentFilter = { from: '2026-02-01', to: '2026-02-28' };
  const before: CommentFilter = { from: '2026-01-01', to: '2026-01-31' };
  beforeEach(async () => {
    await add(4, 'leak parcel', 'app', '2026-01-10');
    await add(46, 'fine parcel', 'app', '2026-01-11');
    await add(26, 'leak parcel', 'app', '2026-02-10');
    await add(24, 'fine parcel', 'web', '2026-02-11');
  });

  test('names what changed more than chance has it, both ways', async () => {
    const { items, ...head } = await find({ filter: now, compare: { rank: 'rise', before } });
    expect(head).toEqual({ rank: 'rise', comments: 50, otherComments: 50 });
    const found = byTerm(items);
    expect([...found.keys()].sort()).toEqual(['fine', 'leak']);
    expect(found.get('leak')).toMatchObject({ comments: 26, otherComments: 4 });
    expect(found.get('leak')!.change).toBeCloseTo(0.44);
    expect(found.get('fine')!.change).toBeCloseTo(-0.44);
  });

  test('keeps to the other filters in both periods', async () => {
    const compare = { rank: 'rise', before } as const;
    expect(await find({ filter: { ...now, ...app }, compare })).toMatchObject({ comments: 26, otherComments: 50 });
    expect((await find({ filter: { ...now, channel: ['web'] }, compare })).items).toEqual([]);
  });
});

describe.each([1, 2, 5])('the %i heaviest', (limit) => {
  const word = (n: number) => `word${String(n).padStart(2, '0')}`;

  test.each<[string, CommentFilter]>([
    ['of a channel', app],
    ['of comments that are asked one by one', { ...app, metadata: {} }],
    ['of comments that an index gathers', { keyword: [word(24)] }],
  ])('%s are found among many that are heavier elsewhere', async (_, filter) => {
    for (let n = 0; n < 20; n++) await add(3, word(n), 'web');
    await add(2, [20, 21, 22, 23, 24, 25].map(word).join(' '), 'app');
    await add(1, [24, 25].map(word).join(' '), 'app', '2026-01-16');
    await add(1, word(3), 'app', '2026-01-16');
    const { items } = await find({ filter, limit });
    // More than there are: each of them is counted.
    expect(items).toEqual((await find({ filter, limit: 100 })).items.slice(0, limit));
    expect(items[0]).toMatchObject({ term: word(24), comments: 3 });
  });
});

describe('words beside a keyword', () => {
  beforeEach(async () => {
    await add(6, 'battery drain', 'app');
    await add(4, 'battery phone', 'app');
    await add(20, 'phone', 'app');
    await add(9, 'shop', 'web');
    await add(2, 'battery rare', 'web');
  });

  test.each([
    ['all comments', {}],
    ['a filter', { metadata: {} }],
  ] as [string, CommentFilter][])('of %s are those that share comments more than chance has it', async (_n, filter) => {
    const found = byTerm((await find({ filter, beside: 5 })).items);
    expect(found.get('battery')!.beside).toEqual([{ term: 'drain', comments: 6, npmi: expect.any(Number) }]);
    expect(found.get('shop')!.beside).toEqual([]);
    expect((await find({ filter, beside: 0 })).items[0]).not.toHaveProperty('beside');
  });

  test('are counted in the latest comments of many', async () => {
    await add(7, 'phone charger', 'app', '2026-01-20');
    expect((await find({ beside: 5 })).besideComments).toBe(48);
    const few = tempDir();
    const small = await openTestStore(few.path, clock, { commentsBeside: 10 });
    const own = await newWorkspace(small, 'few');
    const send = async (count: number, text: string, day: string) =>
      small.comments.ingest(
        own,
        Array.from({ length: count }, () => comment(text, { occurredAt: `2026-01-${day}T10:00:00Z` })),
      );
    await send(24, 'phone', '15');
    await send(9, 'shop', '16');
    await send(7, 'phone charger', '20');
    await analyseAll(small);
    const query = { filter: {}, limit: 50, beside: 5, compare: null };
    const { items, ...head } = await small.keywords.find(own, query);
    await small.close();
    few.remove();
    expect(head).toMatchObject({ comments: 40, besideComments: 10 });
    expect(byTerm(items).get('phone')).toMatchObject({ comments: 31, beside: [{ term: 'charger', comments: 7 }] });
  });
});

describe('synonyms', () => {
  const groups: SynonymGroup[] = [{ term: 'parcel', words: ['delivery', 'package'] }];
  beforeEach(async () => {
    await add(3, 'parcel delivery slow', 'app');
    await add(2, 'package slow', 'web');
    await add(1, 'fine', 'web');
    await store.synonyms.put(scope, groups, null);
  });

  test.each([
    ['all comments', {}],
    ['a filter', { metadata: {} }],
  ] as [string, CommentFilter][])('count once a comment, of %s', async (_name, filter) => {
    const { items } = await find({ filter, beside: 3 });
    expect(items.map(({ term }) => term).sort()).toEqual(['fine', 'parcel', 'slow']);
    expect(byTerm(items).get('parcel')).toMatchObject({
      comments: 5,
      weight: 8,
      polarity: 0.5,
      share: { value: 5 / 6 },
      synonyms: ['delivery', 'package'],
      beside: [{ term: 'slow', comments: 5 }],
    });
    expect(byTerm(items).get('slow')!.beside).toMatchObject([{ term: 'parcel', comments: 5 }]);
  });

  test('are found as one: as many comments as are counted', async () => {
    const { items } = await find({});
    for (const { term, comments } of items) {
      const page = await store.comments.list(scope, { keyword: [term] }, { limit: 20 });
      expect([term, page.items.length]).toEqual([term, comments]);
      expect((await find({ filter: { keyword: [term] } })).comments).toBe(comments);
    }
    expect((await store.comments.list(scope, { keyword: [] }, { limit: 20 })).items).toEqual([]);
    expect((await store.comments.list(other, { keyword: ['parcel'] }, { limit: 20 })).items).toEqual([]);
  });

  test('are compared as one', async () => {
    await add(20, 'delivery late', 'app');
    await add(20, 'shop', 'web');
    const compare: KeywordComparison = { rank: 'contrast', other: { channel: ['web'] } };
    const found = byTerm((await find({ filter: app, compare })).items);
    expect(found.get('parcel')).toMatchObject({ comments: 23, otherComments: 2 });
    expect(found.has('delivery')).toBe(false);
  });

  test('are put as a whole, and not over changes of others', async () => {
    const first = await store.synonyms.get(scope);
    expect(first.groups).toEqual(groups);
    const second = await store.synonyms.put(scope, [{ term: 'a', words: ['b'] }], first.version);
    await expect(store.synonyms.put(scope, groups, first.version)).rejects.toMatchObject({ code: 'version_conflict' });
    expect(await store.synonyms.get(scope)).toEqual(second);
    expect((await store.synonyms.put(scope, [], null)).groups).toEqual([]);
    expect((await store.synonyms.get(other)).groups).toEqual([]);
  });
});

test('another workspace sees nothing of it', async () => {
  await add(9, 'slow', 'app');
  await store.synonyms.put(scope, [{ term: 'x', words: ['slow'] }], null);
  await add(9, 'slow', 'app', '2026-01-15', other);
  expect((await find({ beside: 2 }, other)).items.map(({ term, comments }) => [term, comments])).toEqual([['slow', 9]]);
  expect((await find({ filter: app, compare: { rank: 'contrast', other: {} } }, other)).comments).toBe(9);
});
