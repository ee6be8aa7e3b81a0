import { pipeline } from 'node:stream/promises';
import { accepted, found, json, ok, startDownload } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { jobSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Operation';
const backupSchema = z.object({ name: z.string(), bytes: z.int(), createdAt: z.string() }).openapi('Backup');

export const backupRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/backups',
    scope: 'admin',
    tag,
    summary: 'Makes a backup of the whole service',
    description: 'For the first workspace only, since it holds all of them. The newest ones are kept.',
    idempotent: true,
    responses: { 202: json('The job that makes it.', jobSchema) },
    handler: (context) =>
      once(context, null, async () => {
        await context.services.backups.requireOperator(context.scope);
        return accepted(await context.services.jobs.startBackup(context.scope));
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/backups',
    scope: 'admin',
    tag,
    summary: 'Lists the backups, the newest first',
    responses: { 200: json('The backups.', z.object({ items: z.array(backupSchema) })) },
    async handler({ services, scope }) {
      await services.backups.requireOperator(scope);
      return ok({ items: await services.backups.list() });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/backups/:name',
    scope: 'admin',
    tag,
    summary: 'A backup as a file',
    request: { params: z.strictObject({ name: z.string().max(100) }) },
    streams: true,
    responses: { 200: { description: 'The file, as an attachment.', content: { 'application/octet-stream': null } } },
    async handler({ services, scope, params, response }) {
      await services.backups.requireOperator(scope);
      const { bytes, stream } = found(await services.backups.open(params.name));
      startDownload(response, 'application/octet-stream', params.name);
      response.setHeader('Content-Length', bytes);
      // A client that leaves is no failure of ours.
      await pipeline(stream, response).catch(() => response.destroy());
      return undefined;
    },
  }),
];
