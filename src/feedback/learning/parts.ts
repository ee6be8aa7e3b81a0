import { type Adaptation, type AdaptationReader, createAdaptationReader } from '../../text/sentiment/adaptation.ts';
import type { ConflictCorrection } from '../conflictOdds.ts';
import type { LeafCorrections } from '../leafCorrection.ts';
import { hashOf } from './example.ts';

/** Weights of so many parts are learned where ratings teach; each has learned nothing from the comments of its part. */
const partCount = 3;

/** The part that a comment belongs to: by its id alone, for ever. */
export function partOf(commentId: string): number {
  return Math.floor(hashOf(commentId) / 5) % partCount;
}

export interface LearnedModel {
  adaptation: Adaptation;
  /** The greatest id of the comments that were there for the training. */
  latest: string;
  /** null: nothing was learned about leaves. */
  leaves: LeafCorrections | null;
  /** null: the shipped odds of conflicts stand. */
  conflicts: ConflictCorrection | null;
}

/**
 * Answers who reads a comment: weights that have not learned from its own rating, or those learned from all comments
 * where none has: it is not stored (no id), or came after the training. Ids go up with time.
 */
export function createPartReaders({
  adaptation,
  latest,
}: Pick<LearnedModel, 'adaptation' | 'latest'>): (commentId?: string) => AdaptationReader {
  const readers = new Map<number, AdaptationReader>();
  return (commentId) => {
    const part = commentId === undefined || commentId > latest ? -1 : partOf(commentId);
    const reader = readers.get(part) ?? createAdaptationReader(adaptation, part);
    readers.set(part, reader);
    return reader;
  };
}
