import type { CommentFilter } from '../../feedback/filter.ts';
import type { TopicDefinition, TopicDefinitionInput } from '../../feedback/topics/definition.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, pageOf, pageParameters } from '../schemas/common.ts';
import {
  topicDefinitionInputSchema,
  topicDefinitionPatchSchema,
  topicDefinitionSchema,
  topicStartSchema,
} from '../schemas/topics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Topics';
const maxBytes = 64 * 1024;

export const topicDefinitionRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/topic-definitions',
    scope: 'analyse',
    tag,
    summary: 'Defines topics that are found again and again',
    description: 'By schedule or by hand. Each run says what became of the topics of the run before.',
    request: { body: { json: { schema: topicDefinitionInputSchema, maxBytes } } },
    idempotent: true,
    responses: { 201: json('The definition.', topicDefinitionSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { name, cadence, filters, ...order } = context.body;
        const input: TopicDefinitionInput = { name, cadence, order: { ...order, filters: filters as CommentFilter } };
        const created = await context.services.topicDefinitions.create(context.scope, input);
        return { status: 201, body: view(created), headers: { Location: `/v1/topic-definitions/${created.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topic-definitions',
    scope: 'read',
    tag,
    summary: 'Lists the definitions of topics, the newest first',
    request: { query: z.strictObject(pageParameters) },
    responses: { 200: json('A page of definitions.', pageOf(topicDefinitionSchema)) },
    async handler({ services, scope, query: { limit, cursor } }) {
      const page = cursor === undefined ? { limit } : { limit, cursor };
      const { items, nextCursor } = await services.topicDefinitions.list(scope, page);
      return ok({ items: items.map(view), nextCursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topic-definitions/:id',
    scope: 'read',
    tag,
    summary: 'One definition of topics',
    description: 'Its runs: `GET /v1/topics?definition={id}`.',
    request: { params: idParams },
    responses: { 200: json('The definition.', topicDefinitionSchema) },
    handler: async ({ services, scope, params }) =>
      ok(view(found(await services.topicDefinitions.get(scope, params.id)))),
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/topic-definitions/:id',
    scope: 'analyse',
    tag,
    summary: 'Changes a definition of topics',
    description: 'The next run follows it; runs that are there stay as they are.',
    request: { params: idParams, body: { json: { schema: topicDefinitionPatchSchema, maxBytes } } },
    responses: { 200: json('The definition as it is now.', topicDefinitionSchema) },
    async handler({ services, scope, params, body }) {
      const { order } = found(await services.topicDefinitions.get(scope, params.id));
      const { name, cadence, filters, ...asked } = body;
      const patch: Partial<TopicDefinitionInput> = {
        ...(name !== undefined && { name }),
        ...(cadence !== undefined && { cadence }),
        order: Object.assign({ ...order }, asked, filters && { filters: filters as CommentFilter }),
      };
      return ok(view(found(await services.topicDefinitions.change(scope, params.id, patch))));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/topic-definitions/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a definition of topics',
    description: 'Its runs stay.',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.topicDefinitions.delete(scope, params.id));
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/topic-definitions/:id/runs',
    scope: 'analyse',
    tag,
    summary: 'Runs a definition of topics now',
    description: 'While a run of it is not over the answer is a conflict.',
    request: { params: idParams },
    idempotent: true,
    responses: { 202: json('The run and its job.', topicStartSchema) },
    handler: (context) =>
      once(context, null, async () => {
        const { services, scope, params } = context;
        const started = found(await services.topicDefinitions.run(scope, params.id));
        return { status: 202, body: started, headers: { Location: `/v1/topics/${started.id}` } };
      }),
  }),
];

function view({ order, ...definition }: TopicDefinition): object {
  return { ...definition, ...order };
}
