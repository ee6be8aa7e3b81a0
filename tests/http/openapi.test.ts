import { expect, test } from 'vitest';
import { byPath, createApp } from '../../src/http/app.ts';
import { describeApi } from '../../src/http/openapi.ts';
import type { defineRoute } from '../../src/http/route.ts';
import { routes } from '../../src/http/routes/index.ts';
import { createWorld } from './fakes.ts';

const document = JSON.parse(JSON.stringify(describeApi(routes, '1.2.3')));

function securityOf(scope: string): object[] {
  if (scope === 'public') return [];
  return scope === 'user' ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }];
}

test('lists every route of the table with its scope and its answers, and nothing else', () => {
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method} ${path}`),
  );
  const declared = routes
    .filter((route) => !route.undocumented)
    .map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
  expect(listed.sort()).toEqual(declared.sort());
  for (const route of routes.filter((candidate) => !candidate.undocumented)) {
    const operation = document.paths[route.path.replace(/:(\w+)/g, '{$1}')][route.method];
    expect(Object.keys(operation.responses)).toEqual([...Object.keys(route.responses), 'default']);
    expect(operation.security).toEqual(securityOf(route.scope));
    expect(operation.summary).toBeTruthy();
    const inPath = (operation.parameters ?? []).filter((parameter: { in: string }) => parameter.in === 'path');
    expect(inPath.map((parameter: { name: string }) => parameter.name)).toEqual(
      [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]),
    );
    for (const parameter of operation.parameters ?? []) expect(parameter.schema, parameter.name).toBeDefined();
  }
});

test('is sound: version, unique operation ids, every reference resolves, every schema says something', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info.version).toBe('1.2.3');
  const ids = Object.values(document.paths).flatMap((item) =>
    Object.values(item as Record<string, { operationId: string }>).map((operation) => operation.operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of new Set(references)) {
    const target = reference.split('/').reduce((node, key) => node?.[key], document);
    expect(target, reference).toBeDefined();
  }
  for (const name of [
    'Analysis',
    'Issue',
    'Conflict',
    'Comment',
    'CommentInput',
    'Problem',
    'Job',
    'StatsSummary',
    'Taxonomy',
  ]) {
    expect(Object.keys(document.components.schemas[name].properties).length, name).toBeGreaterThan(2);
  }
  expect(document.components.schemas.CommentInput.additionalProperties).toBe(false);
});

test('documents limits, repeated parameters and the idempotency key', () => {
  const list = document.paths['/v1/comments'].get.parameters as { name: string; schema: Record<string, unknown> }[];
  const byName = new Map(list.map((parameter) => [parameter.name, parameter.schema]));
  expect(byName.get('limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 200, default: 50 });
  expect(byName.get('label')).toMatchObject({ type: 'array', maxItems: 100 });
  expect(byName.has('metadata.KEY')).toBe(true);
  const post = document.paths['/v1/comments'].post;
  expect(Object.keys(post.requestBody.content)).toEqual(['application/json', 'application/x-ndjson']);
  expect(post.requestBody.content['application/json'].schema.properties.comments).toMatchObject({ maxItems: 1000 });
  expect(post.parameters.map((parameter: { name: string }) => parameter.name)).toContain('Idempotency-Key');
});

test('a table with a route that has no scope, or two for one call, does not start', () => {
  const route = routes.find((candidate) => candidate.path === '/healthz')!;
  const open = { ...route, path: '/v1/open', scope: undefined } as unknown as ReturnType<typeof defineRoute>;
  expect(() => createApp(createWorld(), [...routes, open])).toThrow('no scope');
  expect(() => byPath([...routes, route])).toThrow('twice');
});
