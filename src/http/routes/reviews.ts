import { reviewReasons } from '../../feedback/read.ts';
import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { alternatives, pageOf, pageParameters } from '../schemas/common.ts';
import { reviewItemSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';

export const reviewRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/reviews',
    scope: 'review',
    tag: 'Reviews',
    summary: 'The queue of comments that a human should look at, the most worthwhile first',
    request: {
      query: z.strictObject({
        reason: alternatives(z.enum(reviewReasons)),
        state: alternatives(z.enum(['open', 'claimed', 'done'])),
        ...pageParameters,
      }),
    },
    responses: { 200: json('A page of the queue.', pageOf(reviewItemSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      return ok(await services.reviews.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor }));
    },
  }),
];
