import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommentFilter } from '../../src/feedback/filter.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { defaultStatisticsSettings, type JourneyStage } from '../../src/feedback/statistics/settings.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import type { Store } from '../../src/store/store.ts';
import { analyseAll, comment, createClock, newWorkspace, openTestStore, tempDir } from '../contracts/support.ts';

/** Every number that counts what is said opens exactly its comments. */
const folder = tempDir();
const leaves = ['order', 'order.app', 'parcel', 'parcel.box', 'desk', 'desk.tone'];
const opinions = ['+', '-', '=', '~'];
let store: Store;
let scope: Scope;
const statistics = () => createStatistics(store.statisticsFacts, () => '2026-03-01');

/** Small numbers that never look the same, the same in every run. */
function createDice(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

beforeAll(async () => {
  store = await openTestStore(folder.path, createClock());
  scope = await newWorkspace(store, 'own');
  const other = await newWorkspace(store, 'other');
  const dice = createDice();
  const say = () => `${opinions[dice(4)]}${leaves[dice(leaves.length)]}`;
  const written = Array.from({ length: 240 }, (_, n) =>
    comment(`text ${Array.from({ length: dice(5) }, say).join(' ')}`, {
      externalId: `c${n}`,
      channel: ['app', 'web'][dice(2)]!,
      ...(dice(3) > 0 && { rating: 1 + dice(5) }),
    }),
  );
  await store.comments.ingest(scope, written);
  await store.comments.ingest(other, written.slice(0, 50));
  await analyseAll(store);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const stage = (id: string, ...labels: string[]): JourneyStage => {
  return { id, name: id, labels: labels.map((label) => `service.${label}`) };
};
async function useStages(stages: JourneyStage[]): Promise<void> {
  const { version } = await store.statisticsSettings.get(scope);
  await store.statisticsSettings.put(scope, { ...defaultStatisticsSettings, minimumSample: 1, stages }, version);
}

/** How many comments a filter opens, by the list and by the sum. */
async function opened(filter: CommentFilter | null): Promise<number> {
  const listed = (await store.comments.list(scope, filter!, { limit: 200 })).items.length;
  expect((await store.stats.summary(scope, filter!)).comments).toBe(listed);
  return listed;
}

const filters: CommentFilter[] = [
  {},
  { channel: ['app'], rated: true },
  { label: ['service.parcel'] },
  { mention: ['service.desk:negative'] },
  { noMention: ['service.order.app'], label: ['service'] },
];

describe.each([
  ['stages in a row', [stage('one', 'order'), stage('two', 'parcel'), stage('three', 'desk')]],
  [
    'stages of leaves that overlap',
    [stage('one', 'order.app', 'desk'), stage('two', 'order'), stage('three', 'desk.tone')],
  ],
  ['inferred stages', []],
])('the journey of %s', (_, stages) => {
  test.each(filters)('%j', async (filter) => {
    await useStages(stages);
    const journey = await statistics().journey(scope, filter);
    let links = 0;
    for (const link of journey.links) {
      if (link.filter === null) continue;
      links++;
      expect(await opened(link.filter), `${link.source} ${link.target}`).toBe(link.comments);
    }
    expect(links).toBeGreaterThan(0);
    for (const one of journey.stages) {
      if (one.filter !== null) expect(await opened(one.filter)).toBe(one.comments);
      if (one.praisedFilter !== null) expect(await opened(one.praisedFilter)).toBe(one.praised);
      if (one.blamedFilter !== null) expect(await opened(one.blamedFilter)).toBe(one.blamed);
      if (one.unharmedFilter === null || one.unharmed === null) continue;
      expect(await opened(one.unharmedFilter)).toBe(Math.round(one.unharmed.value * journey.comments));
    }
  });
});

test('without a filter on leaves all numbers of the journey are opened', async () => {
  await useStages([stage('one', 'order'), stage('two', 'parcel'), stage('three', 'desk')]);
  const { stages, links } = await statistics().journey(scope, { channel: ['web'] });
  expect([stages, links].flat()).not.toContainEqual(expect.objectContaining({ filter: null }));
  expect(stages.flatMap((one) => [one.praisedFilter, one.blamedFilter, one.unharmedFilter])).not.toContain(null);
});

test.each(filters)('complaints and praise of leaves in %j', async (filter) => {
  await useStages([]);
  const { cells } = await statistics().heatmap(scope, { filter, by: 'channel' });
  let counts = 0;
  for (const { comments, negative, positive, ...cell } of cells) {
    const known: [CommentFilter | null, number][] = [
      [cell.filter, comments!],
      [cell.negativeFilter, Math.round(negative!.value * comments!)],
      [cell.positiveFilter, Math.round(positive!.value * comments!)],
    ];
    // A node that has opinions of its own is no leaf of a taxonomy.
    if (leaves.some((leaf) => `service.${leaf}`.startsWith(`${cell.row}.`))) continue;
    for (const [opens, count] of known) {
      if (opens === null) continue;
      counts++;
      expect(await opened(opens), `${cell.row} ${cell.column}`).toBe(count);
    }
  }
  expect(counts).toBeGreaterThan(0);
});

test('complaints and praise of drivers, of rated comments alone', async () => {
  await useStages([]);
  const { items } = await statistics().drivers(scope, {});
  const found = items.filter(({ code }) => !leaves.some((leaf) => `service.${leaf}`.startsWith(`${code}.`)));
  expect(found).toHaveLength(3);
  for (const { negative, negativeFilter, positive, positiveFilter } of found) {
    expect([await opened(negativeFilter), await opened(positiveFilter)]).toEqual([negative, positive]);
  }
});
