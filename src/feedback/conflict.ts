import type { Document } from '../text/document.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import type { ChannelCalibration, Conflict, ConflictExplanation, Evidence } from './analysis.ts';
import { type ParsedComment, ratingPolarity } from './comment.ts';
import {
  type ConflictCorrection,
  type ConflictModel,
  conflictLogOdds,
  explainConflictOdds,
  probabilityOf,
} from './conflictOdds.ts';
import { type ConflictFacts, type OwnConflictType, reasonsFor } from './conflictReasons.ts';

export type { ConflictModel } from './conflictOdds.ts';

/** A rating this far from the middle takes a side (4 of 5, 7 of 10). */
const sided = 0.4;
/** Scores (−1..1) from which a text is strong, a clause clear. */
const strongText = 0.8;
const clearClause = 0.4;
const spansShown = 2;

/** How conflicts are judged where a comment belongs; what is absent is as shipped. */
export interface ConflictSettings {
  threshold?: number | undefined;
  /** Of its channel. */
  calibration?: ChannelCalibration | undefined;
  /** Of its workspace. */
  correction?: ConflictCorrection | null;
}

/**
 * Judges whether the rating fits the text: σ(intercept + disagreement · −r·s + strength · (1 − |r|)·|s|) with the rating r
 * in −1..1 and the text's log-odds s, moved by the offset of its channel, the coefficients by what the workspace's
 * decisions have taught; and whether the sub-scores fit the overall score. The conflict score is the larger.
 * null without any rating; sub-scores alone stand in for the overall score with their mean.
 */
export function judgeConflict(
  model: ConflictModel,
  comment: ParsedComment,
  document: Document,
  reading: SentimentReading,
  { threshold = model.threshold, calibration, correction = null }: ConflictSettings = {},
): Conflict | null {
  const rated = ratingOf(comment);
  if (rated === null) return null;
  const { rating, mean, subscores } = rated;
  const textConflict = probabilityOf(
    conflictLogOdds(model, rating, reading.sum, { offset: calibration?.offset ?? 0, correction }),
  );
  const farthest = subscores.reduce<ConflictFacts['farthest']>(
    (far, one) => (far === null || Math.abs(one.value - rating) > Math.abs(far.value - rating) ? one : far),
    null,
  );
  const subscoreConflict = comment.rating === undefined ? 0 : subscoreGap(rating, mean, farthest);
  const facts = {
    rating,
    text: reading.score,
    textConflict,
    subscoreConflict,
    farthest,
    mixed: reading.label === 'mixed',
  };
  const type = typeOf(facts);
  const score = round(type === 'subscore_mismatch' ? Math.max(textConflict, subscoreConflict) : textConflict);
  const flagged = type !== null && score >= threshold;
  return {
    score,
    flagged,
    type,
    severity: type === null ? 0 : round(severityOf(type, facts)),
    reasons: type === null ? [] : reasonsFor(type, facts),
    evidence: type === null || type === 'subscore_mismatch' ? [] : contradictingClauses(document, reading, type),
    hiddenComplaints:
      rating >= sided && !flagged && (reading.score > 0 || facts.mixed) ? negativeClauses(document, reading) : [],
    ...(calibration && { calibration }),
  };
}

/** The log-odds behind the conflict score, term by term; null without any rating. */
export function explainConflict(
  model: ConflictModel,
  comment: ParsedComment,
  document: Document,
  reading: SentimentReading,
  { calibration, correction = null }: Omit<ConflictSettings, 'threshold'> = {},
): ConflictExplanation | null {
  const conflict = judgeConflict(model, comment, document, reading, { calibration, correction });
  if (conflict === null) return null;
  const { rating } = ratingOf(comment)!;
  return {
    ...explainConflictOdds(model, rating, reading.sum, { offset: calibration?.offset ?? 0, correction }),
    score: conflict.score,
  };
}

/** The overall rating −1..1 and the sub-scores, whose mean stands in for a missing overall one; null without any. */
function ratingOf({ rating, ratings, ratingScale }: ParsedComment) {
  if (ratings === undefined)
    return rating === undefined ? null : { rating: ratingPolarity(rating, ratingScale), mean: 0, subscores: [] };
  const subscores = Object.entries(ratings).map(([name, value]) => ({
    name,
    value: ratingPolarity(value, ratingScale),
  }));
  if (rating === undefined && subscores.length === 0) return null;
  const mean = subscores.reduce((sum, { value }) => sum + value, 0) / Math.max(1, subscores.length);
  return { rating: rating === undefined ? mean : ratingPolarity(rating, ratingScale), mean, subscores };
}

/** 0..1 from the distances of the mean sub-score and of the farthest one; a half at one half of the scale. */
function subscoreGap(rating: number, mean: number, farthest: ConflictFacts['farthest']): number {
  if (farthest === null) return 0;
  const gap = 0.6 * Math.abs(rating - mean) + 0.4 * Math.abs(rating - farthest.value);
  return probabilityOf(4 * (gap - 1));
}

function typeOf({ rating, text, textConflict, subscoreConflict, mixed }: ConflictFacts): OwnConflictType | null {
  if (subscoreConflict >= 0.5 && subscoreConflict > textConflict) return 'subscore_mismatch';
  if (mixed && Math.abs(rating) >= sided) return 'mixed_text';
  if (rating >= sided && text < 0) return 'high_rating_negative_text';
  if (rating <= -sided && text > 0) return 'low_rating_positive_text';
  if (Math.abs(rating) < sided && Math.abs(text) >= strongText) return 'neutral_rating_strong_text';
  return null;
}

/** 0..1: how far apart the two sides are, in halves of the scale. */
function severityOf(type: OwnConflictType, { rating, text, farthest }: ConflictFacts): number {
  const other = type === 'subscore_mismatch' && farthest !== null ? farthest.value : text;
  return Math.min(1, Math.abs(rating - other) / 2);
}

/** The clauses that speak against the rating most clearly; of a mixed text the clearest of both sides. */
function contradictingClauses(document: Document, reading: SentimentReading, type: OwnConflictType): Evidence[] {
  if (type === 'mixed_text') return [...clearest(document, reading, -1, 1), ...clearest(document, reading, 1, 1)];
  const praises = type === 'low_rating_positive_text' || (type === 'neutral_rating_strong_text' && reading.sum > 0);
  return clearest(document, reading, praises ? 1 : -1, spansShown);
}

/** The clauses that take one side most clearly, at most `most`, clearest first; of equals the first complaint, the last praise. */
function clearest(document: Document, { clauses }: SentimentReading, side: 1 | -1, most: number): Evidence[] {
  const chosen: number[] = [];
  for (let c = 0; c < clauses.length; c++) {
    const size = side * clauses[c].sum;
    if (size <= 0) continue;
    let place = chosen.length;
    for (; place > 0; place--) {
      const known = side * clauses[chosen[place - 1]].sum;
      if (known > size || (known === size && side < 0)) break;
    }
    if (place === most) continue;
    for (let k = Math.min(chosen.length, most - 1); k > place; k--) chosen[k] = chosen[k - 1];
    chosen[place] = c;
  }
  return chosen.map((c) => clauseEvidence(document, c, clauses[c].sum));
}

function negativeClauses(document: Document, { clauses }: SentimentReading): Evidence[] {
  const list: Evidence[] = [];
  for (let c = 0; c < clauses.length; c++)
    if (clauses[c].score <= -clearClause) list.push(clauseEvidence(document, c, clauses[c].sum));
  return list;
}

function clauseEvidence({ text, clauses }: Document, c: number, sum: number): Evidence {
  const { start, end } = clauses[c];
  return { start, end, text: text.slice(start, end), weight: round(sum), rule: 'clause' };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
