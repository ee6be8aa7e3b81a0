import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTrainingDue, type TrainingPlan, trainingOutlook } from '../../../src/feedback/learning/schedule.ts';

const now = Date.parse('2026-05-10T00:00:00.000Z');
const plan: TrainingPlan = { after: 50, restHours: 24, everyDays: 0, decisions: 20, latestAt: null, jobId: null };

describe('what the next training waits for', () => {
  test.each([
    [{}, { state: 'waits', missing: 30, at: null }],
    [{ after: 0 }, { state: 'by_hand', missing: null, at: null }],
    [{ jobId: 'j' }, { state: 'under_way', missing: 30, at: null }],
    [{ decisions: 50 }, { state: 'due', missing: 0, at: null }],
    [
      { decisions: 50, latestAt: '2026-05-09T12:00:00.000Z' },
      { state: 'waits', missing: 0, at: '2026-05-10T12:00:00.000Z' },
    ],
    [
      { everyDays: 7, latestAt: '2026-05-09T12:00:00.000Z' },
      { state: 'waits', missing: 30, at: '2026-05-16T12:00:00.000Z' },
    ],
    [
      { everyDays: 7, decisions: 0, latestAt: '2026-05-09T12:00:00.000Z' },
      { state: 'waits', missing: 50, at: null },
    ],
  ] as const)('%j', (change, outlook) => {
    expect(trainingOutlook({ ...plan, ...change }, now)).toEqual(outlook);
  });

  test('at the time that it tells a training is due, and not before', () => {
    const days = fc.integer({ min: 0, max: 30 });
    const given = fc.record({
      after: fc.integer({ min: 0, max: 60 }),
      restHours: fc.integer({ min: 0, max: 100 }),
      everyDays: days,
      decisions: fc.integer({ min: 0, max: 80 }),
      latestAt: fc.option(days.map((ago) => new Date(now - ago * 86_400_000).toISOString())),
      jobId: fc.constant(null),
    });
    fc.assert(
      fc.property(given, (asked) => {
        const { state, at } = trainingOutlook(asked, now);
        expect(state === 'due').toBe(isTrainingDue(asked, now));
        if (at === null) return;
        expect(isTrainingDue(asked, Date.parse(at))).toBe(true);
        expect(isTrainingDue(asked, Date.parse(at) - 1)).toBe(false);
      }),
    );
  });
});
