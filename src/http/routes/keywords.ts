import { checkSynonyms } from '../../feedback/synonyms.ts';
import { json, ok } from '../answers.ts';
import { invalid } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { keywordQueryOf, keywordQuerySchema, keywordsSchema, synonymsSchema } from '../schemas/keywords.ts';

const tag = 'Keywords';

export const keywordRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/keywords',
    scope: 'read',
    tag,
    summary: 'The keywords of the chosen comments: by weight, against other comments, or against an earlier period',
    description:
      'A comment counts for a word that is among its eight keywords. Synonyms (`PUT /v1/synonyms`) count as one word. ' +
      'Comparisons look at words of five comments and more, the 10,000 most frequent.',
    request: { query: keywordQuerySchema },
    responses: { 200: json('The keywords.', keywordsSchema) },
    handler: async ({ services, scope, query }) => ok(await services.keywords.find(scope, keywordQueryOf(query))),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/synonyms',
    scope: 'read',
    tag,
    summary: 'The words that count as one in keywords and topics',
    responses: { 200: json('The groups, with an `ETag`.', synonymsSchema) },
    handler: async ({ services, scope }) => answer(await services.synonyms.get(scope)),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/synonyms',
    scope: 'analyse',
    tag,
    summary: 'Puts other groups in the place of all',
    description:
      'Words are compared without capitals and full-width letters, in simplified characters. Keywords follow at once, ' +
      'topics with their next run. With `If-Match` only when the groups are still those of that `ETag`.',
    request: { body: { json: { schema: synonymsSchema, maxBytes: 256 * 1024 } } },
    responses: { 200: json('The groups as they are now.', synonymsSchema) },
    async handler({ services, scope, body, request }) {
      const { groups, problems } = checkSynonyms(body.groups);
      if (problems.length > 0) throw invalid(problems, 'the body');
      const match = request.headers['if-match'];
      const expected = match === undefined || match === '*' ? null : match.replace(/^(?:W\/)?"|"$/g, '');
      return answer(await services.synonyms.put(scope, groups, expected));
    },
  }),
];

function answer({ groups, version }: { groups: { term: string; words: string[] }[]; version: string }) {
  return { ...ok({ groups }), headers: { ETag: `"${version}"` } };
}
