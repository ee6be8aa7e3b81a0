import type { CommentFilter } from '../../filter.ts';
import type { Scope, Share } from '../../read.ts';
import { countOf, grouped, type RatingCount } from '../counts.ts';
import type { StatisticsFacts } from '../facts.ts';
import { areParts, type GroupKey, narrowed } from '../groups.ts';
import { masked, totalMayBeShown } from '../mask.ts';
import type { ImputationMethod } from '../quality/missing.ts';
import {
  type EffortDirection,
  effortScore,
  equallyWeighted,
  gradeNames,
  type Scores,
  scoresOf,
  type WaysToGoal,
  waysToReach,
} from '../scores.ts';

/** The scores of one group; masked, there are no figures and no number. */
export type ScoreRow = { key: string; name: string; filter: CommentFilter | null } & (
  | ({ masked: false } & Scores & {
        /** How many of the ratings were filled in. */
        imputed: number;
      })
  | { masked: true }
);

export interface ScoreTable {
  minimumSample: number;
  gradeNames: readonly string[];
  total: ScoreRow;
  ces: (Share & { dimension: string; direction: EffortDirection }) | null;
  /** With a goal that the index has not reached. */
  ways: WaysToGoal | null;
  items: ScoreRow[];
  /** By dimension: the arithmetic mean of the indexes that are shown, and of how many. */
  equallyWeighted: { value: number; dimensions: number } | null;
}

export interface ScoreQuery {
  filter: CommentFilter;
  by?: GroupKey | undefined;
  /** By dimension: with what a scan has filled in for missing sub-scores. */
  imputation?: ImputationMethod | undefined;
  /** Of the ten-point index, 0..100. */
  goal?: number | undefined;
}

export async function scoreTable(
  facts: StatisticsFacts,
  scope: Scope,
  { filter, by, goal, imputation }: ScoreQuery,
): Promise<ScoreTable> {
  const settings = await facts.settings(scope);
  const limit = settings.minimumSample;
  const all = await facts.ratings(scope, filter, []);
  const given = by ? await facts.ratings(scope, filter, [by]) : [];
  const filled = imputation && by === 'dimension' ? await facts.imputed(scope, filter, imputation) : [];
  const groups = [...given, ...filled];
  const rows = by ? await rowsOf(facts, scope, filter, by, groups, limit) : [];
  const hidden = masked(
    rows.map(({ scores }) => scores.n),
    limit,
    by !== undefined && areParts(by),
  );
  const whole = withoutFew(scoresOf(all), limit);
  const sizes = rows.map(({ scores }) => scores.n);
  const showTotal = whole.n >= limit && (!by || !areParts(by) || totalMayBeShown(sizes, hidden, limit));
  const items = rows.map(
    ({ scores, ...row }, i): ScoreRow =>
      hidden[i]
        ? { ...row, masked: true }
        : { ...row, masked: false, ...scores, imputed: countOf(filled.filter(({ keys }) => keys[0] === row.key)) },
  );
  const indexes = items.flatMap((row) => (row.masked || row.index === null ? [] : [row.index.value]));
  const total = { key: '', name: '', filter };
  return {
    minimumSample: limit,
    gradeNames,
    total: showTotal ? { ...total, masked: false, ...whole, imputed: 0 } : { ...total, masked: true },
    ces: await effort(facts, scope, filter),
    ways: goal === undefined || !showTotal ? null : waysToReach(all, goal),
    items,
    equallyWeighted:
      by === 'dimension' && indexes.length > 0
        ? { value: equallyWeighted(indexes)!, dimensions: indexes.length }
        : null,
  };
}

interface Row {
  key: string;
  name: string;
  filter: CommentFilter | null;
  scores: Scores;
}

/** Periods in their order, everything else by size. */
async function rowsOf(
  facts: StatisticsFacts,
  scope: Scope,
  filter: CommentFilter,
  by: GroupKey,
  counts: readonly RatingCount[],
  limit: number,
): Promise<Row[]> {
  const groups = grouped(counts, ({ keys }) => keys[0]!);
  const names = by === 'label' ? await facts.leafNames(scope, [...groups.keys()]) : null;
  const rows = [...groups].map(([key, group]) => ({
    key,
    name: names?.get(key) ?? key,
    filter: narrowed(filter, by, key),
    scores: withoutFew(scoresOf(group), limit),
  }));
  const inTime = by === 'day' || by === 'week' || by === 'month';
  return rows.sort((a, b) => (inTime ? 0 : b.scores.n - a.scores.n) || (a.key < b.key ? -1 : 1));
}

/** Ratings of a group may be of several scales: those on ten points can be too few by themselves. */
function withoutFew(scores: Scores, limit: number): Scores {
  return scores.nps && scores.nps.n < limit ? { ...scores, nps: null } : scores;
}

/** Of the sub-score that the workspace says asks for effort. */
export async function effort(facts: StatisticsFacts, scope: Scope, filter: CommentFilter): Promise<ScoreTable['ces']> {
  const { effort: asked, minimumSample } = await facts.settings(scope);
  if (!asked) return null;
  const counts = (await facts.ratings(scope, filter, ['dimension'])).filter(({ keys }) => keys[0] === asked.dimension);
  const score = effortScore(counts, asked.direction);
  return score && score.n >= minimumSample ? { ...score, dimension: asked.dimension } : null;
}
