import { fitOffsetLogistic } from '../../text/classify/offsetLogistic.ts';
import { rowBuilder } from '../../text/sentiment/ngramColumns.ts';
import { type ConflictCorrection, type ConflictModel, conflictLogOdds, probabilityOf } from '../conflictOdds.ts';

export interface RatedText {
  /** −1..1 */
  rating: number;
  /** Log-odds of the text, by a reader that has learned nothing from this rating. */
  sum: number;
}

/** A comment of which somebody has decided whether its rating belongs to its text. */
export interface ConflictExample extends RatedText {
  conflict: boolean;
}

export interface FittedConflicts {
  correction: ConflictCorrection | null;
  /** Multiplies the deviations of the prior; 0: the shipped odds stand. */
  strength: number;
  tried: { strength: number; loss: number }[];
}

export const conflictSettings = {
  /** Below this the shipped odds stand: so many decided comments, and so many of either kind. */
  fewest: 20,
  fewestOfAKind: 3,
  /** Standard deviations of the priors around the shipped coefficients, at strength 1. */
  deviations: { base: 1, disagreement: 0.3, strength: 0.3, side: 0.7 },
  strengths: [0, 0.5, 1, 2],
  /** All undecided comments together count as much as so many decisions that say what the shipped odds say. */
  undecided: 100,
  folds: 4,
  passes: 20,
  seed: 1,
};

/** A text that is beyond doubt must not decide about all the others. */
const surestSum = 6;

/**
 * A logistic regression of the decisions on base, disagreement, strength and side on top of the shipped log-odds, with a
 * normal prior around them. Reviewers see the likeliest conflicts first; what they decide says nothing about the many
 * comments that look fine, so a sample of the undecided ones votes for the shipped odds where it stands. How far the prior
 * gives way is chosen by the loss in cross-validation; the smallest of equals, so that nothing is learned from what
 * teaches nothing.
 */
export function fitConflictCorrection(
  examples: readonly ConflictExample[],
  undecided: readonly RatedText[],
  shipped: ConflictModel,
): FittedConflicts {
  const { fewest, fewestOfAKind, strengths, folds } = conflictSettings;
  const conflicts = examples.filter(({ conflict }) => conflict).length;
  if (examples.length < fewest || Math.min(conflicts, examples.length - conflicts) < fewestOfAKind)
    return { correction: null, strength: 0, tried: [] };
  const foldOf = foldsByKind(examples, folds);
  const tried = strengths.map((strength) => {
    let loss = 0;
    for (let fold = 0; fold < folds; fold++) {
      const correction = fitAt(
        examples.filter((_, i) => foldOf[i] !== fold),
        undecided,
        shipped,
        strength,
      );
      loss += conflictLoss(
        examples.filter((_, i) => foldOf[i] === fold),
        shipped,
        correction,
      );
    }
    return { strength, loss: round(loss / examples.length) };
  });
  const { strength } = tried.reduce((best, one) => (one.loss < best.loss ? one : best));
  return { correction: fitAt(examples, undecided, shipped, strength), strength, tried };
}

/** Each kind dealt out in turn, so that no fold lacks the rarer one. */
function foldsByKind(examples: readonly ConflictExample[], folds: number): number[] {
  const dealt = [0, 0];
  return examples.map(({ conflict }) => dealt[Number(conflict)]++ % folds);
}

/** Σ −ln P(decision) of the examples. */
export function conflictLoss(
  examples: readonly ConflictExample[],
  shipped: ConflictModel,
  correction: ConflictCorrection | null,
): number {
  return examples.reduce((loss, { rating, sum, conflict }) => {
    const logOdds = conflictLogOdds(shipped, rating, held(sum), { correction });
    return loss + Math.log1p(Math.exp(conflict ? -logOdds : logOdds));
  }, 0);
}

function fitAt(
  examples: readonly ConflictExample[],
  undecided: readonly RatedText[],
  shipped: ConflictModel,
  strength: number,
): ConflictCorrection | null {
  if (strength === 0) return null;
  const { deviations, passes, seed } = conflictSettings;
  const scale = [deviations.base, deviations.disagreement, deviations.strength, deviations.side].map(
    (deviation) => strength * deviation,
  );
  const shippedOdds = ({ rating, sum }: RatedText): number => conflictLogOdds(shipped, rating, held(sum));
  const anchors = undecided.map((one) => ({ ...one, probability: probabilityOf(shippedOdds(one)) }));
  const size = conflictSettings.undecided / Math.max(1, anchors.length);
  // Each undecided comment votes both ways, as much as the shipped odds say.
  const votes = [
    ...examples.map((one) => ({ ...one, weight: 1 })),
    ...anchors.map((one) => ({ ...one, conflict: true, weight: size * one.probability })),
    ...anchors.map((one) => ({ ...one, conflict: false, weight: size * (1 - one.probability) })),
  ];
  const builder = rowBuilder();
  for (const { rating, sum } of votes) {
    const text = held(sum);
    const values = [1, -rating * text, (1 - Math.abs(rating)) * Math.abs(text), rating];
    values.forEach((value, f) => {
      if (value !== 0) builder.add(f, scale[f] * value);
    });
    builder.endRow();
  }
  const labels = {
    positive: votes.map(({ conflict }) => Number(conflict)),
    weight: votes.map(({ weight }) => weight),
    logOdds: votes.map(shippedOdds),
  };
  const w = fitOffsetLogistic(builder.rows(scale.length), labels, { passes, seed });
  const [base, disagreement, middling, side] = Array.from(w, (value, f) => scale[f] * value);
  return {
    base: round(base),
    // A text that speaks against its rating never makes a conflict less likely.
    disagreement: round(Math.max(-shipped.disagreement, disagreement)),
    strength: round(Math.max(-shipped.strength, middling)),
    side: round(side),
  };
}

function held(sum: number): number {
  return Math.max(-surestSum, Math.min(surestSum, sum));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
