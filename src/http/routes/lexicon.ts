import type { Draft } from '../../feedback/edition.ts';
import { type Lexicon, lexiconChanges } from '../../feedback/lexicon.ts';
import { limits } from '../../feedback/limits.ts';
import { found, json } from '../answers.ts';
import { type Answer, defineRoute, type RouteContext } from '../route.ts';
import { lexiconEditSchema, lexiconInputSchema, lexiconSchema } from '../schemas/lexicon.ts';
import { z } from '../schemas/zod.ts';
import { draftTag, editingRoutes, expectedDraft, publishedTag, versionParameter, withTag } from './editing.ts';

const tag = 'Lexicon';

export const lexiconRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/lexicon',
    scope: 'read',
    tag,
    summary: 'The workspace’s own words, on top of the shipped ones',
    description: 'Synonyms are apart, under `/v1/synonyms`: they count at once, without another analysis.',
    request: { query: z.strictObject({ version: versionParameter }) },
    responses: { 200: json('The words, with an `ETag`.', lexiconSchema) },
    async handler({ services: { lexicons }, scope, query: { version } }) {
      const published =
        version === undefined ? await lexicons.inForce(scope) : found(await lexicons.at(scope, version));
      return withTag({ ...published.content, edition: published.version }, publishedTag(published));
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/lexicon',
    scope: 'admin',
    tag,
    summary: 'Makes these words the draft of the lexicon',
    description:
      'Nothing is read with them before they are published. Words are compared without capitals and full-width letters. ' +
      'With `If-Match` only when the draft, or without one what is in force, is still as it was seen (412 otherwise).',
    request: { body: { json: { schema: lexiconInputSchema, maxBytes: limits.lexiconBytes } } },
    responses: { 200: json('The draft, with its `ETag`.', lexiconEditSchema) },
    async handler(context) {
      const { services, scope, body } = context;
      const expected = await expectedDraft(context, services.lexicons);
      return answer(context, await services.lexicons.put(scope, body, expected));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/lexicon/draft',
    scope: 'read',
    tag,
    summary: 'What an editor starts from: the draft, or what is in force',
    responses: { 200: json('With the `ETag` that a change must match.', lexiconEditSchema) },
    handler: async (context) => answer(context, await context.services.lexicons.draft(context.scope)),
  }),
  ...editingRoutes({ path: 'lexicon', tag, noun: 'lexicon', service: ({ lexicons }) => lexicons }),
];

async function answer(
  { services, scope }: Pick<RouteContext, 'services' | 'scope'>,
  draft: Draft<Lexicon> | null,
): Promise<Answer> {
  const inForce = await services.lexicons.inForce(scope);
  const content = draft?.content ?? inForce.content;
  const body = {
    exists: draft !== null,
    content,
    base: { version: inForce.version, key: inForce.key },
    changes: lexiconChanges(inForce.content, content),
    updatedAt: draft?.updatedAt ?? null,
    updatedBy: draft?.updatedBy ?? null,
  };
  return withTag(body, draft ? draftTag(draft) : publishedTag(inForce));
}
