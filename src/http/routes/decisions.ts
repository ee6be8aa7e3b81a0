import { type FindLeaf, leafFinder } from '../../feedback/correction.ts';
import { verdicts } from '../../feedback/decision.ts';
import { limits } from '../../feedback/limits.ts';
import type { ReviewTarget } from '../../feedback/read.ts';
import { found, json, ok } from '../answers.ts';
import { seenVersion, versionOf } from '../etag.ts';
import { once } from '../idempotency.ts';
import { itemAnswer, mustHold, onceWithItem, optionalBody, reviewBodyBytes } from '../reviewAnswers.ts';
import { type Answer, defineRoute, type RouteContext } from '../route.ts';
import { alternatives, idParams, line, pageOf, pageParameters } from '../schemas/common.ts';
import {
  acceptAllSchema,
  acceptedSchema,
  decisionSchema,
  escalateSchema,
  fixSchema,
  rulingSchema,
} from '../schemas/reviews.ts';
import { z } from '../schemas/zod.ts';
import type { Ruling } from '../services.ts';

const tag = 'Reviews';

export const decisionRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/reviews/accept',
    scope: 'review',
    tag,
    summary: 'Accepts many items at once, as they were previewed',
    description:
      `At most ${limits.bulkReviews}. Each must be open or the caller's own, and still have the \`etag\` that the preview ` +
      'showed; the others are refused alone.',
    request: { body: { json: { schema: acceptAllSchema, maxBytes: reviewBodyBytes } } },
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
    method: 'post',
    path: '/v1/reviews/:id/accept',
    scope: 'review',
    tag,
    summary: 'Confirms sentiment, issues and conflict as they are read',
    description: `From now on no analysis changes them. ${mustHold}`,
    request: { params: idParams, body: optionalBody(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'accept' }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/fix',
    scope: 'review',
    tag,
    summary: 'Corrects what is named; the rest stays the machine’s',
    description: `What is corrected counts at once everywhere, and no later analysis changes it. ${mustHold}`,
    request: { params: idParams, body: { json: { schema: fixSchema, maxBytes: reviewBodyBytes } } },
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
    scope: 'review',
    tag,
    summary: 'Says that it is no conflict',
    description: `Rating and text belong together. 409 when the comment is not flagged. ${mustHold}`,
    request: { params: idParams, body: optionalBody(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'reject' }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/escalate',
    scope: 'review',
    tag,
    summary: 'Passes the item on to a department, a reviewer, or anybody else',
    description: `It is open again, and claimed next only by them. ${mustHold}`,
    request: { params: idParams, body: { json: { schema: escalateSchema, maxBytes: reviewBodyBytes } } },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) => decide(context, { verdict: 'escalate', to: targetOf(context.body) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/reviews/:id/undo',
    scope: 'review',
    tag,
    summary: 'Takes the last decision on the item back',
    description:
      'What the machine says is read again, and the caller holds the item. Only who decided may do so, or an administrator. ' +
      'The decision stays in the list, marked as undone.',
    request: { params: idParams, body: optionalBody(rulingSchema) },
    idempotent: true,
    responses: itemAnswer,
    handler: (context) =>
      onceWithItem(context, async () => {
        const { services, scope, params, body, principal } = context;
        const admin = principal?.scopes.includes('admin') ?? false;
        found(await services.reviews.undo(scope, params.id, { ...body, version: seenVersion(context.request), admin }));
        return params.id;
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/decisions',
    scope: 'review',
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

async function decide(
  context: RouteContext<{ id: string }, unknown, { note?: string | undefined; reviewer?: string | undefined }>,
  ruling: Ruling,
): Promise<Answer> {
  const { services, params, body } = context;
  const { note, reviewer } = body;
  const change = { version: seenVersion(context.request), note, reviewer };
  return onceWithItem(context, async () => {
    found(await services.reviews.decide(context.scope, params.id, ruling, change));
    return params.id;
  });
}

/** The leaves of the workspace's taxonomy. */
async function leavesOf({ services, scope: of }: RouteContext): Promise<FindLeaf> {
  return leafFinder((await services.taxonomies.inForce(of)).content);
}

function targetOf({ department, to }: z.output<typeof escalateSchema>): ReviewTarget {
  if (department !== undefined) return { department };
  return to === undefined ? { secondReviewer: true } : { reviewer: to };
}
