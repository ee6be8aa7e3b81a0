import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CoverageDimension } from '../../src/feedback/coverage.ts';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

const folder = tempDir();
let store: Store;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  store = await openTestStore(folder.path, createClock());
});
afterAll(async () => {
  await store.close();
  folder.remove();
});
beforeEach(async () => {
  scope = await newWorkspace(store, 'own');
  other = await newWorkspace(store, 'other');
});

const add = (text: string, channel: string | undefined, day: string, to = scope) =>
  store.comments.ingest(to, [comment(text, { ...(channel && { channel }), occurredAt: `${day}T10:00:00Z` })]);

describe('coverage', () => {
  beforeEach(async () => {
    await add('-slow', 'app', '2026-01-30');
    await add('nothing', 'app', '2026-02-02');
    await add('+nice', 'app', '2026-02-03');
    await add('nothing', 'web', '2026-02-08');
    await add('nothing', undefined, '2026-02-09');
    await add('+theirs', 'app', '2026-02-03', other);
    await analyseAll(store);
    // Not analysed: neither covered nor uncovered.
    await add('-late', 'app', '2026-02-03');
  });

  const shown = async (by: CoverageDimension, filter: CommentFilter = {}) =>
    (await store.stats.coverage(scope, filter, by)).map(({ channel, period, covered }) =>
      [channel, period, `${Math.round(covered.value * covered.n)}/${covered.n}`]
        .filter((part) => part !== undefined)
        .join(' '),
    );

  test.each<[CoverageDimension, string[]]>([
    ['channel', [' 0/1', 'app 2/3', 'web 0/1']],
    ['month', ['2026-01-01 1/1', '2026-02-01 1/4']],
    ['week', ['2026-01-26 1/1', '2026-02-02 1/3', '2026-02-09 0/1']],
    ['channel_month', [' 2026-02-01 0/1', 'app 2026-01-01 1/1', 'app 2026-02-01 1/2', 'web 2026-02-01 0/1']],
  ])('by %s, from the roll-ups and from the rows', async (by, expected) => {
    expect(await shown(by)).toEqual(expected);
    expect(await shown(by, { metadata: {} })).toEqual(expected);
  });

  test('keeps to filters', async () => {
    expect(await shown('day', { channel: ['app'], from: '2026-02-01' })).toEqual(['2026-02-02 0/1', '2026-02-03 1/1']);
    expect(await shown('channel', { sentiment: ['positive'] })).toEqual(['app 1/1']);
    expect(await shown('channel', { covered: false })).toEqual([' 0/1', 'app 0/1', 'web 0/1']);
    expect(await shown('channel', { channel: ['nowhere'] })).toEqual([]);
  });

  test('opens the comments behind it', async () => {
    const list = async (covered: boolean) =>
      (await store.comments.list(scope, { covered }, { limit: 20 })).items.map((item) => item.comment.text).sort();
    expect(await list(true)).toEqual(['+nice', '-slow']);
    expect(await list(false)).toEqual(['nothing', 'nothing', 'nothing']);
  });
});

test("a draft is made once of each source, and is nobody else's", async () => {
  const content = {
    kind: 'leaf',
    code: 'channel.smell',
    name: '气味',
    cues: ['异味'],
    exampleCommentIds: ['c'],
  } as const;
  const input = {
    taxonomy: 'cx',
    content: { ...content, cues: ['异味'], exampleCommentIds: ['c'] },
    source: 'topic:r:0',
  };
  const first = await store.taxonomyDrafts.create(scope, input);
  expect(first).toMatchObject({ created: true, draft: { ...input, createdBy: 'system' } });
  const again = await store.taxonomyDrafts.create(scope, { ...input, content: { ...input.content, name: 'x' } });
  expect(again).toEqual({ created: false, draft: first.draft });
  const found = await store.taxonomyDrafts.bySource(scope, ['topic:r:0', 'topic:r:1']);
  expect([...found]).toEqual([['topic:r:0', first.draft.id]]);
  expect((await store.taxonomyDrafts.bySource(other, ['topic:r:0'])).size).toBe(0);
  expect((await store.taxonomyDrafts.create(other, input)).created).toBe(true);
});

test('a dismissed suggestion is so for its workspace and its run, until it is taken back', async () => {
  const order = { algorithm: 'lda', k: 2, seed: 1, filters: { covered: false } } as const;
  const { id } = await store.topicRuns.create(scope, order as never);
  for (const _ of [1, 2]) await store.dismissals.set(scope, id, 3, true);
  expect([...(await store.dismissals.of(scope, id))]).toEqual([3]);
  expect((await store.dismissals.of(other, id)).size).toBe(0);
  await store.dismissals.set(scope, id, 3, false);
  await store.dismissals.set(scope, id, 3, false);
  expect((await store.dismissals.of(scope, id)).size).toBe(0);
});
