import { domains } from '../../src/feedback/domain.ts';
import {
  type LeafBoard,
  negligible,
  type VerdictSurroundings,
  type VerdictWeights,
  verdictFeatures,
} from '../../src/feedback/leafJudge.ts';

/** One leaf that a comment may be about. */
export interface Candidate {
  leaf: number;
  hasCue: boolean;
  features: Float64Array;
  surroundings: VerdictSurroundings;
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
  // The board goes on to other comments.
  const surroundings = { kinds: board.kinds, cued: board.cued.slice(0, board.withCues), withCues: board.withCues };
  for (let leaf = 0; leaf < board.leaves; leaf++) {
    if (!board.isCandidate(leaf) || known?.has(leaf) === false) continue;
    const features = new Float64Array(verdictFeatures);
    board.features(leaf, features);
    candidates.push({ leaf, hasCue: board.kind[leaf] > 0, features, surroundings, right: right.has(leaf) });
  }
  return candidates;
}

export const verdictSettings = { ridge: 2, leafScale: 0.7, steps: 400 };

/** A term of the sum of a candidate: column and value. */
interface Term {
  column: number;
  value: number;
}

/** Columns: features, leaf effects always and with a cue, kinds of business, other leaves with a cue. */
function termsOf({ leaf, hasCue, features, surroundings }: Candidate, leaves: number): Term[] {
  const { leafScale } = verdictSettings;
  const { kinds, cued, withCues } = surroundings;
  const ofLeaf = verdictFeatures;
  const ofKinds = ofLeaf + 2 * leaves;
  const ofRivals = ofKinds + domains.length * leaves;
  const terms: Term[] = Array.from(features, (value, column) => ({ column, value }));
  terms.push({ column: ofLeaf + leaf, value: leafScale });
  if (hasCue) terms.push({ column: ofLeaf + leaves + leaf, value: leafScale });
  for (let k = 0; kinds !== null && k < kinds.length; k++)
    terms.push({ column: ofKinds + k * leaves + leaf, value: kinds[k] >= negligible ? kinds[k] : 0 });
  for (let i = 0; i < withCues; i++)
    if (cued[i] !== leaf) terms.push({ column: ofRivals + leaf * leaves + cued[i], value: 1 });
  return terms.filter(({ value }) => value !== 0);
}

/** Logistic regression by full gradient descent with AdaGrad steps; leaf effects are held smaller than the rest. */
export function fitVerdict(candidates: readonly Candidate[], leaves: number, least: number): VerdictWeights {
  const { ridge, leafScale, steps } = verdictSettings;
  const columns = verdictFeatures + (2 + domains.length + leaves) * leaves;
  const w = new Float64Array(columns);
  const squares = new Float64Array(columns).fill(1e-6);
  const rows = candidates.map((candidate) => termsOf(candidate, leaves));
  for (let step = 0; step < steps; step++) {
    const gradient = w.map((value) => ridge * value);
    for (const [i, terms] of rows.entries()) {
      let sum = 0;
      for (const { column, value } of terms) sum += w[column] * value;
      const error = 1 / (1 + Math.exp(-sum)) - Number(candidates[i].right);
      for (const { column, value } of terms) gradient[column] += error * value;
    }
    for (let c = 0; c < columns; c++) {
      squares[c] += gradient[c] ** 2;
      w[c] -= gradient[c] / Math.sqrt(squares[c]);
    }
  }
  let from = 0;
  const next = (count: number, scale = 1): number[] => {
    from += count;
    return Array.from(w.subarray(from - count, from), (x) => round(scale * x));
  };
  return {
    coefficients: next(verdictFeatures),
    leaf: next(leaves, leafScale),
    leafWithCue: next(leaves, leafScale),
    kinds: next(domains.length * leaves),
    rivals: next(leaves * leaves),
    least,
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
