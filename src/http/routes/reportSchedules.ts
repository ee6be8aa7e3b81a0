import type { CommentFilter } from '../../feedback/filter.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { reportScheduleInputSchema, reportScheduleSchema } from '../schemas/reports.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Reports';

export const reportScheduleRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/report-schedules',
    scope: 'analyse',
    tag,
    summary: 'Has a report made whenever a week, a month or a quarter is over',
    description: 'Each is compared with the one before it.',
    request: { body: { json: { schema: reportScheduleInputSchema, maxBytes: 64 * 1024 } } },
    idempotent: true,
    responses: { 201: json('The schedule.', reportScheduleSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { filters, ...input } = context.body;
        const asked = { ...input, filters: filters as CommentFilter };
        return { status: 201, body: await context.services.reportSchedules.create(context.scope, asked) };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/report-schedules',
    scope: 'read',
    tag,
    summary: 'Lists the schedules of reports, the oldest first',
    description: 'Their reports: `GET /v1/reports?schedule={id}`.',
    responses: { 200: json('The schedules.', z.object({ items: z.array(reportScheduleSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.reportSchedules.list(scope) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/report-schedules/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a schedule of reports',
    description: 'Its reports stay.',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.reportSchedules.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];
