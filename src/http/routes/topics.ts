import { AppError } from '../../errors.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import { compareTopics } from '../../feedback/topics/compare.ts';
import type { KeptTopic, StoredTopicRun, TopicQuote, TopicRunHead } from '../../feedback/topics/stored.ts';
import { commentView, found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, pageOf, pageParameters } from '../schemas/common.ts';
import {
  topicAssignmentSchema,
  topicCommentSchema,
  topicComparisonSchema,
  topicOrderSchema,
  topicRunHeadSchema,
  topicRunSchema,
  topicStartSchema,
} from '../schemas/topics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Topics';
const topicParams = idParams.extend({
  n: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .openapi({ type: 'integer' }),
});
const pageQuery = z.strictObject(pageParameters);

export const topicRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/topics',
    scope: 'analyse',
    tag,
    summary: 'Finds the topics of the chosen comments',
    description: 'A job does it, in threads of its own; another run of the same order says what became of each topic.',
    request: { body: { json: { schema: topicOrderSchema, maxBytes: 64 * 1024 } } },
    idempotent: true,
    responses: { 202: json('The run and its job.', topicStartSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { filters, ...order } = context.body;
        const asked = { ...order, filters: filters as CommentFilter };
        const started = await context.services.topics.start(context.scope, asked);
        return { status: 202, body: started, headers: { Location: `/v1/topics/${started.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topics',
    scope: 'read',
    tag,
    summary: 'Lists topic runs, the newest first',
    request: { query: z.strictObject({ ...pageParameters, definition: idParams.shape.id.optional() }) },
    responses: { 200: json('A page of runs, without their topics.', pageOf(topicRunHeadSchema)) },
    async handler({ services, scope, query: { limit, cursor, definition } }) {
      const page = cursor === undefined ? { limit } : { limit, cursor };
      const { items, nextCursor } = await services.topics.list(scope, page, definition);
      return ok({ items: items.map(headView), nextCursor });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topics/:id',
    scope: 'read',
    tag,
    summary: 'One topic run with its topics',
    description:
      'Words are of the time of the run. Figures are of the comments that are in it now: what came later and passes its ' +
      'filters has been added, what was erased is gone from figures and quotes.',
    request: { params: idParams },
    responses: { 200: json('The run.', topicRunSchema) },
    async handler({ services, scope, params }) {
      const run = found(await services.topics.get(scope, params.id));
      return ok(runView(run, await services.topics.quotes(scope, quotedIn(run))));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/topics/:id',
    scope: 'analyse',
    tag,
    summary: 'Removes a topic run that is over',
    description: 'While its job is not over the answer is a conflict: `DELETE /v1/jobs/{id}` cancels the job.',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.topics.delete(scope, params.id));
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topics/:id/assignments',
    scope: 'read',
    tag,
    summary: 'The topic of every comment of a run, with its probability',
    request: { params: idParams, query: pageQuery },
    responses: { 200: json('A page of assignments.', pageOf(topicAssignmentSchema)) },
    async handler({ services, scope, params, query: { limit, cursor } }) {
      requireTopics(found(await services.topics.get(scope, params.id)));
      const page = cursor === undefined ? { limit } : { limit, cursor };
      return ok(await services.topics.assignments(scope, params.id, null, page));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topics/:id/comparison',
    scope: 'read',
    tag,
    summary: 'What became of the topics of another run in this one',
    description:
      'By their words and the comments that both runs have. A run of the same order says so by itself, in `identity`.',
    request: { params: idParams, query: z.strictObject({ with: idParams.shape.id }) },
    responses: { 200: json('The fate of each topic.', topicComparisonSchema) },
    async handler({ services, scope, params: { id }, query }) {
      const [before, after] = [await services.topics.get(scope, query.with), await services.topics.get(scope, id)];
      const topics = [requireTopics(found(before)), requireTopics(found(after))] as const;
      const crossings = await services.topics.crossings(scope, query.with, id);
      return ok({ previous: query.with, fates: compareTopics(...topics, crossings) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/topics/:id/topics/:n/comments',
    scope: 'read',
    tag,
    summary: 'The comments of one topic, the most probable first',
    request: { params: topicParams, query: pageQuery },
    responses: { 200: json('A page of comments.', pageOf(topicCommentSchema)) },
    async handler({ services, scope, params: { id, n }, query: { limit, cursor } }) {
      const topics = requireTopics(found(await services.topics.get(scope, id)));
      found(topics[n]);
      const page = cursor === undefined ? { limit } : { limit, cursor };
      const { items, nextCursor } = await services.topics.assignments(scope, id, n, page);
      const ids = items.map(({ commentId }) => commentId);
      const comments = new Map((await services.comments.named(scope, ids)).map((item) => [item.comment.id, item]));
      return ok({
        items: items.flatMap(({ commentId, probability }) => {
          const item = comments.get(commentId);
          return item ? [{ probability, comment: commentView(item) }] : [];
        }),
        nextCursor,
      });
    },
  }),
];

function headView({ order, k, ...head }: TopicRunHead): object {
  return { ...head, ...order, k: k ?? order.k };
}

function quotedIn({ findings }: StoredTopicRun): string[] {
  return [...new Set(findings?.topics.flatMap(({ quotes }) => Object.values(quotes).flat()))];
}

function runView({ findings, ...head }: StoredTopicRun, quoted: TopicQuote[]): object {
  const byId = new Map(quoted.map((quote) => [quote.commentId, quote]));
  const view = (ids: string[]): TopicQuote[] => ids.flatMap((id) => byId.get(id) ?? []);
  const topics = findings?.topics.map(({ quotes: { nearest, positive, negative }, ...topic }) => ({
    ...topic,
    quotes: { nearest: view(nearest), positive: view(positive), negative: view(negative) },
  }));
  const { npmi = null, identity = null, coherenceCurve } = findings ?? {};
  return { ...headView(head), topics: topics ?? [], npmi, identity, ...(coherenceCurve && { coherenceCurve }) };
}

/** Throws `state_conflict` for a run without topics. */
function requireTopics({ findings }: StoredTopicRun): KeptTopic[] {
  if (findings) return findings.topics;
  throw new AppError('state_conflict', 'This run has no topics: it is not over, or it has not succeeded.', {
    reason: 'no_topics_yet',
  });
}
