import { AppError } from '../../errors.ts';
import { sampleSize } from '../../feedback/statistics/sampleSize.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { numberParameter } from '../schemas/common.ts';
import {
  filterOf,
  filterQuery,
  otherFilterOf,
  otherNames,
  otherParameters,
  refuseBackwardsOther,
} from '../schemas/filter.ts';
import {
  benchmarkSchema,
  churnSchema,
  journeySchema,
  reliabilitySchema,
  sampleSizeSchema,
  segmentsSchema,
} from '../schemas/segments.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';

const between = (low: number, high: number) =>
  numberParameter.pipe(z.number().min(low).max(high)).openapi({ type: 'number', minimum: low, maximum: high });

const benchmarkQuery = filterQuery(otherParameters).superRefine((value, context) => {
  refuseBackwardsOther(value, context);
  if (otherNames(value).length > 0) return;
  const message = 'Say whom to compare with: `other.source=…`, or another filter.';
  context.addIssue({ code: 'custom', path: ['other.source'], message, params: { code: 'missing_field' } });
});

export const segmentRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/segments',
    scope: 'read',
    tag,
    summary: 'Customers by recency, frequency and amount, and by life cycle, with their satisfaction',
    description:
      'Customers are authors. The amount is read from the metadata (`keys.amount` of the settings). The filter of a group ' +
      'opens the comments of `named` of its customers.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The eight groups and the four stages.', segmentsSchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.segments(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/churn',
    scope: 'read',
    tag,
    summary: 'Customers who may leave, and why',
    description: 'At most 200, those with the most signs first.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The warnings.', churnSchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.churn(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/journey',
    scope: 'read',
    tag,
    summary: 'The stages of the journey: a Sankey and a funnel of satisfaction',
    description: 'Stages are in `PUT /v1/stats/settings`; without any, each top level of the taxonomy is one.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The stages and the flows.', journeySchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.journey(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/reliability',
    scope: 'read',
    tag,
    summary: 'Cronbach’s α of the sub-scores of each source',
    request: { query: filterQuery({}) },
    responses: { 200: json('One entry a source.', reliabilitySchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.reliability(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/sample-size',
    scope: 'read',
    tag,
    summary: 'How many answers a survey needs (Cochran)',
    request: {
      query: z.strictObject({
        confidence: between(0.5, 0.9999).default(0.95 as never),
        margin: between(0.001, 0.5).default(0.05 as never),
        proportion: between(0.01, 0.99).default(0.5 as never),
        population: between(1, 999_999_999).optional(),
      }),
    },
    responses: { 200: json('The number.', sampleSizeSchema) },
    handler({ query }) {
      const asked = query as { confidence: number; margin: number; proportion: number; population?: number };
      if (asked.population !== undefined && !Number.isInteger(asked.population)) {
        const detail = 'A population is a whole number.';
        throw new AppError('wrong_type', detail, {
          problems: [{ code: 'wrong_type', detail, pointer: '/query/population' }],
        });
      }
      return ok(sampleSize(asked));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/benchmark',
    scope: 'read',
    tag,
    summary: 'Our comments against those of others: leaves, words, blind spots, radar',
    description: 'The others are chosen by `other.<filter parameter>`, mostly `other.source`.',
    request: { query: benchmarkQuery },
    responses: { 200: json('What differs.', benchmarkSchema) },
    handler: async ({ services, scope, query }) =>
      ok(await services.statistics.benchmark(scope, { filter: filterOf(query), other: otherFilterOf(query) })),
  }),
];
