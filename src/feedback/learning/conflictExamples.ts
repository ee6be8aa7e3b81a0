import type { SentimentReading } from '../../text/sentiment/reading.ts';
import { ratingPolarity } from '../comment.ts';
import { type ConflictCorrection, type ConflictModel, conflictLogOdds, probabilityOf } from '../conflictOdds.ts';
import { fewestGold } from './contest.ts';
import { isGold, type TrainingExample } from './example.ts';
import { type ConflictExample, conflictLoss, fitConflictCorrection, type RatedText } from './fitConflictCorrection.ts';
import type { UndecidedComment } from './fitWorkspaceModel.ts';
import type { ConflictFindings, GoldConflicts } from './stored.ts';

export interface ConflictTools {
  shipped: ConflictModel;
  /** Sums of the texts with what is in force, and with the challenger; each reader has learned nothing from its rating. */
  read: Record<'champion' | 'challenger', (list: readonly UndecidedComment[]) => Pick<SentimentReading, 'sum'>[]>;
}

/**
 * Fits the odds of conflicts to what was decided about them, gold comments left out. `champion`: the correction in force. On
 * the gold comments the new one must lose no more than the old one with the same texts; otherwise, and where there is too
 * little gold to tell, the old one stays.
 */
export function learnConflicts(
  { examples, others }: { examples: readonly TrainingExample[]; others: readonly UndecidedComment[] },
  champion: ConflictCorrection | null,
  { shipped, read }: ConflictTools,
): { correction: ConflictCorrection | null; findings: ConflictFindings } {
  const decided = examples.filter(({ conflict, rating }) => conflict !== null && rating !== null);
  const taught = decided.filter(({ commentId }) => !isGold(commentId)).slice(-mostTaught);
  const gold = decided.filter(({ commentId }) => isGold(commentId));
  const fitted = fitConflictCorrection(
    decisionsOn(taught, read.challenger),
    rated(sampleOf(others), read.challenger),
    shipped,
  );
  const [before, after] = [decisionsOn(gold, read.champion), decisionsOn(gold, read.challenger)];
  const kept =
    gold.length >= fewestGold &&
    conflictLoss(after, shipped, fitted.correction) <= conflictLoss(after, shipped, champion);
  const correction = kept ? fitted.correction : champion;
  return {
    correction,
    findings: {
      examples: taught.length,
      strength: fitted.strength,
      tried: fitted.tried,
      kept,
      correction,
      gold: {
        champion: goldConflicts(before, shipped, champion),
        challenger: goldConflicts(after, shipped, correction),
      },
    },
  };
}

type Reader = ConflictTools['read']['champion'];

function decisionsOn(examples: TrainingExample[], read: Reader): ConflictExample[] {
  return rated(examples, read).map((one, i) => ({ ...one, conflict: examples[i].conflict! }));
}

function rated(list: readonly UndecidedComment[], read: Reader): RatedText[] {
  const readings = read(list);
  return list.map(({ rating, ratingScale }, i) => ({
    rating: ratingPolarity(rating!, ratingScale),
    sum: readings[i].sum,
  }));
}

/** Four coefficients need no more; the latest count. */
const mostTaught = 2000;

/** Enough to tell where undecided comments stand. */
const undecidedRead = 500;

function sampleOf(others: readonly UndecidedComment[]): UndecidedComment[] {
  const withRating = others.filter(({ rating }) => rating !== null);
  const step = Math.max(1, Math.floor(withRating.length / undecidedRead));
  return withRating.filter((_, i) => i % step === 0).slice(0, undecidedRead);
}

function goldConflicts(
  examples: readonly ConflictExample[],
  shipped: ConflictModel,
  correction: ConflictCorrection | null,
): GoldConflicts {
  const n = examples.length;
  const flagged = examples.filter(
    ({ rating, sum }) => probabilityOf(conflictLogOdds(shipped, rating, sum, { correction })) >= shipped.threshold,
  );
  return {
    n,
    conflicts: examples.filter(({ conflict }) => conflict).length,
    flagged: flagged.length,
    hits: flagged.filter(({ conflict }) => conflict).length,
    loss: n === 0 ? null : Math.round((1e4 * conflictLoss(examples, shipped, correction)) / n) / 1e4,
  };
}
