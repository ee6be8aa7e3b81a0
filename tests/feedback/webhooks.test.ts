import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseAfter, retryAfterMs, retryPausesMs } from '../../src/feedback/webhooks.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-05-03T06:20:00Z');

test('pauses grow, are moved by a fifth at most, and end after the tenth try', () => {
  expect(retryPausesMs).toHaveLength(9);
  expect(retryPausesMs.reduce((sum, ms) => sum + ms, 0) / 3_600_000).toBeCloseTo(75.6, 1);
  expect([...Array(10).keys()].map((n) => pauseAfter(n + 1, 0.5, null))).toEqual([...retryPausesMs, null]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
      const usual = retryPausesMs[tries - 1]!;
      const pause = pauseAfter(tries, random, null)!;
      expect(Math.abs(pause - usual)).toBeLessThanOrEqual(0.2 * usual + 1);
      expect(pauseAfter(tries, random, dayMs)).toBeGreaterThanOrEqual(dayMs);
    }),
  );
});

test.each([
  [undefined, null],
  ['120', 120_000],
  ['0', 0],
  ['Sun, 03 May 2026 06:21:00 GMT', 60_000],
  ['Sun, 03 May 2020 06:21:00 GMT', 0],
  ['999999999', dayMs],
  ['Sun, 03 May 2099 06:21:00 GMT', dayMs],
  ['soon', null],
  ['', null],
])('Retry-After %s', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
