import { AppError } from '../../errors.ts';
import { accepted, found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, pageOf, pageParameters } from '../schemas/common.ts';
import { filterQuery } from '../schemas/filter.ts';
import { jobSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';
import { sendEvents } from '../sse.ts';

const tag = 'Jobs';

export const jobRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sample',
    scope: 'analyse',
    tag,
    summary: 'Loads the sample comments that ship with the service',
    idempotent: true,
    responses: { 202: json('The job that loads them.', jobSchema) },
    handler: (context) =>
      once(context, null, async () => accepted(await context.services.jobs.startSample(context.scope))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reanalyses',
    scope: 'admin',
    tag,
    summary: 'Reads the chosen comments again with the artefacts of today',
    request: { query: filterQuery({}) },
    idempotent: true,
    responses: { 202: json('The job that does it.', jobSchema) },
    handler: (context) =>
      once(context, null, async () =>
        accepted(await context.services.jobs.startReanalysis(context.scope, context.query)),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/jobs',
    scope: 'read',
    tag,
    summary: 'Lists jobs, the newest first',
    request: { query: z.strictObject(pageParameters) },
    responses: { 200: json('A page of jobs.', pageOf(jobSchema)) },
    async handler({ services, scope, query: { limit, cursor } }) {
      return ok(await services.jobs.list(scope, cursor === undefined ? { limit } : { limit, cursor }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/jobs/:id',
    scope: 'read',
    tag,
    summary: 'One job with its progress',
    request: { params: idParams },
    responses: { 200: json('The job.', jobSchema) },
    handler: async ({ services, scope, params }) => ok(found(await services.jobs.get(scope, params.id))),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/jobs/:id/events',
    scope: 'read',
    tag,
    summary: 'The progress of a job as server-sent events',
    description: 'An event `job` with the job for every change; the stream ends with the job.',
    request: { params: idParams },
    streams: true,
    responses: { 200: { description: 'Events.', content: { 'text/event-stream': null } } },
    async handler({ services, scope, params, response }) {
      found(await services.jobs.get(scope, params.id));
      await sendEvents(response, services.stopping, (signal) => services.jobs.watch(scope, params.id, signal));
      return undefined;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/jobs/:id',
    scope: 'analyse',
    tag,
    summary: 'Cancels a job',
    request: { params: idParams },
    responses: { 202: json('The job as it is now.', jobSchema) },
    async handler({ services, scope, params }) {
      found(await services.jobs.get(scope, params.id));
      if (!(await services.jobs.cancel(scope, params.id))) {
        throw new AppError('state_conflict', 'This job has ended already.', { reason: 'job_over' });
      }
      return accepted(found(await services.jobs.get(scope, params.id)));
    },
  }),
];
