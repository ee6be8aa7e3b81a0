import { expect, test } from 'vitest';
import { createLine } from '../src/line.ts';

test('patient ones let others pass, but only a few each', () => {
  const line = createLine<string>();
  line.push('patient 1', true);
  line.push('patient 2', true);
  for (let n = 1; n <= 6; n++) line.push(`other ${n}`, false);
  const served = Array.from({ length: 9 }, () => line.shift());
  expect(served).toEqual([
    'other 1',
    'other 2',
    'other 3',
    'other 4',
    'patient 1',
    'other 5',
    'other 6',
    'patient 2',
    undefined,
  ]);
});

test('without patient ones whoever comes first is served first', () => {
  const line = createLine<number>();
  for (let n = 0; n < 10; n++) line.push(n, false);
  line.push(10, true);
  expect(Array.from({ length: 11 }, () => line.shift())).toEqual([0, 1, 2, 3, 10, 4, 5, 6, 7, 8, 9]);
});
