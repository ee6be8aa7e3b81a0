import type { Response } from 'express';
import { sendApp, sendAppFile, sendFile } from '../pages.ts';
import { defineRoute, type Route } from '../route.ts';
import { z } from '../schemas/zod.ts';

/** Pages of the app; each name is a route of its own there. Tokens come in fragments, which browsers do not send. */
const appPages = [
  '/',
  '/explore',
  '/taxonomy',
  '/topics',
  '/topics/:id',
  '/keywords',
  '/statistics',
  '/statistics/:tab',
  '/review',
  '/quality',
  '/models',
  '/alerts',
  '/reports',
  '/issues',
  '/import',
  '/settings',
  '/setup',
  '/invite',
];

/** Pages for people; they call the API like anybody else. */
export const browserRoutes = [
  ...appPages.map((path) => page(path, 'The web app', sendApp)),
  page('/docs', 'This description, to browse', (response) => sendFile(response, 'docs.html')),
  files('/assets/:file', /^[a-z0-9-]{1,60}\.(?:css|js|svg)$/, sendFile),
  files('/app/:file', /^[\w-]{1,100}\.(?:css|js)$/, sendAppFile),
];

function page(path: string, summary: string, send: (response: Response) => Promise<undefined>): Route {
  return defineRoute({
    method: 'get',
    path,
    scope: 'public',
    undocumented: true,
    tag: 'Pages',
    summary,
    responses: { 200: { description: 'The page.' } },
    handler: ({ response }) => send(response),
  });
}

function files(path: string, name: RegExp, send: (response: Response, name: string) => Promise<undefined>): Route {
  return defineRoute({
    method: 'get',
    path,
    scope: 'public',
    undocumented: true,
    tag: 'Pages',
    summary: 'Styles and scripts of the pages',
    request: { params: z.strictObject({ file: z.string().regex(name) }) },
    responses: { 200: { description: 'The file.' } },
    handler: ({ response, params }) => send(response, params.file),
  });
}
