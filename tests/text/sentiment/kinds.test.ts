import { describe, expect, it } from 'vitest';
import { createShareReader } from '../../../src/text/sentiment/kinds.ts';

const experts = [
  { name: 'goods', kinds: ['device', 'food'] },
  { name: 'hotel', kinds: ['hotel'] },
];
const sharesOf = createShareReader(experts, ['hotel', 'device', 'film', 'food']);
const list = (kinds: number[] | null) => {
  const { count, expert, share } = sharesOf(kinds && Float64Array.from(kinds));
  return Array.from({ length: count }, (_, a) => [experts[expert[a]].name, share[a]]);
};

describe('the experts who are asked', () => {
  it('have the probability of all their kinds as their share', () => {
    expect(list([0.25, 0.25, 0.25, 0.25])).toEqual([
      ['goods', 0.5],
      ['hotel', 0.25],
    ]);
  });

  it('are none for other kinds, for unlikely ones, and without a classifier', () => {
    expect(list([0.02, 0.01, 0.96, 0.01])).toEqual([]);
    expect(list(null)).toEqual([]);
  });
});
