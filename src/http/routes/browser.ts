import { sendFile } from '../pages.ts';
import { defineRoute, type Route } from '../route.ts';
import { z } from '../schemas/zod.ts';

const assetPattern = /^[a-z0-9-]{1,60}\.(?:css|js|svg)$/;

/** Pages for people; they call the API like anybody else. */
export const browserRoutes = [
  page('/', 'index.html', 'The page that shows that the service runs'),
  page('/setup', 'setup.html', 'Set-up; the token is in the fragment of its address, which browsers do not send'),
  page('/docs', 'docs.html', 'This description, to browse'),
  defineRoute({
    method: 'get',
    path: '/assets/:file',
    scope: 'public',
    undocumented: true,
    tag: 'Pages',
    summary: 'Styles and scripts of the pages',
    request: { params: z.strictObject({ file: z.string().regex(assetPattern) }) },
    responses: { 200: { description: 'The file.' } },
    handler: ({ response, params }) => sendFile(response, params.file),
  }),
];

function page(path: string, file: string, summary: string): Route {
  return defineRoute({
    method: 'get',
    path,
    scope: 'public',
    undocumented: true,
    tag: 'Pages',
    summary,
    responses: { 200: { description: 'The page.' } },
    handler: ({ response }) => sendFile(response, file),
  });
}
