import type { CommentFilter } from '../../feedback/filter.ts';
import { limits } from '../../feedback/limits.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, line } from '../schemas/common.ts';
import { filterBody } from '../schemas/filter.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';

const tag = 'Filters';
const maxBytes = 64 * 1024;

const inputSchema = z
  .strictObject({
    name: line(limits.nameUnits),
    filter: filterBody.refine(
      (filter) => Object.keys(filter).length > 0,
      custom('missing_field', 'A filter names at least one condition.'),
    ),
  })
  .openapi('SavedFilterInput');

const savedFilterSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    filter: filterBody,
    createdAt: z.string().openapi({ format: 'date-time' }),
    createdBy: z.string(),
  })
  .openapi('SavedFilter');

export const savedFilterRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/filters',
    scope: 'read',
    tag,
    summary: 'Lists the saved filters of the workspace by name',
    responses: { 200: json('All of them.', z.object({ items: z.array(savedFilterSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.savedFilters.list(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/filters',
    scope: 'analyse',
    tag,
    summary: 'Saves a choice of comments under a name',
    request: { body: { json: { schema: inputSchema, maxBytes } } },
    idempotent: true,
    responses: { 201: json('The filter.', savedFilterSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { name, filter } = context.body;
        const input = { name, filter: filter as CommentFilter };
        return { status: 201, body: await context.services.savedFilters.create(context.scope, input) };
      }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/filters/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a saved filter',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found((await services.savedFilters.delete(scope, params.id)) || null);
      return { status: 204 };
    },
  }),
];
