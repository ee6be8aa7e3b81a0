/** The statistics of the tests: the real figures over a few facts that stand still. */
import { randomUUID } from 'node:crypto';
import type { Scope } from '../../src/feedback/read.ts';
import type { StatisticsFacts } from '../../src/feedback/statistics/facts.ts';
import { defaultStatisticsSettings } from '../../src/feedback/statistics/settings.ts';
import { createStatistics } from '../../src/feedback/statistics/statistics.ts';
import type { Dependencies } from '../../src/http/dependencies.ts';
import type { DocumentService } from '../../src/http/services.ts';

const now = '2026-05-03T06:20:00.000Z';

const share = { value: 0.5, low: 0.4, high: 0.6, n: 100 };
const periods: string[] = ['day', 'week', 'month'];

type Faked = Pick<Dependencies, 'quality' | 'statistics' | 'statisticsSettings' | 'events' | 'targets'>;

export function fakeStatistics(): Faked {
  return {
    statistics: createStatistics(fakeFacts(), () => '2026-05-03'),
    statisticsSettings: fakeSettings(),
    quality: {
      blocked: async () => [{ kind: 'author', value: '小李', since: now, liftedAt: null }],
      lift: async ({ workspaceId }, _kind, value) => workspaceId === 'a' && value === '小李',
    },
    events: fakeDocuments(),
    targets: fakeDocuments(),
  };
}

/** Every group there is holds the same forty-four ratings on ten points, and one rating of its own kind is too few. */
function fakeFacts(): StatisticsFacts {
  const scale = { min: 1, max: 10 };
  const spread = [
    [6, 1],
    [7, 2],
    [8, 34],
    [9, 1],
  ] as const;
  return {
    settings: async () => ({ ...defaultStatisticsSettings, effort: { dimension: 'app', direction: 'high_is_easy' } }),
    ratings: async (_scope, _filter, keys) => {
      const many = spread.map(([rating, n]) => ({
        keys: keys.map((key) => (periods.includes(key) ? '2026-05-01' : 'app')),
        scale,
        rating,
        n,
      }));
      return keys.length === 0
        ? many
        : [
            ...many,
            { keys: keys.map((key) => (periods.includes(key) ? '2026-04-01' : 'web')), scale, rating: 3, n: 1 },
          ];
    },
    sentiment: async () => ({ analysed: 40, negative: 10 }),
    leaves: async (_scope, _filter, by) => [leafCount('channel.logistics.speed', by ? 'app' : '', 40)],
    volumes: async (_scope, _filter, by) => [leafCount('', by ? 'app' : '', 60)],
    mentions: async () => [
      { negative: ['channel.logistics.speed'], positive: [], neutral: [], n: 20, sum: 60, squares: 200 },
      { negative: [], positive: ['channel.logistics.speed'], neutral: [], n: 20, sum: 180, squares: 1630 },
      { negative: [], positive: [], neutral: [], n: 40, sum: 280, squares: 2000 },
    ],
    scan: async () => ({
      scan: { id: 'job', endedAt: now, comments: 60, flagged: { outlier: 1 }, excluded: ['duplicate'], imputed: 2 },
      unscanned: 3,
    }),
    flags: async () => ({ comments: 60, flags: new Map([['outlier', 1]]) }),
    imputed: async () => [{ keys: ['app'], scale, rating: 8, n: 2 }],
    series: async (_scope, _filter, by) => [
      ...Array.from({ length: 20 }, (_, i) => dayOf(by, `2026-04-${String(i + 1).padStart(2, '0')}`, 10, 8)),
      ...Array.from({ length: 3 }, (_, i) => dayOf(by, `2026-04-${21 + i}`, 10, 2)),
    ],
    breathe: async () => {},
    events: async () => [outage],
    patterns: async () => [
      { negative: [], positive: ['channel.logistics.speed'], neutral: [], n: 20, sum: 0, squares: 0 },
    ],
    customerSegments: async () => [
      {
        ...{ recent: true, frequent: true, spending: true, customers: 12, comments: 30 },
        ...{ rated: 20, satisfied: 15, positions: 14, authors: ['小李'] },
      },
    ],
    lifeCycle: async () => [{ stage: 'lost', customers: 3, authors: ['老王'] }],
    customersAtRisk: async () => ({
      candidates: 1,
      customers: [
        {
          ...{ author: '小李', comments: 4, firstDay: '2026-01-01', lastDay: '2026-04-30' },
          ...{ threats: 1, lastPosition: 0, earlierPosition: 1, lastNegative: 2, overdue: 1 },
        },
      ],
    }),
    answers: async () => [
      { source: 'survey', scale, ratings: { a: 8, b: 9 }, n: 10 },
      { source: 'survey', scale, ratings: { a: 3, b: 4 }, n: 10 },
    ],
    contrast: async () => [
      { term: '物流', weight: 1, comments: 9, share, polarity: 0, otherComments: 1, otherShare: share, q: 0, z: 4 },
    ],
    places: async () => new Map(),
    leafNames: async (_scope, codes) => new Map(codes.map((code) => [code, code])),
  };
}

const outage = {
  id: 'e',
  name: '停机',
  kind: 'outage' as const,
  from: '2026-04-20',
  to: '2026-04-21',
  channel: null,
  outlet: null,
  note: null,
  createdAt: now,
  updatedAt: now,
};

function dayOf(by: string | null, day: string, n: number, positions: number) {
  return { key: by === null ? '' : 'app', day, n, positions };
}

function leafCount(code: string, key: string, comments: number) {
  return { code, key, comments, negative: comments / 2, positive: 4, rated: comments, tenPoints: comments * 6 };
}

function fakeSettings(): Dependencies['statisticsSettings'] {
  let kept = { settings: defaultStatisticsSettings, version: 0 };
  return {
    get: async () => kept,
    async put(_scope, settings) {
      kept = { settings, version: kept.version + 1 };
      return kept;
    },
  };
}

function fakeDocuments<Input extends object>(): DocumentService<
  Input,
  Input & { id: string; createdAt: string; updatedAt: string }
> {
  const kept = new Map<
    string,
    { workspaceId: string; one: Input & { id: string; createdAt: string; updatedAt: string } }
  >();
  const find = (scope: Scope, id: string) => {
    const entry = kept.get(id);
    return entry?.workspaceId === scope.workspaceId ? entry.one : null;
  };
  return {
    list: async (scope) => [...kept.values()].filter((e) => e.workspaceId === scope.workspaceId).map(({ one }) => one),
    get: async (scope, id) => find(scope, id),
    async create({ workspaceId }, input) {
      const one = { id: randomUUID(), ...input, createdAt: now, updatedAt: now };
      kept.set(one.id, { workspaceId, one });
      return one;
    },
    async put(scope, id, input) {
      const one = find(scope, id);
      return one && Object.assign(one, input);
    },
    delete: async (scope, id) => find(scope, id) !== null && kept.delete(id),
  };
}
