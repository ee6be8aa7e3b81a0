import type { Bands } from './model.ts';
import type { Band } from './reading.ts';

/** The link: log-odds → −1..1. tanh(s / 2) = 2σ(s) − 1. */
export function scoreOf(sum: number): number {
  return Math.tanh(sum / 2);
}

export function bandOf(score: number, bands: Bands): Band {
  if (Math.abs(score) < bands.neutral) return 'neutral';
  if (score > 0) return score >= bands.very ? 'very_positive' : 'positive';
  return score <= -bands.very ? 'very_negative' : 'negative';
}

/** The band of a whole text: mixed when clauses of both polarities are clear and neither side wins. */
export function wholeBand(score: number, clauseScores: Float64Array, count: number, bands: Bands): Band {
  let high = 0;
  let low = 0;
  for (let c = 0; c < count; c++) {
    if (clauseScores[c] > high) high = clauseScores[c];
    if (clauseScores[c] < low) low = clauseScores[c];
  }
  const both = high >= bands.mixedClause && low <= -bands.mixedClause;
  return both && Math.abs(score) < bands.mixedWhole ? 'mixed' : bandOf(score, bands);
}
