import { eventKinds } from '../../feedback/statistics/events.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { filterOf, filterQuery } from '../schemas/filter.ts';
import { daySchema, group, groupParameter, opensSchema } from '../schemas/statistics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';

const grown = {
  now: z.int(),
  before: z.int(),
  shareNow: z.number(),
  shareBefore: z.number(),
  change: z.number().openapi({ description: 'Difference of the shares, −1..1.' }),
  p: z.number(),
  q: z.number(),
};

const anomaliesSchema = z
  .object({
    rules: z.object({
      span: z.int(),
      window: z.int(),
      threshold: z.number(),
      smallest: z.number(),
      fewest: z.int(),
      fewestDays: z.int(),
    }),
    series: z.int().openapi({ description: 'Groups that were looked at.' }),
    items: z.array(
      z.object({
        ...group,
        from: z.string(),
        to: z.string(),
        direction: z.enum(['down', 'up']),
        value: z.number().openapi({ description: 'Mean rating of these days, on five points.' }),
        usual: z.number(),
        z: z.number(),
        n: z.int(),
        events: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            kind: z.enum(eventKinds),
            from: z.string(),
            to: z.string(),
          }),
        ),
        grown: z.array(z.object({ code: z.string(), name: z.string(), ...grown })).openapi({
          description: 'Leaves that grew most against the window before: complaints of a fall, praise of a rise.',
        }),
      }),
    ),
  })
  .openapi('AnomalyTable');

const changeRows = z.object({
  filter: opensSchema,
  items: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      filter: opensSchema.nullable(),
      masked: z.boolean(),
      change: z.object(grown).nullable(),
    }),
  ),
});

const changesSchema = z
  .object({ minimumSample: z.int(), now: opensSchema, month: changeRows, year: changeRows })
  .openapi('ChangeTable');

export const anomalyRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/anomalies',
    scope: 'read',
    tag,
    summary: 'Days on which ratings left what was usual, with the events around them and the leaves that grew',
    description:
      'The mean of three days against the median of the days in the four weeks before, by a robust z. The latest first, at ' +
      'most 200; the first 10 are explained. Without `from` all time is looked at.',
    request: { query: filterQuery({ by: groupParameter('channel', 'source', 'language', 'label').optional() }) },
    responses: { 200: json('The anomalies.', anomaliesSchema) },
    async handler({ services, scope, query }) {
      const { by } = query as { by?: GroupKey };
      return ok(await services.statistics.anomalies(scope, { filter: filterOf(query), by }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/changes',
    scope: 'read',
    tag,
    summary: 'Leaves month on month and year on year',
    request: { query: filterQuery({ from: daySchema, to: daySchema }) },
    responses: { 200: json('Leaves by how much their share grew.', changesSchema) },
    async handler({ services, scope, query }) {
      const { from, to } = query as unknown as { from: string; to: string };
      return ok(await services.statistics.changes(scope, { ...filterOf(query), from, to }));
    },
  }),
];
