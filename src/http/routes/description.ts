import { ok } from '../answers.ts';
import { describeApi, type OpenApiDocument } from '../openapi.ts';
import { defineRoute, type Route } from '../route.ts';

/** The route that describes `routes` and itself. */
export function descriptionRoutes(routes: Route[]): Route[] {
  let document: OpenApiDocument | undefined;
  const own: Route[] = [
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      scope: 'public',
      tag: 'Operation',
      summary: 'This description',
      responses: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': null } } },
      handler({ services }) {
        document ??= describeApi([...routes, ...own], services.config.version);
        return ok(document);
      },
    }),
  ];
  return own;
}
