import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classicalScaling, jensenShannonDistances } from '../../../src/text/maths/scaling.ts';

it('puts points of the plane back, but for turns and mirrors (law)', () => {
  const point = fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) });
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 8 }), (points) => {
      const n = points.length;
      const distance = (list: { x: number; y: number }[], i: number, j: number): number =>
        Math.hypot(list[i].x - list[j].x, list[i].y - list[j].y);
      const distances = Float64Array.from({ length: n * n }, (_, at) => distance(points, Math.floor(at / n), at % n));
      const placed = classicalScaling(distances, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) expect(distance(placed, i, j)).toBeCloseTo(distances[i * n + j], 4);
    }),
  );
});

it('gives Jensen–Shannon distances: 0 for equal columns, 1 for columns without a common word', () => {
  const distances = jensenShannonDistances(Float32Array.from([1, 1, 0, 0, 0, 1]), 3);
  expect([...distances]).toEqual([0, 0, 1, 0, 0, 1, 1, 1, 0]);
  expect(jensenShannonDistances(Float32Array.from([0.5, 1, 0.5, 0]), 2)[1] ** 2).toBeCloseTo(0.3112781, 6);
});
