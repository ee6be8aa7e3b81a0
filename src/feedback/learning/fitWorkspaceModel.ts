import type { AdaptationText } from '../../text/sentiment/adaptationTexts.ts';
import { type FittedAdaptation, fitAdaptation } from '../../text/sentiment/fitAdaptation.ts';
import type { BackgroundWords } from '../../text/sentiment/fitKinship.ts';
import { type RatingScale, ratingPolarity } from '../comment.ts';
import type { ConflictModel } from '../conflictOdds.ts';
import { isGold, polarityOf, type TrainingExample } from './example.ts';
import { partOf } from './parts.ts';

/** A comment of the workspace that nobody has decided. */
export interface UndecidedComment {
  commentId: string;
  text: string;
  rating: number | null;
  ratingScale: RatingScale;
}

export interface WorkspaceCorpus {
  examples: TrainingExample[];
  others: UndecidedComment[];
}

export interface WorkspaceFitTools {
  read(text: string): AdaptationText;
  background: BackgroundWords;
  /** The shipped one; its intercept is minus the log-odds that a rating fits its text. */
  conflict: ConflictModel;
}

export interface WorkspaceModel extends FittedAdaptation {
  /** Decided comments that it was fitted to; gold ones are not among them. */
  examples: number;
  /** Undecided comments that it has read. */
  texts: number;
}

/**
 * Fits a workspace's model to its examples, gold ones left out, and to its other texts. Same corpus in the same order, same
 * seed: the same model. `ratings`: take the ratings of undecided comments for weak labels, if
 * there are enough.
 */
export function fitWorkspaceModel(
  corpus: WorkspaceCorpus,
  tools: WorkspaceFitTools,
  params: { seed: number; ratings: boolean },
): WorkspaceModel {
  const taught = corpus.examples.filter(({ commentId, sentiment }) => sentiment !== null && !isGold(commentId));
  const examples = taught.map(({ commentId, text, sentiment, rating, ratingScale }) => ({
    part: partOf(commentId),
    text: tools.read(text),
    polarity: polarityOf(sentiment!),
    rating: rating === null ? null : ratingPolarity(rating, ratingScale),
  }));
  const others = corpus.others.map(({ commentId, text, rating, ratingScale }) => ({
    part: partOf(commentId),
    text: tools.read(text),
    rating: rating === null ? null : ratingPolarity(rating, ratingScale),
  }));
  const fitted = fitAdaptation(
    { examples, others, background: tools.background },
    { ...params, trust: -tools.conflict.intercept },
  );
  return { ...fitted, examples: examples.length, texts: others.length };
}
