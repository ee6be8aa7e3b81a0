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

/** Log-odds of a conflict of a rating −1..1 and a text of log-odds `sum`, `offset` of its channel added. */
export function conflictLogOdds(model: ConflictModel, rating: number, sum: number, offset: number): number {
  const text = sum + offset;
  return (
    model.intercept - model.disagreement * rating * text + model.strength * (1 - Math.abs(rating)) * Math.abs(text)
  );
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds term by term; what the channel adds is the difference that its offset makes. */
export function explainConflictOdds(
  model: ConflictModel,
  rating: number,
  sum: number,
  offset: number,
): Omit<ConflictExplanation, 'score'> {
  const logOdds = conflictLogOdds(model, rating, sum, offset);
  const terms = [
    { rule: 'base_rate', weight: model.intercept },
    { rule: 'rating_against_text', weight: -model.disagreement * rating * sum },
    { rule: 'strong_text_under_middling_rating', weight: model.strength * (1 - Math.abs(rating)) * Math.abs(sum) },
    { rule: 'channel', weight: logOdds - conflictLogOdds(model, rating, sum, 0) },
  ].filter(({ rule, weight }) => rule === 'base_rate' || weight !== 0);
  return {
    rating,
    terms,
    sum: logOdds,
    probability: probabilityOf(logOdds),
    link: 'probability = 1 / (1 + exp(−sum)); sum = Σ weight, the log-odds that rating and text do not belong together',
  };
}
