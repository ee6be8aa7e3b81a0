import type { RatingScale } from '../../comment.ts';
import { type Counted, grouped, positions, type RatingCount } from '../counts.ts';
import type { StatisticsSettings } from '../settings.ts';
import { answerKey, contradictingScore, createStraightLineFinder, speederLimit, whiskers } from './checks.ts';
import { createDuplicateFinder } from './duplicates.ts';
import type { FlaggedComment, QualityFlag, RespondentKind } from './flags.ts';
import { completeness, createImputer, type ImputationMethod } from './missing.ts';

/** A comment as a scan sees it. */
export interface ScannedComment {
  id: string;
  text: string;
  source: string;
  channel: string | null;
  rating: number | null;
  scale: RatingScale;
  ratings: Record<string, number> | null;
  author: string | null;
  device: string | null;
  /** Seconds. */
  duration: number | null;
}

/** What a scan knows beforehand. */
export interface ScanGround {
  settings: StatisticsSettings;
  comments: number;
  /** Ratings by channel. */
  ratings: readonly RatingCount[];
  durations: readonly Counted[];
  /** Sub-scores that the answers of a source should have. */
  expected: ReadonlyMap<string, readonly string[]>;
}

export interface ImputedScore extends Record<ImputationMethod, number> {
  commentId: string;
  dimension: string;
}

interface PartialAnswer {
  comment: Pick<ScannedComment, 'id' | 'scale' | 'source'>;
  answer: (number | null)[];
}

/** Flags comments that come in the order of time, one after another. */
export function createQualityScan({ settings, comments, ratings, durations, expected }: ScanGround) {
  const boxes = new Map(
    [...grouped(ratings, boxKey)].map(([key, counts]) => [key, whiskers(positions(counts))] as const),
  );
  const tooQuick = speederLimit(durations);
  const straight = createStraightLineFinder();
  const duplicates = createDuplicateFinder(comments);
  const ids: string[] = [];
  const blocked = new Map<string, [RespondentKind, string]>();
  const imputers = new Map<string, ReturnType<typeof createImputer>>();
  const partial: PartialAnswer[] = [];

  function isOutlier({ rating, channel, scale }: ScannedComment): boolean {
    if (rating === null) return false;
    const box = boxes.get(boxKey({ keys: [channel ?? ''], scale }));
    const position = (rating - scale.min) / (scale.max - scale.min);
    return box !== undefined && box !== null && (position < box.low || position > box.high);
  }

  function* straightLines(comment: ScannedComment): Generator<FlaggedComment> {
    const key = answerKey(comment.rating, comment.ratings);
    if (key === null) return;
    for (const kind of ['author', 'device'] as const) {
      const who = comment[kind];
      if (who === null) continue;
      for (const commentId of straight(JSON.stringify([kind, who]), key, comment.id)) {
        blocked.set(JSON.stringify([kind, who]), [kind, who]);
        yield { commentId, flag: 'straight_line', detail: kind };
      }
    }
  }

  function isVoid(comment: ScannedComment): boolean {
    const dimensions = expected.get(comment.source) ?? [];
    if (comment.ratings === null || dimensions.length === 0) return false;
    const { ratings: given, scale, source } = comment;
    const kind = completeness(given, dimensions);
    const position = (name: string) =>
      Object.hasOwn(given, name) ? (given[name]! - scale.min) / (scale.max - scale.min) : null;
    const answer = dimensions.map(position);
    if (kind === 'complete') imputerOf(source, dimensions.length).learn(answer as number[]);
    if (kind === 'partial') partial.push({ comment: { id: comment.id, scale, source }, answer });
    return kind === 'void';
  }

  function imputerOf(source: string, dimensions: number) {
    const found = imputers.get(source) ?? createImputer(dimensions);
    imputers.set(source, found);
    return found;
  }

  return {
    /** Flags that are clear now (of earlier comments too), and the earlier comments that this one may repeat. */
    look(comment: ScannedComment): { flags: FlaggedComment[]; candidates: string[] } {
      const of = (flag: QualityFlag, detail: string | null = null) => ({ commentId: comment.id, flag, detail });
      const flags: FlaggedComment[] = [...straightLines(comment)];
      if (isOutlier(comment)) flags.push(of('outlier'));
      if (tooQuick !== null && comment.duration !== null && comment.duration < tooQuick) flags.push(of('speeder'));
      if (isVoid(comment)) flags.push(of('incomplete', 'missing_over_30_percent'));
      const contradicting = contradictingScore(comment.rating, comment.ratings, comment.scale);
      if (contradicting !== null) flags.push(of('subscore_contradiction', contradicting));
      ids.push(comment.id);
      const candidates = duplicates.add(comment.text).map((number) => ids[number]!);
      return { flags, candidates };
    },

    /** Who answered in straight lines. */
    blocked: (): [RespondentKind, string][] => [...blocked.values()],

    /** What is filled into partial answers, each on the scale of its comment; nothing where there is too little to learn from. */
    *imputed(): Generator<ImputedScore> {
      for (const { comment, answer } of partial) {
        const filled = imputers.get(comment.source)?.fill(answer);
        const onScale = (value: number) => comment.scale.min + value * (comment.scale.max - comment.scale.min);
        for (const [i, { regression, mode, hot_deck }] of filled ?? []) {
          yield {
            commentId: comment.id,
            dimension: expected.get(comment.source)![i]!,
            regression: onScale(regression),
            mode: onScale(mode),
            hot_deck: onScale(hot_deck),
          };
        }
      }
    },
    excluded: settings.excludedFlags,
  };
}

function boxKey({ keys: [channel], scale }: { keys: string[]; scale: RatingScale }): string {
  return JSON.stringify([channel, scale.min, scale.max]);
}
