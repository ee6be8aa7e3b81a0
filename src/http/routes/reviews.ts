import { type FindLeaf, leafFinder } from '../../feedback/correction.ts';
import { verdicts } from '../../feedback/decision.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import { limits } from '../../feedback/limits.ts';
import { type ReviewItem, type ReviewTarget, reviewReasons, reviewStates } from '../../feedback/read.ts';
import { found, json, ok } from '../answers.ts';
import { etagOf, seenVersion, versionOf } from '../etag.ts';
import { once } from '../idempotency.ts';
import { type Answer, defineRoute, type RouteContext } from '../route.ts';
import { alternatives, idParams, integerParameter, line, pageOf, pageParameters } from '../schemas/common.ts';
import { filterShape, refuseBackwards } from '../schemas/filter.ts';
import {
  acceptAllSchema,
  acceptedSchema,
  addSchema,
  claimNextSchema,
  claimSchema,
  countsSchema,
  decisionSchema,
  escalateSchema,
  fixSchema,
  reviewItemSchema,
  rulingSchema,
  whoSchema,
} from '../schemas/reviews.ts';
import { z } from '../schemas/zod.ts';
import type { Ruling } from '../services.ts';

const tag = 'Reviews';
const bodyBytes = 256 * 1024;
const scope = 'review' as const;
const itemAnswer = { 200: json('The item as it is now, with its `ETag`.', reviewItemSchema) };
/** Of the comment filter, without what means something else here. */
const { state: _, ...commentShape } = filterShape;

function body<T extends z.ZodType>(schema: T) {
  return { json: { schema, maxBytes: bodyBytes, optional: true } } as const;
}

function itemView({ version, ...item }: ReviewItem): object {
  return { ...item, etag: etagOf(version) };
}

function itemAnswered(item: ReviewItem): Answer {
  return { ...ok(itemView(item)), headers: { ETag: etagOf(item.version) } };
}

/** The item after something was done to it. */
async function after(context: RouteContext<{ id: string }>, done: Promise<boolean>): Promise<Answer> {
  found(await done);
  return itemAnswered(found(await context.services.reviews.get(context.scope, context.params.id)));
}

async function decide(
  context: RouteContext<{ id: string }, unknown, { note?: string | undefined; reviewer?: string | undefined }>,
  ruling: Ruling,
): Promise<Answer> {
  const {
    services,
    params,
    body: { note, reviewer },
  } = context;
  const change = { version: seenVersion(context.request), note, reviewer };
  return once(context, context.body, () =>
    after(context, services.reviews.decide(context.scope, params.id, ruling, change)),
  );
}

/** The leaves of the workspace's taxonomy. */
async function leavesOf({ services, scope: of }: RouteContext): Promise<FindLeaf> {
  const { taxonomy } = await services.workspaces.get(of);
  const known = services.analysis.taxonomies().find(({ id }) => id === taxonomy);
  return known ? leafFinder(known) : () => null;
}

const holds =
  'The caller must hold the item (`not_claimed`, `held_by_another`, `lease_expired`, `already_decided` otherwise, all 409). ' +
  'With `If-Match`, it must be as the caller saw it (412 otherwise).';

export const reviewRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/reviews',
    scope,
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
    scope,
    tag,
    summary: 'How many items are open, claimed and done, by reason',
    responses: { 200: json('The counts.', countsSchema) },
    handler: async ({ services, scope }) => ok(await services.reviews.counts(scope)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews',
    scope,
    tag,
    summary: 'Sends a comment to review by hand',
    request: { body: { json: { schema: addSchema, maxBytes: bodyBytes } } },
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
    method: 'post',
    path: '/v1/reviews/claim',
    scope,
    tag,
    summary: 'Claims the item that is worth looking at most',
    description:
      'The item is held by the caller until the lease ends or is given back; nobody else gets it meanwhile. Not given out: ' +
      'what the caller skipped within a day, what was passed on to others, and comments at which somebody else is.',
    request: { body: body(claimNextSchema) },
    idempotent: true,
    responses: { ...itemAnswer, 204: { description: 'There is nothing to do.' } },
    handler: (context) =>
      once(context, context.body, async () => {
        const { services, scope, body } = context;
        const { reason, filters, leaseSeconds, ...options } = body;
        const id = await services.claims.next(scope, {
          ...options,
          leaseMs: leaseSeconds * 1000,
          reason: typeof reason === 'string' ? [reason] : reason,
          comments: filters as CommentFilter | undefined,
        });
        const item = id === null ? null : await services.reviews.get(scope, id);
        return item ? itemAnswered(item) : { status: 204 };
      }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/accept',
    scope,
    tag,
    summary: 'Accepts many items at once, as they were previewed',
    description:
      `At most ${limits.bulkReviews}. Each must be open or the caller's own, and still have the \`etag\` that the preview ` +
      'showed; the others are refused alone.',
    request: { body: { json: { schema: acceptAllSchema, maxBytes: bodyBytes } } },
    idempotent: true,
    responses: { 200: json('What became of each.', acceptedSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { items, ...more } = context.body;
        const seen = items.map(({ id, etag }, index) => ({ id, version: versionOf(etag, `/items/${index}/etag`) }));
        const results = await context.services.reviews.acceptAll(context.scope, seen, more);
        const accepted = results.filter(({ status }) => status === 'accepted').length;
        return ok({ accepted, refused: results.length - accepted, items: results });
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reviews/:id',
    scope,
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
    scope,
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
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/claim',
    scope,
    tag,
    summary: 'Claims this item',
    description: 'Whoever holds it already goes on holding it. 409 when another reviewer holds it or it is decided.',
    request: { params: idParams, body: body(claimSchema) },
    responses: itemAnswer,
    handler: (context) =>
      after(context, context.services.claims.claim(context.scope, context.params.id, lease(context))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/heartbeat',
    scope,
    tag,
    summary: 'Prolongs the lease',
    description:
      'It then ends `leaseSeconds` from now. A lease that has run out is not prolonged: claim the item again.',
    request: { params: idParams, body: body(claimSchema) },
    responses: itemAnswer,
    handler: (context) =>
      after(context, context.services.claims.heartbeat(context.scope, context.params.id, lease(context))),
  }),
  ...(['release', 'skip'] as const).map((act) =>
    defineRoute({
      method: 'post',
      path: `/v1/reviews/:id/${act}`,
      scope,
      tag,
      summary: act === 'release' ? 'Gives the item back' : 'Gives the item back, and is not offered it again for a day',
      description: holds,
      request: { params: idParams, body: body(whoSchema) },
      responses: itemAnswer,
      handler: (context) => {
        const change = { reviewer: context.body.reviewer, version: seenVersion(context.request), skip: act === 'skip' };
        return after(context, context.services.claims.release(context.scope, context.params.id, change));
      },
    }),
  ),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/accept',
    scope,
    tag,
    summary: 'Confirms sentiment, issues and conflict as they are read',
    description: `From now on no analysis changes them. ${holds}`,
    request: { params: idParams, body: body(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'accept' }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/fix',
    scope,
    tag,
    summary: 'Corrects what is named; the rest stays the machine’s',
    description: `What is corrected counts at once everywhere, and no later analysis changes it. ${holds}`,
    request: { params: idParams, body: { json: { schema: fixSchema, maxBytes: bodyBytes } } },
    idempotent: true,
    responses: itemAnswer,
    async handler(context) {
      const { note, reviewer, sentiment, ...rest } = context.body;
      const correction = { ...rest, sentiment: typeof sentiment === 'string' ? { label: sentiment } : sentiment };
      return decide(context, { verdict: 'fix', correction, findLeaf: await leavesOf(context) });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/reject',
    scope,
    tag,
    summary: 'Says that it is no conflict',
    description: `Rating and text belong together. 409 when the comment is not flagged. ${holds}`,
    request: { params: idParams, body: body(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'reject' }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/escalate',
    scope,
    tag,
    summary: 'Passes the item on to a department, a reviewer, or anybody else',
    description: `It is open again, and claimed next only by them. ${holds}`,
    request: { params: idParams, body: { json: { schema: escalateSchema, maxBytes: bodyBytes } } },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'escalate', to: targetOf(context.body) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/undo',
    scope,
    tag,
    summary: 'Takes the last decision on the item back',
    description:
      'What the machine says is read again, and the caller holds the item. Only who decided may do so, or an administrator. ' +
      'The decision stays in the list, marked as undone.',
    request: { params: idParams, body: body(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) =>
      once(context, context.body, () => {
        const { services, scope, params, body, principal } = context;
        const admin = principal?.scopes.includes('admin') ?? false;
        const change = { ...body, version: seenVersion(context.request), admin };
        return after(context, services.reviews.undo(scope, params.id, change));
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/decisions',
    scope,
    tag,
    summary: 'All decisions that were ever made, the newest first',
    request: {
      query: z.strictObject({
        commentId: line(limits.nameUnits).optional(),
        itemId: line(limits.nameUnits).optional(),
        reviewer: alternatives(line(limits.nameUnits)).openapi({
          description: 'Name of the person, or the credential.',
        }),
        verdict: alternatives(z.enum(verdicts)),
        ...pageParameters,
      }),
    },
    responses: { 200: json('A page of decisions.', pageOf(decisionSchema)) },
    async handler({ services, scope, query: { limit, cursor, ...filter } }) {
      return ok(await services.decisions.list(scope, filter, cursor === undefined ? { limit } : { limit, cursor }));
    },
  }),
];

function lease({ body }: RouteContext<unknown, unknown, { leaseSeconds: number; reviewer?: string | undefined }>) {
  return { reviewer: body.reviewer, leaseMs: body.leaseSeconds * 1000 };
}

function targetOf({ department, to }: z.output<typeof escalateSchema>): ReviewTarget {
  if (department !== undefined) return { department };
  return to === undefined ? { secondReviewer: true } : { reviewer: to };
}
