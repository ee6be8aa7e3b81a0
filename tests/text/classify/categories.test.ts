import { describe, expect, it } from 'vitest';
import { createCategoriser } from '../../../src/text/classify/categories.ts';
import { fitCategories } from '../../../src/text/classify/fitCategories.ts';

/** A linear congruential generator; any seeded one does. */
function seeded(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

const examples = ['房间很大', '房间干净', '酒店房间', '菜很好吃', '好吃的菜', '味道好吃'].map((text, i) => ({
  text,
  category: i < 3 ? 0 : 1,
}));
const fitted = () =>
  fitCategories(examples, ['hotel', 'meal'], { buckets: 1024, epochs: 20, rate: 0.3, decay: 0, random: seeded() });

describe('categories', () => {
  it('learns what it is shown, the same from the same seed', () => {
    const model = fitted();
    const categorise = createCategoriser(model);
    for (const { text, category } of examples) expect(categorise(text)[category]).toBeGreaterThan(0.5);
    expect(fitted()).toEqual(model);
  });

  it('gives probabilities for any text', () => {
    const categorise = createCategoriser(fitted());
    for (const text of ['', '😀', 'latin words', '房间'.repeat(5000)]) {
      const total = categorise(text).reduce((sum, p) => sum + p, 0);
      expect(total).toBeCloseTo(1, 9);
    }
  });
});
