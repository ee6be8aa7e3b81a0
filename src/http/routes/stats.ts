import { coverageDimensions } from '../../feedback/coverage.ts';
import type { BreakdownDimension } from '../../feedback/read.ts';
import { json, ok } from '../answers.ts';
import { leafRow } from '../leafAnswers.ts';
import { defineRoute } from '../route.ts';
import { filterQuery } from '../schemas/filter.ts';
import { breakdownSchema, coverageSchema, summarySchema, trendSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';
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
    async handler({ services, scope, query }) {
      const summary = await services.stats.summary(scope, query);
      const effort = await services.statistics.effort(scope, query);
      const ces = effort && { value: effort.value, low: effort.low, high: effort.high, n: effort.n };
      return ok({ ...summary, ces });
    },
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
      const items = await services.stats.breakdown(scope, filter, by);
      if (by !== 'label') return ok({ items });
      const { content } = await services.taxonomies.inForce(scope);
      return ok({ items: items.map((row) => leafRow(row, content, filter)) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/coverage',
    scope: 'read',
    tag,
    summary: 'The share of comments that the taxonomy covers, by channel and period',
    description: 'The comments behind it: `GET /v1/comments?covered=false`, with the same filters.',
    request: { query: filterQuery({ by: z.enum(coverageDimensions).default('channel_month') }) },
    responses: { 200: json('One entry a channel, a period, or both.', z.object({ items: z.array(coverageSchema) })) },
    async handler({ services, scope, query: { by, ...filter } }) {
      return ok({ items: await services.stats.coverage(scope, filter, by) });
    },
  }),
];
