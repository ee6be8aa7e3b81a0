import { polarityOf, type TrainingExample } from './example.ts';

/** How well a model reads the gold comments: those with a decided polarity. */
export interface GoldFigures {
  n: number;
  right: number;
  /** 0..1; null without any. */
  accuracy: number | null;
}

/** `scores`: −1..1 of each example, in their order. Comments that are neither positive nor negative are not counted. */
export function goldFigures(examples: TrainingExample[], scores: number[]): GoldFigures {
  let n = 0;
  let right = 0;
  examples.forEach(({ sentiment }, i) => {
    const polarity = sentiment === null ? 0.5 : polarityOf(sentiment);
    if (polarity === 0.5) return;
    n++;
    if (scores[i] > 0 === (polarity === 1)) right++;
  });
  return { n, right, accuracy: n === 0 ? null : right / n };
}

/** Fewer gold comments cannot tell models apart: a person decides. */
export const fewestGold = 5;

/** Whether the challenger may take over by itself: enough gold comments, and no fewer of them right. */
export function isNoWorse(challenger: GoldFigures, champion: GoldFigures): boolean {
  return challenger.n >= fewestGold && challenger.right >= champion.right;
}
