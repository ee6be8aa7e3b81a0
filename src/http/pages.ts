import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import { notFound } from './dispatch.ts';

/** Found from `src/http` and from `dist/http` alike. */
const ownFiles = fileURLToPath(new URL('../../src/web/public', import.meta.url));
const swaggerFiles = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Every file that a browser may fetch, by name; nothing else of the folders is reachable. */
const folderOf = new Map([
  ...['index.html', 'setup.html', 'docs.html'].map((name) => [name, ownFiles] as const),
  ...['app.css', 'app.js', 'texts.js', 'setup.js', 'docs.js', 'icon.svg'].map((name) => [name, ownFiles] as const),
  ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) => [name, swaggerFiles] as const),
]);

export function sendFile(response: Response, name: string): Promise<undefined> {
  const root = folderOf.get(name);
  if (root === undefined) throw notFound();
  return new Promise((resolve, reject) => {
    response.sendFile(
      name,
      { root, cacheControl: false, acceptRanges: false, headers: { 'Cache-Control': 'no-cache' } },
      (error) => {
        // A client that left early is nobody's fault.
        if (error && !response.headersSent) reject(error);
        else resolve(undefined);
      },
    );
  });
}
