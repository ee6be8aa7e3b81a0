import type { CommentFilter } from '../../feedback/filter.ts';
import { limits } from '../../feedback/limits.ts';
import { reviewReasons, reviewStates } from '../../feedback/read.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { itemAnswer, itemAnswered, itemView, reviewBodyBytes } from '../reviewAnswers.ts';
import { defineRoute } from '../route.ts';
import {
  alternatives,
  dayOrInstant,
  idParams,
  integerParameter,
  line,
  pageOf,
  pageParameters,
} from '../schemas/common.ts';
import { filterShape, refuseBackwards } from '../schemas/filter.ts';
import { reviewQualitySchema } from '../schemas/reviewQuality.ts';
import { addSchema, countsSchema, reviewItemSchema } from '../schemas/reviews.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Reviews';
/** Of the comment filter, without what means something else here. */
const { state: _, ...commentShape } = filterShape;

export const reviewRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/reviews',
    scope: 'review',
    tag,
    summary: 'The queue of comments that a human should look at, the most worthwhile first',
    request: {
      query: z
        .strictObject({
          reason: alternatives(z.enum(reviewReasons)),
          state: alternatives(z.enum(reviewStates)),
          department: alternatives(line(limits.nameUnits)).openapi({ description: 'Passed on to one of these.' }),
          commentId: line(limits.nameUnits).optional(),
          ...commentShape,
          ...pageParameters,
        })
        .superRefine(refuseBackwards),
    },
    responses: { 200: json('A page of the queue.', pageOf(reviewItemSchema)) },
    async handler({ services, scope, query: { limit, cursor, reason, state, department, commentId, ...comments } }) {
      const filter = { reason, state, department, commentId, comments: comments as CommentFilter };
      const page = await services.reviews.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor });
      return ok({ items: page.items.map(itemView), nextCursor: page.nextCursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reviews/counts',
    scope: 'review',
    tag,
    summary: 'How many items are open, claimed and done, by reason',
    responses: { 200: json('The counts.', countsSchema) },
    handler: async ({ services, scope }) => ok(await services.reviews.counts(scope)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reviews/quality',
    scope: 'review',
    tag,
    summary: 'How good reviewers and machine are, measured by decisions',
    description:
      'Agreement between reviewers, error rates of the checks against 0.5 %, and live precision and recall per label and of ' +
      'the conflict flag at each threshold.',
    request: {
      query: z
        .strictObject({ from: dayOrInstant.optional(), to: dayOrInstant.optional() })
        .superRefine(refuseBackwards),
    },
    responses: { 200: json('The figures.', reviewQualitySchema) },
    handler: async ({ services, scope, query }) => ok(await services.reviews.quality(scope, query)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews',
    scope: 'review',
    tag,
    summary: 'Sends a comment to review by hand',
    request: { body: { json: { schema: addSchema, maxBytes: reviewBodyBytes } } },
    idempotent: true,
    responses: { 201: json('Its item; a decided one is open again.', z.object({ id: z.string() })) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { commentId, ...more } = context.body;
        const id = found(await context.services.reviews.add(context.scope, commentId, more));
        return { status: 201, body: { id }, headers: { Location: `/v1/reviews/${id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reviews/:id',
    scope: 'review',
    tag,
    summary: 'One item with its comment and analysis',
    request: { params: idParams },
    responses: itemAnswer,
    async handler({ services, scope, params }) {
      return itemAnswered(found(await services.reviews.get(scope, params.id)));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reviews/:id/alike',
    scope: 'review',
    tag,
    summary: 'Open items like this one: the preview of accepting many at once',
    description: 'The same reason, sentiment, type of conflict, and the same issues with the same polarities.',
    request: {
      params: idParams,
      query: z.strictObject({ limit: integerParameter(1, limits.bulkReviews, limits.bulkReviews) }),
    },
    responses: { 200: json('The most worthwhile first.', z.object({ items: z.array(reviewItemSchema) })) },
    async handler({ services, scope, params, query }) {
      const items = found(await services.reviews.alike(scope, params.id, query.limit));
      return ok({ items: items.map(itemView) });
    },
  }),
];
