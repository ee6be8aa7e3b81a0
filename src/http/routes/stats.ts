import type { BreakdownDimension } from '../../feedback/read.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { integerParameter } from '../schemas/common.ts';
import { filterQuery } from '../schemas/filter.ts';
import { breakdownSchema, keywordSchema, summarySchema, trendSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';
const keywordsAtMost = 500;
const dimensions = [
  'label',
  'channel',
  'source',
  'language',
  'sentiment',
  'kind',
  'escalation',
  'conflict',
] as const satisfies BreakdownDimension[];

export const statsRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/summary',
    scope: 'read',
    tag,
    summary: 'The figures of the chosen comments',
    request: { query: filterQuery({}) },
    responses: { 200: json('The figures.', summarySchema) },
    handler: async ({ services, scope, query }) => ok(await services.stats.summary(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/trend',
    scope: 'read',
    tag,
    summary: 'The figures by day, week or month',
    request: { query: filterQuery({ interval: z.enum(['day', 'week', 'month']).default('day') }) },
    responses: { 200: json('One entry a period.', z.object({ items: z.array(trendSchema) })) },
    async handler({ services, scope, query: { interval, ...filter } }) {
      return ok({ items: await services.stats.trend(scope, filter, interval) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/breakdown',
    scope: 'read',
    tag,
    summary: 'The figures by one dimension',
    request: { query: filterQuery({ by: z.enum(dimensions) }) },
    responses: { 200: json('One entry a value.', z.object({ items: z.array(breakdownSchema) })) },
    async handler({ services, scope, query: { by, ...filter } }) {
      return ok({ items: await services.stats.breakdown(scope, filter, by) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/keywords',
    scope: 'read',
    tag,
    summary: 'The keywords of the chosen comments, ranked by TF-IDF',
    request: { query: filterQuery({ limit: integerParameter(1, keywordsAtMost, 50) }) },
    responses: { 200: json('The keywords.', z.object({ items: z.array(keywordSchema) })) },
    async handler({ services, scope, query: { limit, ...filter } }) {
      return ok({ items: await services.stats.keywords(scope, filter, limit) });
    },
  }),
];
