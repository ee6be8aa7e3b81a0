import type { ConflictModel } from '../../src/feedback/conflict.ts';
import { xorshift } from '../../src/text/classify/linear.ts';
import { fitBounded } from './smallLogistic.ts';

/** A rating −1..1 and the log-odds of its text, by a model that has not seen the text. */
export interface RatedSum {
  rating: number;
  sum: number;
  weight: number;
}

/** A text that is beyond doubt must not decide about all the others. */
const surestSum = 6;
/** Share of the ratings that are mirrored to make conflicts. */
const mirroredShare = 0.05;
/** Middling stars beside strong words are common in the train sets; a reviewer wants to see the strongest of them all the same. */
const leastStrength = 0.2;
/** Share of the comments that the default threshold flags. */
const flaggedShare = 0.055;

/**
 * Mirrors 5 % of the ratings that take a side, puts 5 % of those of clear texts into the middle, and fits how probable such
 * a change is from what rating and text say. The threshold is where 5.5 % of the comments are flagged.
 */
export function fitConflict(rated: RatedSum[], seed: number): ConflictModel {
  const random = xorshift(seed);
  const rows = rated.map(({ rating, sum: unheld, weight }) => {
    const sum = Math.max(-surestSum, Math.min(surestSum, unheld));
    const draw = random();
    const mirrored = draw < mirroredShare && Math.abs(rating) >= 0.4;
    const centred = !mirrored && draw < 2 * mirroredShare && Math.abs(rating) >= 0.4 && draw * 40 < 3;
    return { rating: mirrored ? -rating : centred ? 0 : rating, sum, weight, changed: mirrored || centred ? 1 : 0 };
  });
  const x = Float64Array.from(
    rows.flatMap(({ rating, sum }) => [-1, -rating * sum, (1 - Math.abs(rating)) * Math.abs(sum)]),
  );
  const [negatedIntercept, disagreement, strength] = fitBounded(
    x,
    3,
    rows.map(({ changed }) => changed),
    rows.map(({ weight }) => weight),
    { lower: [0, 0, leastStrength], ridge: 0, steps: 500 },
  );
  const scores = rows
    .filter(({ rating }) => Math.abs(rating) >= 0.4)
    .map(({ rating, sum }) =>
      sigmoid(-negatedIntercept - disagreement * rating * sum + strength * (1 - Math.abs(rating)) * Math.abs(sum)),
    )
    .sort((a, b) => b - a);
  const threshold = scores[Math.floor(flaggedShare * scores.length)];
  return { intercept: -negatedIntercept, disagreement, strength, threshold: Math.round(threshold * 1000) / 1000 };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
