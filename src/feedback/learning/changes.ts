import type { SentimentLabel } from '../analysis.ts';
import type { ConflictChanges, ModelChanges } from './stored.ts';

/** The sentiment of one comment, as far as changes of it are told. */
export interface ReadSentiment {
  label: SentimentLabel;
  /** −1..1 */
  score: number;
}

/** The conflict of one comment, as far as changes of it are told. */
export interface JudgedConflict {
  score: number;
  flagged: boolean;
}

const examplesShown = 50;

/** What becomes of the labels of comments; `before[i]` and `after[i]` are of the comment `ids[i]`. */
export function changesBetween(ids: string[], before: ReadSentiment[], after: ReadSentiment[]): ModelChanges {
  const counts = new Map<string, ModelChanges['moves'][number]>();
  const moved = ids.flatMap((commentId, i) => {
    const [from, to] = [before[i].label, after[i].label];
    if (from === to) return [];
    const move = counts.get(`${from} ${to}`) ?? { from, to, comments: 0 };
    counts.set(`${from} ${to}`, { ...move, comments: move.comments + 1 });
    return [{ commentId, from, to, scoreBefore: round(before[i].score), scoreAfter: round(after[i].score) }];
  });
  return {
    comments: ids.length,
    changed: moved.length,
    moves: [...counts.values()].sort((a, b) => b.comments - a.comments),
    examples: moved.sort((a, b) => distance(b) - distance(a)).slice(0, examplesShown),
  };
}

/** What becomes of the flags of rated comments; `before[i]` and `after[i]` are of the comment `ids[i]`, null without a rating. */
export function conflictChanges(
  ids: string[],
  before: (JudgedConflict | null)[],
  after: (JudgedConflict | null)[],
): ConflictChanges {
  const flags = (list: (JudgedConflict | null)[]): number => list.filter((one) => one?.flagged).length;
  const moved = ids.flatMap((commentId, i) => {
    const [from, to] = [before[i], after[i]];
    if (from === null || to === null || from.flagged === to.flagged) return [];
    return [{ commentId, flagged: to.flagged, scoreBefore: round(from.score), scoreAfter: round(to.score) }];
  });
  return {
    rated: before.filter((one) => one !== null).length,
    flagged: { before: flags(before), after: flags(after) },
    examples: moved.sort((a, b) => distance(b) - distance(a)).slice(0, examplesShown),
  };
}

function distance({ scoreBefore, scoreAfter }: { scoreBefore: number; scoreAfter: number }): number {
  return Math.abs(scoreAfter - scoreBefore);
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
