import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelReading, calibrateChannel } from '../../src/feedback/channelCalibration.ts';
import { xorshift } from '../../src/text/classify/linear.ts';

/** Ratings drawn by the law that is fitted: P(high) = ε + (1 − 2ε) · σ(sum + offset). */
function drawn(n: number, offset: number, seed = 1, mistaken = 0.05): ChannelReading[] {
  const random = xorshift(seed);
  return Array.from({ length: n }, () => {
    const sum = 8 * random() - 4;
    const high = random() < mistaken + (1 - 2 * mistaken) / (1 + Math.exp(-sum - offset));
    return { rating: high ? 1 : -1, score: Math.tanh(sum / 2) };
  });
}

describe('the calibration of a channel', () => {
  it.each([0.7, 0, -0.7])('finds an offset of %f', (offset) => {
    const found = calibrateChannel(drawn(3000, offset))!;
    expect(found.comments).toBe(3000);
    expect(Math.abs(found.offset - offset)).toBeLessThan(0.15);
  });

  it('holds back with few ratings, and never goes beyond 1', () => {
    const mean = (n: number) =>
      [1, 2, 3, 4, 5].reduce((sum, seed) => sum + calibrateChannel(drawn(n, 0.7, seed))!.offset / 5, 0);
    expect(mean(120)).toBeLessThan(mean(3000));
    expect(calibrateChannel(drawn(3000, 1.6))!.offset).toBe(1);
  });

  it('is silent on few ratings, on ratings of one side, and where a scale seems to be upside down', () => {
    expect(calibrateChannel(drawn(99, 0))).toBeNull();
    const oneSided = drawn(3000, 0).map((one, i) => ({ ...one, rating: i < 10 ? -1 : 1 }));
    expect(calibrateChannel(oneSided)).toBeNull();
    expect(calibrateChannel(drawn(3000, 0).map((one) => ({ ...one, rating: -one.rating })))).toBeNull();
    const middling = drawn(3000, 0).map((one) => ({ ...one, rating: 0 }));
    expect(calibrateChannel(middling)).toBeNull();
  });

  it('law: total, held to −1..1, and the mirror image of the channel has the mirrored offset', () => {
    const reading = fc.record({
      rating: fc.double({ min: -1, max: 1, noNaN: true }),
      score: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(reading, { minLength: 100, maxLength: 300 }),
        fc.double({ min: -1, max: 1 }),
        (any, shift) => {
          const readings = [...any, ...drawn(200, Number.isNaN(shift) ? 0 : shift)];
          const found = calibrateChannel(readings);
          const mirrored = calibrateChannel(readings.map(({ rating, score }) => ({ rating: -rating, score: -score })));
          expect(found === null).toBe(mirrored === null);
          if (found === null) return;
          expect(Math.abs(found.offset)).toBeLessThanOrEqual(1);
          expect(found.offset + mirrored!.offset).toBeCloseTo(0, 3);
        },
      ),
      { numRuns: 30 },
    );
  });
});
