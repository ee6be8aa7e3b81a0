import { json, ok } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { line } from '../schemas/common.ts';
import { taxonomySchema } from '../schemas/taxonomy.ts';
import { z } from '../schemas/zod.ts';
import { requireTaxonomy } from './analyze.ts';

export const taxonomyRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/taxonomy',
    scope: 'read',
    tag: 'Taxonomy',
    summary: 'The labels: of the workspace, or of a built-in taxonomy',
    request: { query: z.strictObject({ id: line(100).optional() }) },
    responses: {
      200: json('The taxonomy, with an `ETag`.', taxonomySchema),
      304: { description: 'It is what `If-None-Match` says.' },
    },
    async handler({ services, scope, query, request }) {
      const id = query.id ?? (await services.workspaces.get(scope)).taxonomy;
      requireTaxonomy(services, id, '/query/id');
      const taxonomy = services.analysis.taxonomies().find((candidate) => candidate.id === id)!;
      const etag = `"${taxonomy.id}-${taxonomy.version}"`;
      const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
      if (known.includes(etag) || known.includes('*')) return { status: 304, headers: { ETag: etag } };
      return { ...ok(taxonomy), headers: { ETag: etag } };
    },
  }),
];
