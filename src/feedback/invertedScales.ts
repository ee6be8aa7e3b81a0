/**
 * Authors who seem to have read the scale upside down, and batches that were sent with the scale upside down (a survey in
 * which 1 is best). This is the one result that looks beyond a single comment: an analysis is made from its comment alone,
 * and only the type of its conflict may be changed afterwards, by what the same author said elsewhere (in the same request,
 * or among the stored comments), or by the comments that were read together with it.
 */
import type { Analysis, Conflict, Sentiment } from './analysis.ts';
import { type ParsedComment, ratingPolarity } from './comment.ts';
import { type InvertedBy, invertedReason } from './conflictReasons.ts';

/** A rating beside its text, both −1..1, and whose it is. */
export interface RatedReading {
  group: string;
  rating: number;
  score: number;
}

export interface InvertedScale {
  group: string;
  by: InvertedBy;
  /** Clear pairs, and how many of them contradict each other. */
  pairs: number;
  contradicting: number;
}

const clearRating = 0.4;
const clearText = 0.6;
/** Clear pairs that it takes. A batch is many people, who rarely all misread a scale. */
const fewestPairs: Record<InvertedBy, number> = { author: 4, batch: 20 };
/** Share of clear pairs that contradict each other by mistakes of the reading alone. */
const mistakeRate = 0.1;
const significance = 0.001;

/** The pair of a comment and its sentiment score; null without author or rating. */
export function ratedReading(
  { author, rating, ratingScale }: Pick<ParsedComment, 'author' | 'rating' | 'ratingScale'>,
  score: number,
): RatedReading | null {
  if (author === undefined || rating === undefined) return null;
  return { group: author, rating: ratingPolarity(rating, ratingScale), score };
}

/** True when rating and text both take a clear side, and not the same. */
export function contradicts({ rating, score }: RatedReading): boolean {
  return isClear(rating, score) && rating * score < 0;
}

/** Which batch a comment belongs to: what came from one source by one channel, on one scale, is one. */
export function batchOf({ source, channel, ratingScale: { min, max } }: ParsedComment): string {
  return JSON.stringify([source, channel ?? null, min, max]);
}

/**
 * Groups that seem to have read the scale upside down: at least four clear pairs (20 of a batch), three quarters of them contradicting,
 * and so many by chance (mistakes of the reading at 10 %) with a probability under 0.001 (binomial tail). A pair that
 * agrees never makes a group suspect.
 */
export function findInvertedScales(readings: Iterable<RatedReading>, by: InvertedBy = 'author'): InvertedScale[] {
  const groups = new Map<string, InvertedScale>();
  for (const reading of readings) {
    const { group, rating, score } = reading;
    if (!isClear(rating, score)) continue;
    const found = groups.get(group) ?? { group, by, pairs: 0, contradicting: 0 };
    found.pairs++;
    if (contradicts(reading)) found.contradicting++;
    groups.set(group, found);
  }
  return [...groups.values()].filter(
    ({ pairs, contradicting }) =>
      pairs >= fewestPairs[by] &&
      contradicting >= 0.75 * pairs &&
      binomialTail(pairs, contradicting, mistakeRate) < significance,
  );
}

/** The conflict of a contradicting comment, once its author is suspect. What it was found to be by itself stays in the reasons. */
export function suspectScale(conflict: Conflict, scale: InvertedScale, { rating, score }: RatedReading): Conflict {
  return {
    ...conflict,
    type: 'scale_inverted_suspect',
    flagged: true,
    severity: Math.max(conflict.severity, Math.round((Math.abs(rating - score) / 2) * 1e4) / 1e4),
    reasons: [invertedReason(scale), ...conflict.reasons],
  };
}

/** What of an analysis is looked at, and changed. */
type Markable = Pick<Analysis, 'conflict'> & { sentiment: Pick<Sentiment, 'score'> };

/**
 * The analyses of one request (`results[i]` is of `comments[i]`), with the contradicting comments of suspect authors and
 * batches marked.
 */
export function markInvertedScales<Marked extends Markable>(
  comments: readonly ParsedComment[],
  results: readonly (Marked | { failure: string })[],
): (Marked | { failure: string })[] {
  const scoreOf = (i: number): number => {
    const result = results[i];
    return 'failure' in result ? 0 : result.sentiment.score;
  };
  const byAuthor = comments.map((comment, i) => ratedReading(comment, scoreOf(i)));
  const byBatch = comments.map((comment, i) => ratedReading({ ...comment, author: batchOf(comment) }, scoreOf(i)));
  const authors = suspects(byAuthor, 'author');
  const batches = suspects(byBatch, 'batch');
  return results.map((result, i) => {
    const reading = byBatch[i];
    const scale = authors[i] ?? batches[i];
    if (!scale || 'failure' in result || result.conflict === null) return result;
    return { ...result, conflict: suspectScale(result.conflict, scale, reading!) };
  });
}

/** For each reading that contradicts itself the suspect scale of its group, if that is one. */
export function suspects(readings: readonly (RatedReading | null)[], by: InvertedBy): (InvertedScale | undefined)[] {
  const found = findInvertedScales(
    readings.filter((reading) => reading !== null),
    by,
  );
  const scales = new Map(found.map((scale) => [scale.group, scale]));
  return readings.map((reading) => (reading && contradicts(reading) ? scales.get(reading.group) : undefined));
}

/** A rating that takes a side: 4 of 5, 7 of 10. */
export function isSided(rating: number): boolean {
  return Math.abs(rating) >= clearRating;
}

/** Rating and text both take a side. */
export function isClear(rating: number, score: number): boolean {
  return isSided(rating) && Math.abs(score) >= clearText;
}

/** P(X ≥ k) for X ~ Binomial(n, p), summed from the top so that the terms stay small. */
function binomialTail(n: number, k: number, p: number): number {
  let term = p ** n;
  let sum = 0;
  for (let x = n; x >= k; x--) {
    sum += term;
    term *= (x / (n - x + 1)) * ((1 - p) / p);
  }
  return sum;
}
