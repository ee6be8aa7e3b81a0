import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitOffsetLogistic, rowProduct, type ValueRows } from '../../../src/text/classify/offsetLogistic.ts';

const params = { passes: 500, seed: 1 };

/** Dense rows as compressed ones. */
function rowsOf(x: number[][]): ValueRows {
  const features = x[0].length;
  return {
    features,
    offset: [...x.map((_, i) => i * features), x.length * features],
    index: x.flatMap((row) => row.map((_, f) => f)),
    value: x.flat(),
  };
}

const problems = fc
  .array(
    fc.record({
      x: fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true })),
      positive: fc.integer({ min: 0, max: 1 }),
      weight: fc.double({ min: 0.1, max: 3, noNaN: true }),
      logOdds: fc.double({ min: -4, max: 4, noNaN: true }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => ({
    rows: rowsOf(rows.map(({ x }) => [...x])),
    labels: {
      positive: rows.map((one) => one.positive),
      weight: rows.map((one) => one.weight),
      logOdds: rows.map((one) => one.logOdds),
    },
  }));

it('ends where the gradient of the penalised loss vanishes', () => {
  fc.assert(
    fc.property(problems, ({ rows, labels }) => {
      const w = fitOffsetLogistic(rows, labels, params);
      const gradient = Array.from(w);
      labels.positive.forEach((positive, i) => {
        const p = 1 / (1 + Math.exp(-labels.logOdds[i] - rowProduct(rows, w, i)));
        for (let f = 0; f < rows.features; f++)
          gradient[f] += labels.weight[i] * (p - positive) * rows.value[i * rows.features + f];
      });
      for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(0.05);
    }),
  );
});

it('leaves the weights at nothing where the offsets say it all', () => {
  const rows = rowsOf([[1], [1], [1], [1]]);
  const labels = { positive: [1, 0, 1, 0], weight: [1, 1, 1, 1], logOdds: [0, 0, 0, 0] };
  expect(Math.abs(fitOffsetLogistic(rows, labels, params)[0])).toBeLessThan(0.01);
});

it('gives the same weights for the same seed', () => {
  const rows = rowsOf([
    [1, 0.5],
    [-1, 2],
    [0.3, -1],
  ]);
  const labels = { positive: [1, 0, 1], weight: [1, 1, 1], logOdds: [0, 1, -1] };
  expect(fitOffsetLogistic(rows, labels, params)).toEqual(fitOffsetLogistic(rows, labels, params));
});
