import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/rig/build.ts'],
    // For what hangs only: tests must pass on a machine that is busy with other work.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // More than the cores: some tests wait for clocks.
    maxWorkers: 3,
  },
});
