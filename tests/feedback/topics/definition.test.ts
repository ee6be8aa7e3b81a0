import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRun, topicCadences } from '../../../src/feedback/topics/definition.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['daily', '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'],
  ['daily', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00Z'],
  ['weekly', '2026-03-01T08:00:00Z', '2026-03-02T00:00:00Z'],
  ['weekly', '2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z'],
  ['weekly', '2026-03-05T12:00:00Z', '2026-03-09T00:00:00Z'],
  ['monthly', '2026-01-31T12:00:00Z', '2026-02-01T00:00:00Z'],
  ['monthly', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
] as const)('%s after %s: %s', (cadence, now, next) => {
  expect(nextRun(cadence, at(now))).toBe(at(next));
});

test('by hand has no next time; every other next time lies ahead, at midnight', () => {
  expect(nextRun('manual', 0)).toBeNull();
  fc.assert(
    fc.property(
      fc.constantFrom(...topicCadences.slice(1)),
      fc.integer({ min: 0, max: at('2100-01-01T00:00:00Z') }),
      (cadence, now) => {
        const next = nextRun(cadence, now)!;
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(31 * 86_400_000);
        expect(next % 86_400_000).toBe(0);
      },
    ),
  );
});
