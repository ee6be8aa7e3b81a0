import type { Draft } from '../../feedback/edition.ts';
import { limits } from '../../feedback/limits.ts';
import type { TaxonomyContent } from '../../feedback/taxonomy.ts';
import { taxonomyChanges } from '../../feedback/taxonomyChanges.ts';
import { editTaxonomy } from '../../feedback/taxonomyEdit.ts';
import { found, json } from '../answers.ts';
import { once } from '../idempotency.ts';
import { invalid } from '../problem.ts';
import { type Answer, defineRoute, type RouteContext } from '../route.ts';
import { line } from '../schemas/common.ts';
import { operationsSchema, taxonomyEditSchema, taxonomyInputSchema, taxonomySchema } from '../schemas/taxonomy.ts';
import { z } from '../schemas/zod.ts';
import { requireTaxonomy } from './analyze.ts';
import { draftTag, editingRoutes, expectedDraft, publishedTag, versionParameter, withTag } from './editing.ts';

const tag = 'Taxonomy';
export const taxonomyRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/taxonomy',
    scope: 'read',
    tag,
    summary: 'The labels: of the workspace, of an earlier version of them, or of a built-in taxonomy',
    request: { query: z.strictObject({ id: line(100).optional(), version: versionParameter }) },
    responses: {
      200: json('The taxonomy, with an `ETag`.', taxonomySchema),
      304: { description: 'It is what `If-None-Match` says.' },
    },
    async handler({ services, scope, query, request }) {
      const { content, key, edition } = await chosen(services, scope, query);
      const etag = publishedTag({ key });
      const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
      if (known.includes(etag) || known.includes('*')) return { status: 304, headers: { ETag: etag } };
      return withTag({ ...content, ...(edition !== undefined && { edition }) }, etag);
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/taxonomy',
    scope: 'admin',
    tag,
    summary: 'Makes this the draft of the taxonomy',
    description:
      'Nothing is labelled with it before it is published. It is checked as a file would be, and all that is wrong is listed. ' +
      'With `If-Match` only when the draft, or without one what is in force, is still as it was seen (412 otherwise).',
    request: { body: { json: { schema: taxonomyInputSchema, maxBytes: limits.taxonomyBytes } } },
    responses: { 200: json('The draft, with its `ETag`.', taxonomyEditSchema) },
    async handler(context) {
      const { services, scope, body } = context;
      const expected = await expectedDraft(context, services.taxonomies);
      return answer(context, await services.taxonomies.put(scope, body, expected));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/taxonomy/draft',
    scope: 'read',
    tag,
    summary: 'What an editor starts from: the draft, or what is in force',
    responses: { 200: json('With the `ETag` that a change must match.', taxonomyEditSchema) },
    handler: async (context) => answer(context, await context.services.taxonomies.draft(context.scope)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/taxonomy/draft/operations',
    scope: 'admin',
    tag,
    summary: 'Changes the draft step by step: rename, move, merge, split, add, remove, settings, cues, departments',
    description:
      'All or none; without a draft one is begun. A leaf keeps its code when it is renamed or moved; what was said about ' +
      'a merged one follows to its heir. With `If-Match` as for `PUT /v1/taxonomy`.',
    request: { body: { json: { schema: operationsSchema, maxBytes: limits.taxonomyBytes } } },
    idempotent: true,
    responses: { 200: json('The draft, with its `ETag`.', taxonomyEditSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { services, scope, body } = context;
        const { taxonomies } = services;
        const draft = await taxonomies.draft(scope);
        const seen = await expectedDraft(context, taxonomies);
        const before = draft?.content ?? (await taxonomies.inForce(scope)).content;
        const edited = editTaxonomy(contentOf(before), body.operations);
        if (!edited.ok) throw invalid(edited.problems, 'the operations');
        // What was read above must still be there when the change is written.
        const expected = seen === undefined ? (draft?.revision ?? null) : seen;
        return answer(context, await taxonomies.put(scope, edited.value, expected));
      }),
  }),
  ...editingRoutes({ path: 'taxonomy', tag, noun: 'taxonomy', service: ({ taxonomies }) => taxonomies }),
];

async function chosen(
  services: RouteContext['services'],
  scope: RouteContext['scope'],
  { id, version }: { id?: string | undefined; version?: number | undefined },
): Promise<{ content: object; key: string; edition?: number }> {
  if (id !== undefined) {
    requireTaxonomy(services, id, '/query/id');
    const content = services.analysis.taxonomies().find((candidate) => candidate.id === id)!;
    return { content, key: `${id}@${content.version}` };
  }
  const { taxonomies } = services;
  const published =
    version === undefined ? await taxonomies.inForce(scope) : found(await taxonomies.at(scope, version));
  return { content: published.content, key: published.key, edition: published.version };
}

async function answer(
  { services, scope }: Pick<RouteContext, 'services' | 'scope'>,
  draft: Draft<TaxonomyContent> | null,
): Promise<Answer> {
  const inForce = await services.taxonomies.inForce(scope);
  const base = contentOf(inForce.content);
  const content = draft?.content ?? base;
  const codes = new Set(content.leaves.map(({ code }) => code));
  const suggestions = await services.taxonomyDrafts.list(scope);
  const body = {
    exists: draft !== null,
    content,
    base: { version: inForce.version, key: inForce.key },
    changes: draft ? taxonomyChanges(base, draft.content) : [],
    suggestions: suggestions.filter(({ content: leaf }) => !codes.has(leaf.code)),
    updatedAt: draft?.updatedAt ?? null,
    updatedBy: draft?.updatedBy ?? null,
  };
  return withTag(body, draft ? draftTag(draft) : publishedTag(inForce));
}

/** Without the version, which follows from the content. */
function contentOf(taxonomy: TaxonomyContent & { version?: string }): TaxonomyContent {
  const { version: _, ...content } = taxonomy;
  return content;
}
