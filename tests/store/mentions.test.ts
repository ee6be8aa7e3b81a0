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

async function expectAllOpened(filter: CommentFilter): Promise<void> {
  const journey = await statistics().journey(scope, filter);
  const links = journey.links.filter((link) => link.filter !== null);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(await opened(link.filter), `${link.source} ${link.target}`).toBe(link.comments);
  for (const one of journey.stages) {
    const unharmed = Math.round((one.unharmed?.value ?? 0) * journey.comments);
    const numbers: [CommentFilter | null, number][] = [
      [one.filter, one.comments],
      [one.praisedFilter, one.praised],
      [one.blamedFilter, one.blamed],
      [one.unharmedFilter, unharmed],
    ];
    for (const [opens, n] of numbers) if (opens !== null) expect(await opened(opens), one.id).toBe(n);
  }
}

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
    await expectAllOpened(filter);
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

test('the journey of leaves that were moved, merged and removed', async () => {
  await useStages([]);
  const facts = (code: string) => ({ code, path: [code], department: '甲部', slaHours: 9, firstResponseHours: 3 });
  const places = [
    { code: 'service.desk', place: 'people.desk', facts: facts('service.desk') },
    { code: 'service.desk.tone', place: 'people.desk.tone', facts: facts('service.desk.tone') },
    { code: 'service.order', place: 'service.order', facts: facts('service.order') },
    { code: 'service.order.app', place: 'service.order', facts: facts('service.order') },
    { code: 'service.parcel.box', place: 'service.parcel.box', facts: null },
  ];
  const { revision } = await store.editions.putDraft(scope, 'taxonomy', '{}', undefined);
  const from = await store.editions.versionInForce(scope, 'taxonomy');
  const edition = { key: 't@1', content: '{}', note: null };
  await store.editions.publish(scope, 'taxonomy', revision, edition, { from, places, backfill: false });
  expect((await statistics().journey(scope, {})).stages.map(({ id }) => id)).toEqual(['people', 'service']);
  await expectAllOpened({});
  await useStages([
    stage('one', 'order.app'),
    stage('two', 'desk'),
    { id: 'three', name: 'three', labels: ['people'] },
  ]);
  await expectAllOpened({ channel: ['app'] });
});
