import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { eventInputSchema, eventSchema } from '../schemas/statisticsSettings.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';
const body = { json: { schema: eventInputSchema, maxBytes: 64 * 1024 } };

/** What happened in the business: outages, changes of policy, releases. Anomalies are joined with it. */
export const eventRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/events',
    scope: 'analyse',
    tag,
    summary: 'Records a business event',
    request: { body },
    idempotent: true,
    responses: { 201: json('The event.', eventSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const created = await context.services.events.create(context.scope, context.body);
        return { status: 201, body: created, headers: { Location: `/v1/events/${created.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/events',
    scope: 'read',
    tag,
    summary: 'The business events, the newest first',
    responses: { 200: json('All events.', z.object({ items: z.array(eventSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.events.list(scope) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/events/:id',
    scope: 'read',
    tag,
    summary: 'One business event',
    request: { params: idParams },
    responses: { 200: json('The event.', eventSchema) },
    handler: async ({ services, scope, params }) => ok(found(await services.events.get(scope, params.id))),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/events/:id',
    scope: 'analyse',
    tag,
    summary: 'Changes a business event',
    request: { params: idParams, body },
    responses: { 200: json('The event as it is now.', eventSchema) },
    handler: async ({ services, scope, params, body: input }) =>
      ok(found(await services.events.put(scope, params.id, input))),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/events/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a business event',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.events.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];
