import { expect, it } from 'vitest';
import { createRandom, mixSeeds, randomBelow } from '../../../src/text/maths/random.ts';

it('gives the same numbers for the same seed, in 0..1, evenly', () => {
  const [a, b, other] = [createRandom(5), createRandom(5), createRandom(6)];
  const numbers = Array.from({ length: 20_000 }, a);
  expect(numbers.slice(0, 50)).toEqual(Array.from({ length: 50 }, b));
  expect(numbers.slice(0, 50)).not.toEqual(Array.from({ length: 50 }, other));
  const tenths = new Array(10).fill(0);
  for (const x of numbers) tenths[Math.floor(x * 10)]++;
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
  expect(randomBelow(() => 0.999_999, 7)).toBe(6);
});

it('mixes seeds so that neighbours differ', () => {
  const seen = new Set<number>();
  for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) seen.add(mixSeeds(i, j));
  expect(seen.size).toBe(10_000);
});
