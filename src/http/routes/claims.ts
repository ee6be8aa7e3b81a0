import type { CommentFilter } from '../../feedback/filter.ts';
import { seenVersion } from '../etag.ts';
import { after, itemAnswer, mustHold, onceWithItem, optionalBody } from '../reviewAnswers.ts';
import { defineRoute, type RouteContext } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { claimNextSchema, claimSchema, whoSchema } from '../schemas/reviews.ts';

const tag = 'Reviews';

export const claimRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/reviews/claim',
    scope: 'review',
    tag,
    summary: 'Claims the item that is worth looking at most',
    description:
      'The item is held by the caller until the lease ends or is given back; nobody else gets it meanwhile. Not given out: ' +
      'what the caller skipped within a day, what was passed on to others, and comments at which somebody else is.',
    request: { body: optionalBody(claimNextSchema) },
    idempotent: true,
    responses: { ...itemAnswer, 204: { description: 'There is nothing to do.' } },
    handler: (context) =>
      onceWithItem(context, () => {
        const { services, scope, body } = context;
        const { reason, filters, leaseSeconds, ...options } = body;
        return services.claims.next(scope, {
          ...options,
          leaseMs: leaseSeconds * 1000,
          reason: typeof reason === 'string' ? [reason] : reason,
          comments: filters as CommentFilter | undefined,
        });
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/claim',
    scope: 'review',
    tag,
    summary: 'Claims this item',
    description: 'Whoever holds it already goes on holding it. 409 when another reviewer holds it or it is decided.',
    request: { params: idParams, body: optionalBody(claimSchema) },
    responses: itemAnswer,
    handler: (context) =>
      after(context, context.services.claims.claim(context.scope, context.params.id, lease(context))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/heartbeat',
    scope: 'review',
    tag,
    summary: 'Prolongs the lease',
    description:
      'It then ends `leaseSeconds` from now. A lease that has run out is not prolonged: claim the item again.',
    request: { params: idParams, body: optionalBody(claimSchema) },
    responses: itemAnswer,
    handler: (context) =>
      after(context, context.services.claims.heartbeat(context.scope, context.params.id, lease(context))),
  }),
  ...(['release', 'skip'] as const).map((act) =>
    defineRoute({
      method: 'post',
      path: `/v1/reviews/:id/${act}`,
      scope: 'review',
      tag,
      summary: act === 'release' ? 'Gives the item back' : 'Gives the item back, and is not offered it again for a day',
      description: mustHold,
      request: { params: idParams, body: optionalBody(whoSchema) },
      responses: itemAnswer,
      handler: (context) => {
        const change = { reviewer: context.body.reviewer, version: seenVersion(context.request), skip: act === 'skip' };
        return after(context, context.services.claims.release(context.scope, context.params.id, change));
      },
    }),
  ),
];

function lease({ body }: RouteContext<unknown, unknown, { leaseSeconds: number; reviewer?: string | undefined }>) {
  return { reviewer: body.reviewer, leaseMs: body.leaseSeconds * 1000 };
}
