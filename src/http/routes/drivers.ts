import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import {
  driversSchema,
  heatmapSchema,
  normalisedSchema,
  prioritiesSchema,
  quadrantSchema,
} from '../schemas/drivers.ts';
import { filterOf, filterQuery } from '../schemas/filter.ts';
import { groupParameter } from '../schemas/statistics.ts';

const tag = 'Statistics';

export const driverRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/channels',
    scope: 'read',
    tag,
    summary: 'Ratings on the scale of their channel, so that channels can be compared',
    description:
      'Index = (raw − mean of the channel) / its standard deviation × 100 + 500, and the same by median and MAD. A channel ' +
      'of fewer than 30 ratings has no scale of its own: its ratings have no index.',
    request: {
      query: filterQuery({ by: groupParameter('source', 'language', 'day', 'week', 'month', 'label').optional() }),
    },
    responses: { 200: json('The channels, and the groups on their scales.', normalisedSchema) },
    async handler({ services, scope, query }) {
      const { by } = query as { by?: GroupKey };
      return ok(await services.statistics.channels(scope, { filter: filterOf(query), by }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/heatmap',
    scope: 'read',
    tag,
    summary: 'Leaves against channels, periods or values of the metadata',
    request: {
      query: filterQuery({ by: groupParameter('channel', 'source', 'language', 'day', 'week', 'month') }),
    },
    responses: { 200: json('One cell a leaf and group.', heatmapSchema) },
    async handler({ services, scope, query }) {
      const { by } = query as { by: GroupKey };
      return ok(await services.statistics.heatmap(scope, { filter: filterOf(query), by }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/drivers',
    scope: 'read',
    tag,
    summary: 'What moves the rating: penalty and reward of each leaf',
    description:
      'Regression of the rating on whether a comment complains about each leaf and whether it praises it, with 95 % ' +
      'intervals. The class of Kano is an inference from it.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The leaves, by how far they move the rating.', driversSchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.drivers(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/quadrant',
    scope: 'read',
    tag,
    summary: 'Importance × satisfaction of each leaf, on equal scales',
    request: { query: filterQuery({}) },
    responses: { 200: json('The points and the lines between the quadrants.', quadrantSchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.quadrant(scope, query)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stats/priorities',
    scope: 'read',
    tag,
    summary: 'What an improvement of each leaf gives for its effort',
    description:
      'Efforts and the value of a point are in `PUT /v1/stats/settings`. From an ROI of 2.0 on it is worthwhile.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The leaves, the best first.', prioritiesSchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.priorities(scope, query)),
  }),
];
