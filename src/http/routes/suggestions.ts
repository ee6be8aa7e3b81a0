import { AppError } from '../../errors.ts';
import type { Taxonomy } from '../../feedback/taxonomy.ts';
import type { StoredTopicRun } from '../../feedback/topics/stored.ts';
import { type SuggestedLeaf, suggestLeaves } from '../../feedback/topics/suggest.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { invalid } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas/common.ts';
import { acceptSchema, suggestionSchema, taxonomyDraftSchema } from '../schemas/topics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Topics';
const suggestionParams = idParams.extend({
  n: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .openapi({ type: 'integer' }),
});

export const suggestionRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/topics/:id/suggestions',
    scope: 'read',
    tag,
    summary: 'Leaves that the taxonomy lacks, read off a run over comments that it does not cover',
    description:
      'Start the run with `{"filters": {"covered": false}}`. Topics of ten comments and more whose words belong together.',
    request: { params: idParams },
    responses: { 200: json('The largest first.', z.object({ items: z.array(suggestionSchema) })) },
    async handler({ services, scope, params }) {
      const suggestions = suggestionsOf(found(await services.topics.get(scope, params.id)));
      const drafts = await services.taxonomyDrafts.bySource(
        scope,
        suggestions.map(({ n }) => sourceOf(params.id, n)),
      );
      const quotes = await services.topics.quotes(scope, [...new Set(suggestions.flatMap(({ examples }) => examples))]);
      const dismissed = await services.dismissals.of(scope, params.id);
      const byId = new Map(quotes.map((quote) => [quote.commentId, quote]));
      const items = suggestions.map(({ examples, ...suggestion }) => ({
        ...suggestion,
        examples: examples.flatMap((id) => byId.get(id) ?? []),
        draftId: drafts.get(sourceOf(params.id, suggestion.n)) ?? null,
        dismissed: dismissed.has(suggestion.n),
      }));
      return ok({ items });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/topics/:id/suggestions/:n/accept',
    scope: 'analyse',
    tag,
    summary: 'Makes a suggested leaf a draft of the taxonomy',
    description: 'The taxonomy itself stays as it is. Accepted again, the answer is the draft that is there.',
    request: { params: suggestionParams, body: { json: { schema: acceptSchema, maxBytes: 4096 } } },
    idempotent: true,
    responses: {
      200: json('The draft that was there.', taxonomyDraftSchema),
      201: json('The draft.', taxonomyDraftSchema),
    },
    handler: (context) =>
      once(context, context.body, async () => {
        const { services, scope, params, body } = context;
        const suggestions = suggestionsOf(found(await services.topics.get(scope, params.id)));
        const { n, name, cues, examples } = found(suggestions.find((suggestion) => suggestion.n === params.n));
        const taxonomy = (await services.taxonomies.inForce(scope)).content;
        const { parent: _, code: __, name: named = name, ...fields } = body;
        const code = codeIn(taxonomy, body.parent, body.code ?? `suggested_${params.id.slice(-6).toLowerCase()}_${n}`);
        const { draft, created } = await services.taxonomyDrafts.create(scope, {
          taxonomy: taxonomy.id,
          content: { kind: 'leaf', code, name: named, ...fields, cues, exampleCommentIds: examples },
          source: sourceOf(params.id, n),
        });
        return { status: created ? 201 : 200, body: draft };
      }),
  }),
  dismissalRoute('put', 'Dismisses a suggested leaf, for the whole workspace', true),
  dismissalRoute('delete', 'Takes a dismissal back', false),
];

function dismissalRoute(method: 'put' | 'delete', summary: string, dismissed: boolean) {
  return defineRoute({
    method,
    path: '/v1/topics/:id/suggestions/:n/dismissal',
    scope: 'analyse',
    tag,
    summary,
    request: { params: suggestionParams },
    responses: { 204: { description: 'It is so; it may have been before.' } },
    async handler({ services, scope, params: { id, n } }) {
      const suggestions = suggestionsOf(found(await services.topics.get(scope, id)));
      found(suggestions.find((suggestion) => suggestion.n === n));
      await services.dismissals.set(scope, id, n, dismissed);
      return { status: 204 };
    },
  });
}

function sourceOf(run: string, n: number): string {
  return `topic:${run}:${n}`;
}

/** Throws `state_conflict` for a run without topics, or of comments that may be covered. */
function suggestionsOf({ findings, order }: StoredTopicRun): SuggestedLeaf<string>[] {
  if (order.filters.covered !== false)
    throw new AppError('state_conflict', 'This run is not of uncovered comments: its filters lack `covered: false`.');
  if (!findings)
    throw new AppError('state_conflict', 'This run has no topics: it is not over, or has not succeeded.', {
      reason: 'no_topics_yet',
    });
  return suggestLeaves(findings.topics);
}

/** The whole code of a new leaf. Throws `unknown_code` for a parent that is none, `duplicate_value` for a code that is taken. */
function codeIn({ id, groups, leaves }: Taxonomy, parent: string, part: string): string {
  if (!Object.hasOwn(groups, parent)) {
    const detail = `The taxonomy ${id} has no inner node with this code.`;
    throw invalid([{ code: 'unknown_code', detail, pointer: '/parent' }], 'the body');
  }
  const code = `${parent}.${part}`;
  if (Object.hasOwn(groups, code) || leaves.some((leaf) => leaf.code === code))
    throw invalid(
      [{ code: 'duplicate_value', detail: 'This code is taken.', pointer: '/code', reason: 'code_taken' }],
      'the body',
    );
  return code;
}
