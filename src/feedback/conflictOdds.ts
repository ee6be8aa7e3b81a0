import type { ConflictExplanation } from './analysis.ts';

/** Learned by `npm run train -- sentiment`: log-odds that a rating does not belong to its text. */
export interface ConflictModel {
  intercept: number;
  /** Per unit of −rating · sum: how far the text's log-odds speak against the rating. */
  disagreement: number;
  /** Per unit of (1 − |rating|) · |sum|: a strong text under a middling rating. */
  strength: number;
  /** Flag from this score on, unless a workspace has its own threshold. */
  threshold: number;
}

/** What a workspace's decisions add to the shipped odds; plain data. The whole is linear in it. */
export interface ConflictCorrection {
  base: number;
  /** Per unit of what `ConflictModel` calls so. */
  disagreement: number;
  strength: number;
  /** Per unit of the rating −1..1: in some houses it is the high ones that do not fit, in others the low ones. */
  side: number;
}

/** What is known of a comment beside its rating −1..1 and the log-odds `sum` of its text. */
export interface ConflictContext {
  /** Of its channel; comes to the log-odds of the text. */
  offset?: number;
  /** Of its workspace; null: none. */
  correction?: ConflictCorrection | null;
}

/** Log-odds of a conflict of a rating −1..1 and a text of log-odds `sum`. */
export function conflictLogOdds(
  model: ConflictModel,
  rating: number,
  sum: number,
  { offset = 0, correction = null }: ConflictContext = {},
): number {
  const text = sum + offset;
  const against = -rating * text;
  const strong = (1 - Math.abs(rating)) * Math.abs(text);
  const shipped = model.intercept + model.disagreement * against + model.strength * strong;
  if (correction === null) return shipped;
  const { base, disagreement, strength, side } = correction;
  return shipped + base + disagreement * against + strength * strong + side * rating;
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds term by term; what the channel adds is the difference that its offset makes. */
export function explainConflictOdds(
  model: ConflictModel,
  rating: number,
  sum: number,
  { offset = 0, correction = null }: ConflictContext = {},
): Omit<ConflictExplanation, 'score'> {
  const logOdds = conflictLogOdds(model, rating, sum, { offset, correction });
  const against = -rating * sum;
  const strong = (1 - Math.abs(rating)) * Math.abs(sum);
  const { base, disagreement, strength, side } = correction ?? { base: 0, disagreement: 0, strength: 0, side: 0 };
  const terms = [
    { rule: 'base_rate', weight: model.intercept },
    { rule: 'rating_against_text', weight: model.disagreement * against },
    { rule: 'strong_text_under_middling_rating', weight: model.strength * strong },
    { rule: 'channel', weight: logOdds - conflictLogOdds(model, rating, sum, { correction }) },
    { rule: 'adapted_base_rate', weight: base },
    { rule: 'adapted_rating_against_text', weight: disagreement * against },
    { rule: 'adapted_strong_text_under_middling_rating', weight: strength * strong },
    { rule: 'adapted_side_of_the_rating', weight: side * rating },
  ].filter(({ rule, weight }) => rule === 'base_rate' || weight !== 0);
  return {
    rating,
    terms,
    sum: logOdds,
    probability: probabilityOf(logOdds),
    link: 'probability = 1 / (1 + exp(−sum)); sum = Σ weight, the log-odds that rating and text do not belong together',
  };
}
