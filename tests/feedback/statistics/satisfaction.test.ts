import { expect, test } from 'vitest';
import { ratingFacts } from '../../../src/feedback/statistics/satisfaction.ts';

test.each([
  [1, 5, 3, 0, null],
  [1, 5, 4, 1, null],
  [1, 7, 4, 0, null],
  [1, 7, 5, 1, null],
  [0, 10, 6, 0, -1],
  [0, 10, 7, 1, 0],
  [1, 10, 9, 1, 1],
  [1, 10, 8, 1, 0],
  [0, 4, 2.9, 0, null],
  [0, 4, 3, 1, null],
  [0, 100, 74, 0, null],
  [0, 100, 75, 1, null],
])('on %i–%i, %f is top box %i and promoter class %s', (min, max, rating, csat, nps) => {
  expect(ratingFacts(rating, { min, max })).toMatchObject({ csat, nps });
});

test('ten-point ratings stay as they are, others are stretched', () => {
  expect(ratingFacts(6, { min: 1, max: 10 }).tenPoint).toBe(6);
  expect(ratingFacts(6, { min: 0, max: 10 }).tenPoint).toBe(6);
  expect(ratingFacts(5, { min: 1, max: 5 }).tenPoint).toBe(10);
  expect(ratingFacts(1, { min: 1, max: 5 }).tenPoint).toBe(0);
});
