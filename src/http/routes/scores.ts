import type { CommentFilter } from '../../feedback/filter.ts';
import { periodBefore } from '../../feedback/keywordQuery.ts';
import type { ScoreRow } from '../../feedback/statistics/figures/scores.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { type ImputationMethod, imputationMethods } from '../../feedback/statistics/quality/missing.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { dayOrInstant, numberParameter } from '../schemas/common.ts';
import {
  backwards,
  filterOf,
  filterQuery,
  otherFilterOf,
  otherNames,
  otherParameters,
  refuseBackwardsOther,
} from '../schemas/filter.ts';
import { comparisonSchema, groupParameter, npsTableSchema, scoreTableSchema } from '../schemas/statistics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';

const compareQuery = filterQuery({
  by: groupParameter('channel', 'source', 'language', 'label', 'dimension').optional(),
  ...otherParameters,
  beforeFrom: dayOrInstant.optional().openapi({
    description: 'Of the period to compare with; when absent, as long as `from`…`to` and just before it.',
  }),
  beforeTo: dayOrInstant.optional(),
}).superRefine((value, context) => {
  const query = value as Record<string, string | undefined>;
  const refuse = (code: string, path: string, message: string) =>
    context.addIssue({
      code: 'custom',
      path: [path],
      message,
      params: { code, ...(code === 'out_of_range' && backwards) },
    });
  refuseBackwardsOther(value, context);
  const { from, to, beforeFrom, beforeTo } = query;
  const others = otherNames(query);
  if (others.length > 0) {
    for (const name of ['beforeFrom', 'beforeTo'])
      if (query[name]) refuse('unknown_parameter', name, 'Compare with a period or with `other.…`, not with both.');
    return;
  }
  if ((beforeFrom === undefined) !== (beforeTo === undefined))
    refuse('missing_field', beforeFrom === undefined ? 'beforeFrom' : 'beforeTo', 'A period has both ends.');
  if (beforeFrom && beforeTo && beforeFrom.slice(0, beforeTo.length) > beforeTo)
    refuse('out_of_range', 'beforeTo', '`beforeTo` lies before `beforeFrom`.');
  if (beforeFrom) return;
  for (const [name, end] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (end === undefined) refuse('missing_field', name, 'Say what to compare with: a period, or `other.…`.');
});

/** What a query compares with: what it names, the period it names, or the period before. */
export function comparedWith(query: object): CommentFilter {
  const filter = filterOf(query);
  const { beforeFrom, beforeTo } = query as { beforeFrom?: string; beforeTo?: string };
  if (otherNames(query).length > 0) return otherFilterOf(query);
  const before = beforeFrom && beforeTo ? { from: beforeFrom, to: beforeTo } : periodBefore(filter.from!, filter.to!);
  return { ...filter, ...before };
}

export const scoreRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/scores',
    scope: 'read',
    tag,
    summary: 'CSAT, NPS, effort, ten-point index and grades, with intervals',
    description:
      'CSAT has a Wilson interval, NPS the normal one, means that of Student’s t, all at 95 %. Groups below the minimum ' +
      'sample of the workspace are masked; where groups are parts of the total, others are masked with them, so that none ' +
      'can be found by subtraction within the answer.',
    request: {
      query: filterQuery({
        by: groupParameter().optional(),
        imputation: z.enum(imputationMethods).optional().openapi({
          description: 'With `by=dimension`: count what the last quality scan has filled in for missing sub-scores.',
        }),
        goal: numberParameter.pipe(z.number().min(0).max(100)).optional().openapi({
          type: 'number',
          description: 'Of the ten-point index: how it could be reached.',
        }),
      }),
    },
    responses: { 200: json('The scores.', scoreTableSchema) },
    async handler({ services, scope, query }) {
      const { by, goal, imputation } = query as { by?: GroupKey; goal?: number; imputation?: ImputationMethod };
      return ok(await services.statistics.scores(scope, { filter: filterOf(query), by, goal, imputation }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/nps',
    scope: 'read',
    tag,
    summary: 'Promoters, passives and detractors of ten-point ratings',
    request: { query: filterQuery({ by: groupParameter().optional() }) },
    responses: { 200: json('The net promoter score, −100..100.', npsTableSchema) },
    async handler({ services, scope, query }) {
      const { by } = query as { by?: GroupKey };
      const { minimumSample, total, items } = await services.statistics.scores(scope, { filter: filterOf(query), by });
      return ok({ minimumSample, total: npsRow(total), items: items.map(npsRow) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/compare',
    scope: 'read',
    tag,
    summary: 'Ratings against those of another period, or of other comments',
    description:
      'Shares by the two-proportion z-test, ratings by Mann–Whitney U with ties; `q` is adjusted for all tests of the ' +
      'answer (Benjamini–Hochberg).',
    request: { query: compareQuery },
    responses: { 200: json('One entry a group.', comparisonSchema) },
    async handler({ services, scope, query }) {
      const { by } = query as { by?: GroupKey };
      return ok(await services.statistics.compare(scope, { filter: filterOf(query), other: comparedWith(query), by }));
    },
  }),
];

/** Ratings on other scales say nothing here; a row without ten-point ratings, or with too few, has no figure. */
function npsRow(row: ScoreRow): object {
  const { key, name, filter } = row;
  return { key, name, filter, masked: row.masked, nps: row.masked ? null : row.nps };
}
