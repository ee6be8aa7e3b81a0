import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { limits } from '../feedback/limits.ts';
import { roles, scopesOf } from '../feedback/read.ts';
import type { Documented, Route, RouteScope } from './route.ts';
import { analyzeItemSchema, commentInputSchema } from './schemas/comment.ts';
import { problemSchema } from './schemas/common.ts';
import { z } from './schemas/zod.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The OpenAPI 3.1 document of the route table. */
export function describeApi(routes: Route[], version: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  // Entries of lists are checked one by one, so these are named by reference only.
  registry.register('CommentInput', commentInputSchema);
  registry.register('AnalyzeItem', analyzeItemSchema);
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'huiyin-session',
    description:
      'Set by `POST /v1/session`; `__Host-huiyin-session` over TLS. Requests that change something carry the `csrfToken` ' +
      'of the session as `X-CSRF-Token` and come from a page of the same origin. With an API key, cookies do not count.',
  });
  for (const route of routes) if (!route.undocumented) registry.registerPath(toPath(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'huiyin (回音)',
      version,
      description:
        'Text mining for open-ended customer feedback. Errors are RFC 9457 problem documents with a stable `code`; ' +
        'unknown fields and parameters are refused. Bodies are UTF-8, uncompressed, without duplicate keys, nested at ' +
        `most ${limits.jsonDepth} deep with ${limits.objectKeys} keys an object and ${limits.jsonValues} values. Offsets count UTF-16 code units.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
  return document;
}

function toPath(route: Route): RouteConfig {
  const { params, query, body } = route.request ?? {};
  const { needs, security } = accessOf(route.scope);
  const content = {
    ...(body?.json ? { 'application/json': { schema: body.json.schema } } : {}),
    ...Object.fromEntries(Object.entries(body?.streamed ?? {}).map(([type, schema]) => [type, { schema }])),
  };
  return {
    method: route.method,
    path: route.path.replace(/:(\w+)/g, '{$1}'),
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, needs].filter(Boolean).join('\n\n'),
    security,
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query: documentedQuery(query) } : {}),
      ...(route.idempotent ? { headers: idempotencyHeader } : {}),
      ...(body ? { body: { required: !body.json?.optional, content } } : {}),
    },
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, answer]) => [status, toResponse(answer)])),
      default: {
        description: 'A problem.',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

function accessOf(scope: RouteScope): { needs: string; security: Record<string, string[]>[] } {
  if (scope === 'public') return { needs: 'Open to anybody.', security: [] };
  if (scope === 'user') return { needs: 'Needs somebody who is signed in.', security: [{ session: [] }] };
  const roleNames = roles.filter((role) => scopesOf[role].includes(scope)).join(', ');
  const needs = `Needs a key with the scope \`${scope}\`, or a role: ${roleNames}.`;
  return { needs, security: [{ apiKey: [] }, { session: [] }] };
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .optional()
    .openapi({
      minLength: 1,
      maxLength: limits.idempotencyKeyUnits,
      description:
        `The same request with the same key within ${limits.idempotencyHours} hours is carried out once; the answer ` +
        'comes again with `Idempotency-Replayed: true`.',
    }),
});

/** `metadata.<key>` stands for any number of parameters, which OpenAPI cannot say. */
function documentedQuery(query: z.ZodObject): z.ZodObject {
  const shape = Object.entries(query.shape).map(([name, schema]) => {
    if (name !== 'metadata' && !name.endsWith('.metadata')) return [name, schema];
    const description = `Replace KEY by the key: \`${name}.city=…\`. May be repeated, also with other keys.`;
    return [`${name}.KEY`, z.array(z.string()).optional().openapi({ description })];
  });
  return z.object(Object.fromEntries(shape));
}

function toResponse({ description, content }: Documented) {
  if (!content) return { description };
  const entries = Object.entries(content).map(([type, schema]) => [
    type,
    { schema: schema ?? { type: 'string' as const, format: 'binary' } },
  ]);
  return { description, content: Object.fromEntries(entries) };
}

/** `GET /v1/comments/:id/explain` → `getCommentsIdExplain`. */
function operationId({ method, path }: Route): string {
  const words = path.replace(/^\/v1/, '').match(/[A-Za-z]+/g) ?? [];
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}
