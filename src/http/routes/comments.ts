import { readStored } from '../../feedback/analysed.ts';
import { commentView, found, json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { explanationSchema } from '../schemas/analysis.ts';
import { commentSchema } from '../schemas/comment.ts';
import { idParams, pageOf, pageParameters } from '../schemas/common.ts';
import { filterQuery } from '../schemas/filter.ts';
import { decisionStepSchema } from '../schemas/reviews.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Comments';

export const commentRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/comments',
    scope: 'read',
    tag,
    summary: 'Lists comments with their analyses',
    description: 'A parameter given several times means any of its values; different parameters must all hold.',
    request: { query: filterQuery(pageParameters) },
    responses: { 200: json('A page of comments.', pageOf(commentSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      const page = await services.comments.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor });
      return ok({ items: page.items.map(commentView), nextCursor: page.nextCursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/comments/:id',
    scope: 'read',
    tag,
    summary: 'One comment with its analysis',
    request: { params: idParams },
    responses: { 200: json('The comment.', commentSchema) },
    async handler({ services, scope, params }) {
      return ok(commentView(found(await services.comments.get(scope, params.id))));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/comments/:id/explain',
    scope: 'read',
    tag,
    summary: 'The sums behind the sentiment and the conflict of a comment, term by term',
    request: { params: idParams },
    responses: { 200: json('The terms.', explanationSchema) },
    async handler({ services, scope, params }) {
      const { comment, analysis } = found(await services.comments.get(scope, params.id));
      const readWith = readStored(await services.workspaces.readWith(scope), params.id);
      return ok(await services.analysis.explain(comment, { readWith, calibration: analysis?.conflict?.calibration }));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/comments/:id/decisions',
    scope: 'read',
    tag,
    summary:
      'What people decided about a comment, the oldest first: who, when, what, why, and what the machine had said',
    request: { params: idParams },
    responses: { 200: json('The decisions.', z.object({ items: z.array(decisionStepSchema) })) },
    async handler({ services, scope, params }) {
      found(await services.comments.get(scope, params.id));
      return ok({ items: await services.decisions.history(scope, params.id) });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/comments/:id',
    scope: 'admin',
    tag,
    summary: 'Erases a comment and everything derived from it',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.comments.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];
