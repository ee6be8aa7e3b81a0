import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import { notFound } from './dispatch.ts';

/** Found from `src/http` and from `dist/http` alike. */
const ownFiles = fileURLToPath(new URL('../../src/web/public', import.meta.url));
const builtFiles = fileURLToPath(new URL('../../dist/web', import.meta.url));
const swaggerFiles = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Every file that a browser may fetch beside the app, by name; nothing else of the folders is reachable. */
const folderOf = new Map([
  ...['docs.html'].map((name) => [name, ownFiles] as const),
  ...['docs.js', 'icon.svg'].map((name) => [name, ownFiles] as const),
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [name, swaggerFiles] as const),
]);

export function sendFile(response: Response, name: string): Promise<undefined> {
  const root = folderOf.get(name);
  if (root === undefined) throw notFound();
  return send(response, name, root, 'no-cache');
}

/** A file of the built app. Its name holds the hash of its content, so that it may be kept for ever. */
export function sendAppFile(response: Response, name: string): Promise<undefined> {
  return send(response, name, join(builtFiles, 'app'), 'public, max-age=31536000, immutable');
}

/** The page of the app. Its components write their styles into the page; scripts stay as strict as everywhere. */
export function sendApp(response: Response): Promise<undefined> {
  const policy = String(response.getHeader('Content-Security-Policy'));
  response.setHeader('Content-Security-Policy', policy.replace(/style-src 'self'/, "$& 'unsafe-inline'"));
  return send(response, 'index.html', builtFiles, 'no-cache');
}

function send(response: Response, name: string, root: string, cacheControl: string): Promise<undefined> {
  return new Promise((resolve, reject) => {
    response.sendFile(
      name,
      { root, cacheControl: false, acceptRanges: false, headers: { 'Cache-Control': cacheControl } },
      (error) => {
        // A client that left early is nobody's fault.
        if (error && !response.headersSent) reject((error as { status?: number }).status === 404 ? notFound() : error);
        else resolve(undefined);
      },
    );
  });
}
