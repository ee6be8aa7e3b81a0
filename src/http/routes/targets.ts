import type { Scope } from '../../feedback/read.ts';
import type { Target, TargetInput } from '../../feedback/statistics/targets.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { type AppServices, defineRoute } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { targetInputSchema, targetSchema } from '../schemas/statisticsSettings.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Statistics';
const body = { json: { schema: targetInputSchema, maxBytes: 64 * 1024 } };

export const targetRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/targets',
    scope: 'analyse',
    tag,
    summary: 'Sets a goal for a measure',
    request: { body },
    idempotent: true,
    responses: { 201: json('The target and where it stands.', targetSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { services, scope } = context;
        const created = await services.targets.create(scope, context.body as TargetInput);
        const shown = await withStatus(services, scope, created);
        return { status: 201, body: shown, headers: { Location: `/v1/targets/${created.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/targets',
    scope: 'read',
    tag,
    summary: 'The targets and where they stand, the newest first',
    responses: { 200: json('All targets.', z.object({ items: z.array(targetSchema) })) },
    async handler({ services, scope }) {
      const items: object[] = [];
      for (const target of await services.targets.list(scope)) items.push(await withStatus(services, scope, target));
      return ok({ items });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/targets/:id',
    scope: 'read',
    tag,
    summary: 'One target and where it stands',
    request: { params: idParams },
    responses: { 200: json('The target.', targetSchema) },
    handler: async ({ services, scope, params }) =>
      ok(await withStatus(services, scope, found(await services.targets.get(scope, params.id)))),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/targets/:id',
    scope: 'analyse',
    tag,
    summary: 'Changes a target',
    request: { params: idParams, body },
    responses: { 200: json('The target as it is now.', targetSchema) },
    handler: async ({ services, scope, params, body: input }) =>
      ok(await withStatus(services, scope, found(await services.targets.put(scope, params.id, input as TargetInput)))),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/targets/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a target',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.targets.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];

async function withStatus(services: AppServices, scope: Scope, target: Target): Promise<object> {
  return { ...target, status: await services.statistics.targetStatus(scope, target) };
}
