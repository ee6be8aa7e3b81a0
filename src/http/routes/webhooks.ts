import { deliveryStates } from '../../feedback/webhooks.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { alternatives, idParams, pageOf, pageParameters } from '../schemas/common.ts';
import {
  deliveryDetailsSchema,
  deliverySchema,
  newSecretSchema,
  newWebhookSchema,
  replaySchema,
  rotationSchema,
  webhookInputSchema,
  webhookPatchSchema,
  webhookSchema,
} from '../schemas/webhooks.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Webhooks';
const maxBytes = 16 * 1024;
const deliveryParams = z.strictObject({ ...idParams.shape, delivery: idParams.shape.id });
const withoutSecret = (made: unknown) => ({ ...(made as object), secret: null });

export const webhookRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/webhooks',
    scope: 'admin',
    tag,
    summary: 'Lists the webhooks',
    responses: { 200: json('All, without their secrets.', z.object({ items: z.array(webhookSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.webhooks.list(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks',
    scope: 'admin',
    tag,
    summary: 'Adds a webhook: an address that is told what happens',
    description:
      'Signed by the Standard Webhooks specification. Every event is delivered at least once, with the same `webhook-id` ' +
      'each time: tries after 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h. The secret is in this answer ' +
      'only; a replay by `Idempotency-Key` answers `secret: null`.',
    request: { body: { json: { schema: webhookInputSchema, maxBytes } } },
    idempotent: true,
    responses: { 201: json('The webhook and its secret.', newWebhookSchema) },
    handler: (context) =>
      once(
        context,
        context.body,
        async () => {
          const made = await context.services.webhooks.create(context.scope, context.body);
          return { status: 201, body: made, headers: { Location: `/v1/webhooks/${made.endpoint.id}` } };
        },
        withoutSecret,
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhooks/:id',
    scope: 'admin',
    tag,
    summary: 'One webhook',
    request: { params: idParams },
    responses: { 200: json('The webhook.', webhookSchema) },
    handler: async ({ services, scope, params }) => ok(found(await services.webhooks.get(scope, params.id))),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/webhooks/:id',
    scope: 'admin',
    tag,
    summary: 'Changes a webhook, disables it, or enables it again',
    description: 'What waits when it is disabled fails; after enabling it can be replayed.',
    request: { params: idParams, body: { json: { schema: webhookPatchSchema, maxBytes } } },
    responses: { 200: json('The webhook as it is now.', webhookSchema) },
    handler: async ({ services, scope, params, body }) =>
      ok(found(await services.webhooks.change(scope, params.id, body))),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/webhooks/:id',
    scope: 'admin',
    tag,
    summary: 'Removes a webhook with the log of its deliveries',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.webhooks.delete(scope, params.id));
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/:id/secret',
    scope: 'admin',
    tag,
    summary: 'Makes a new secret; the old one signs too for a while',
    request: { params: idParams, body: { json: { schema: rotationSchema, maxBytes, optional: true } } },
    idempotent: true,
    responses: { 201: json('The new secret, in this answer only.', newSecretSchema) },
    handler: (context) =>
      once(
        context,
        context.body,
        async () => {
          const { services, scope, params, body } = context;
          return { status: 201, body: found(await services.webhooks.rotate(scope, params.id, body.overlapHours)) };
        },
        withoutSecret,
      ),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/:id/test',
    scope: 'admin',
    tag,
    summary: 'Sends a test event (`webhook.test`)',
    description: 'What comes of it stands in the log of deliveries.',
    request: { params: idParams },
    idempotent: true,
    responses: { 202: json('Its delivery.', z.object({ deliveryId: z.string() })) },
    handler: (context) =>
      once(context, null, async () => {
        const { services, scope, params } = context;
        return { status: 202, body: found(await services.webhooks.test(scope, params.id)) };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhooks/:id/deliveries',
    scope: 'admin',
    tag,
    summary: 'The log of deliveries, the newest first',
    request: {
      params: idParams,
      query: z.strictObject({ state: alternatives(z.enum(deliveryStates)), ...pageParameters }),
    },
    responses: { 200: json('A page of deliveries.', pageOf(deliverySchema)) },
    async handler({ services, scope, params, query: { state, limit, cursor } }) {
      found(await services.webhooks.get(scope, params.id));
      const page = cursor === undefined ? { limit } : { limit, cursor };
      return ok(await services.webhooks.deliveries(scope, params.id, state, page));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhooks/:id/deliveries/:delivery',
    scope: 'admin',
    tag,
    summary: 'One delivery with its tries and what is sent',
    request: { params: deliveryParams },
    responses: { 200: json('The delivery.', deliveryDetailsSchema) },
    handler: async ({ services, scope, params }) =>
      ok(found(await services.webhooks.delivery(scope, params.id, params.delivery))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/:id/deliveries/:delivery/replay',
    scope: 'admin',
    tag,
    summary: 'Sends one delivery again',
    request: { params: deliveryParams },
    responses: { 202: { description: 'It is queued, with the same `webhook-id`.' } },
    async handler({ services, scope, params }) {
      found(await services.webhooks.replay(scope, params.id, params.delivery));
      return { status: 202 };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/:id/replay',
    scope: 'admin',
    tag,
    summary: 'Sends again what was queued since a time',
    request: { params: idParams, body: { json: { schema: replaySchema, maxBytes } } },
    responses: { 202: json('How many.', z.object({ deliveries: z.int() })) },
    async handler({ services, scope, params, body }) {
      const deliveries = await services.webhooks.replaySince(scope, params.id, body);
      return { status: 202, body: { deliveries: found(deliveries === null ? null : { n: deliveries }).n } };
    },
  }),
];
