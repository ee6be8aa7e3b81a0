import { type LeafBoard, type VerdictWeights, verdictFeatures } from '../../src/feedback/leafJudge.ts';

/** One leaf that a comment may be about. */
export interface Candidate {
  leaf: number;
  hasCue: boolean;
  features: Float64Array;
  /** A reader gave the comment this leaf. */
  right: boolean;
}

/** The candidates on a board that has read a comment, those of `known` leaves alone unless it is null. */
export function candidatesOn(
  board: LeafBoard,
  right: ReadonlySet<number>,
  known: ReadonlySet<number> | null,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (let leaf = 0; leaf < board.leaves; leaf++) {
    if (!board.isCandidate(leaf) || known?.has(leaf) === false) continue;
    const features = new Float64Array(verdictFeatures);
    board.features(leaf, features);
    candidates.push({ leaf, hasCue: board.kind[leaf] > 0, features, right: right.has(leaf) });
  }
  return candidates;
}

export const verdictSettings = { ridge: 2, leafScale: 0.7, steps: 400 };

/** Logistic regression by full gradient descent with AdaGrad steps; leaf effects are held smaller than the rest. */
export function fitVerdict(candidates: readonly Candidate[], leaves: number, least: number): VerdictWeights {
  const { ridge, leafScale, steps } = verdictSettings;
  const columns = verdictFeatures + 2 * leaves;
  const w = new Float64Array(columns);
  const squares = new Float64Array(columns).fill(1e-6);
  for (let step = 0; step < steps; step++) {
    const gradient = w.map((value) => ridge * value);
    for (const { leaf, hasCue, features, right } of candidates) {
      const own = verdictFeatures + leaf;
      let sum = leafScale * (w[own] + (hasCue ? w[own + leaves] : 0));
      for (let f = 0; f < verdictFeatures; f++) sum += w[f] * features[f];
      const error = 1 / (1 + Math.exp(-sum)) - Number(right);
      for (let f = 0; f < verdictFeatures; f++) gradient[f] += error * features[f];
      gradient[own] += leafScale * error;
      if (hasCue) gradient[own + leaves] += leafScale * error;
    }
    for (let c = 0; c < columns; c++) {
      squares[c] += gradient[c] ** 2;
      w[c] -= gradient[c] / Math.sqrt(squares[c]);
    }
  }
  const effects = (from: number): number[] => Array.from(w.subarray(from, from + leaves), (x) => round(leafScale * x));
  return {
    coefficients: Array.from(w.subarray(0, verdictFeatures), round),
    leaf: effects(verdictFeatures),
    leafWithCue: effects(verdictFeatures + leaves),
    least,
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
