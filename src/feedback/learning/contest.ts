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

/** How well a model gives leaves to gold comments: pairs of a comment and a leaf that somebody decided. */
export function goldLeaves(examples: readonly { there: boolean; logOdds: number }[]): GoldFigures {
  const right = examples.filter(({ there, logOdds }) => there === logOdds > 0).length;
  return { n: examples.length, right, accuracy: examples.length === 0 ? null : right / examples.length };
}

/** Fewer gold comments cannot tell models apart: a person decides. */
export const fewestGold = 5;

export interface Contest {
  champion: GoldFigures;
  challenger: GoldFigures;
}

/**
 * Whether the challenger may take over by itself: enough gold for its sentiment or its leaves, and no fewer of either
 * right.
 */
export function isNoWorse(...contests: Contest[]): boolean {
  return (
    contests.some(({ challenger }) => challenger.n >= fewestGold) &&
    contests.every(({ champion, challenger }) => challenger.right >= champion.right)
  );
}
