/** What a customer wrote. Never edited by the machine: a new text from upstream is a new revision. */
export interface CommentInput {
  /** The upstream's own id, 1–200 characters; together with `source` it makes a repeated send an update. */
  externalId?: string;
  /** Where it came from (survey tool, shop, …). */
  source: string;
  text: string;
  rating?: number;
  /** The scale of `rating` and `ratings`; 1–5 when absent. */
  ratingScale?: RatingScale;
  /** Sub-scores by name, on the same scale (`{"物流": 1, "质量": 5}`). */
  ratings?: Record<string, number>;
  channel?: string;
  /** A hint from upstream; the analysis finds the language by itself. */
  language?: string;
  author?: string;
  /** ISO-8601, stored as UTC. The time of receipt when absent. */
  occurredAt?: string;
  metadata?: Record<string, string>;
}

export interface RatingScale {
  min: number;
  max: number;
}

export const defaultRatingScale: RatingScale = { min: 1, max: 5 };

/** A comment that passed validation and masking; what is stored is exactly this. */
export interface ParsedComment extends CommentInput {
  ratingScale: RatingScale;
  /** Spans of `text` that were masked at the door. */
  masked: MaskedSpan[];
  occurredAt?: string;
}

export interface MaskedSpan {
  start: number;
  end: number;
  kind: 'id_card' | 'phone' | 'bank_card' | 'email' | 'plate' | 'order_number';
}

export interface Comment extends ParsedComment {
  id: string;
  revision: number;
  receivedAt: string;
  occurredAt: string;
  /** UTC day of `occurredAt`, `YYYY-MM-DD`. */
  day: string;
  state: 'pending' | 'analysed' | 'failed';
  /** Why the analysis failed, when it did. */
  failure?: string;
}

/** Position of a rating on its scale, −1..1. */
export function ratingPolarity(value: number, scale: RatingScale): number {
  return (2 * (value - scale.min)) / (scale.max - scale.min) - 1;
}
