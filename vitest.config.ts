import { defineConfig } from 'vitest/config';
import { hasPostgres } from './tests/rig/postgres.ts';

/** Tests of the store through its own methods, which run once more on PostgreSQL. */
const onBoth = [
  'access',
  'alerts',
  'channelCalibrations',
  'coverage',
  'customers',
  'editions',
  'filters',
  'idempotency',
  'invertedScales',
  'issues',
  'keywords',
  'mentions',
  'reviewQuality',
  'reviews',
  'savedFilters',
  'secondWall',
  'services',
  'statistics',
  'topicDefinitions',
  'topicRuns',
  'users',
  'webhooks',
  'work',
  'workspaceModels',
].map((name) => `tests/store/${name}.test.ts`);

/** What takes minutes and the whole machine runs by `npm run reliability` only. */
const load = process.env.RELIABILITY_LOAD ? ['tests/load/*.load.ts'] : [];

/** Faults that take a minute and more, which `npm run test:faults` and `npm run reliability` run beside the others. */
const longFaults = [
  'backup',
  'bodyMemory',
  'crashPoints',
  'dependencies',
  'disk',
  'freshInstall',
  'migrations',
  'overload',
  'poison',
  'postgres',
  'processes',
  'redos',
  'review',
  'roundTrip',
  'storedScripts',
  'stop',
  'unicodeDisplay',
];
const left = process.env.LONG_FAULTS ? [] : longFaults.map((name) => `tests/faults/${name}.test.ts`);

export default defineConfig(async () => ({
  test: {
    globalSetup: ['tests/rig/build.ts', 'tests/rig/logCheck.ts'],
    // The logs of a long run are read then.
    teardownTimeout: 600_000,
    // For what hangs only: tests must pass on a machine that is busy with other work.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: 'forks' as const,
    // More than the cores: some tests wait for clocks.
    maxWorkers: 4,
    projects: [
      {
        extends: true as const,
        test: { name: 'all', include: ['tests/**/*.test.ts', ...load], exclude: left, globalSetup: [] },
      },
      ...((await hasPostgres('the store on PostgreSQL'))
        ? [
            {
              extends: true as const,
              test: {
                name: 'postgres',
                include: onBoth,
                globalSetup: [],
                setupFiles: ['tests/rig/dropDatabases.ts'],
                env: { HUIYIN_TEST_STORE: 'postgres' },
              },
            },
          ]
        : []),
    ],
  },
}));
