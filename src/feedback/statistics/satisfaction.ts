import type { RatingScale } from '../comment.ts';

/** What one rating adds to the satisfaction figures. */
export interface RatingFacts {
  /** Position on the scale, 0..1. */
  position: number;
  /** On ten points: ten-point ratings as they are, others stretched to 0..10. */
  tenPoint: number;
  /** 1 when the rating is in the top boxes: 4–5 of 5, 5–7 of 7, 7–10 of 10, else from ¾ of the range on. */
  csat: 0 | 1;
  /** 1 promoter (9–10), −1 detractor (0–6), 0 neither; null on scales without ten points. */
  nps: -1 | 0 | 1 | null;
}

export function ratingFacts(rating: number, scale: RatingScale): RatingFacts {
  const position = (rating - scale.min) / (scale.max - scale.min);
  const ofTen = scale.max === 10 && (scale.min === 0 || scale.min === 1);
  return {
    position,
    tenPoint: ofTen ? rating : position * 10,
    csat: rating >= topBox(scale) ? 1 : 0,
    nps: ofTen ? npsClass(rating) : null,
  };
}

/** The lowest rating that counts as satisfied. */
function topBox({ min, max }: RatingScale): number {
  if (min === 1 && max === 5) return 4;
  if (min === 1 && max === 7) return 5;
  if (max === 10 && (min === 0 || min === 1)) return 7;
  return min + 0.75 * (max - min);
}

function npsClass(rating: number): -1 | 0 | 1 {
  if (rating >= 9) return 1;
  return rating <= 6 ? -1 : 0;
}
