import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StatisticsFacts } from '../../../src/feedback/statistics/facts.ts';
import { segmentTable } from '../../../src/feedback/statistics/figures/customers.ts';
import { lifeStages } from '../../../src/feedback/statistics/segments.ts';

const minimumSample = 5;

/** The table over stages of these sizes, everybody in one segment. */
function tableOf(sizes: number[]) {
  const all = sizes.reduce((sum, n) => sum + n, 0);
  const counts = { customers: all, comments: all, rated: all, satisfied: 0, positions: 0, authors: ['a'] };
  const facts = {
    settings: async () => ({ minimumSample, weights: {}, lifeCycle: { new: 30, silent: 90, lost: 365 } }),
    customerSegments: async () => [{ recent: true, frequent: true, spending: true, ...counts }],
    lifeCycle: async () => lifeStages.map((stage, i) => ({ stage, customers: sizes[i], authors: [`a${i}`] })),
  };
  const scope = { workspaceId: 'w', actor: 'system' };
  return segmentTable(facts as unknown as StatisticsFacts, scope, {}, '2026-06-01');
}

test('a small stage is not found by subtraction', async () => {
  const { customers, lifeCycle } = await tableOf([0, 159, 2, 40]);
  const hidden = lifeCycle.filter(({ masked }) => masked).map(({ stage }) => stage);
  expect(hidden.length).toBeGreaterThanOrEqual(2);
  expect(lifeCycle.filter(({ masked }) => masked).every((one) => one.customers === 0 && one.filter === null)).toBe(
    true,
  );
  expect(customers).toBe(201);
});

test('whatever the sizes: what is hidden is two groups and no small sample, or the total is hidden too', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 12 }), {
    minLength: lifeStages.length,
    maxLength: lifeStages.length,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (given) => {
      const { customers, lifeCycle } = await tableOf(given);
      const lost = given.filter((n, i) => n > 0 && lifeCycle[i]!.masked);
      expect(given.some((n, i) => n > 0 && n < minimumSample && !lifeCycle[i]!.masked)).toBe(false);
      if (lost.length > 0 && customers !== null) {
        expect(lost.length).toBeGreaterThanOrEqual(2);
        expect(lost.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(minimumSample);
      }
    }),
  );
});
