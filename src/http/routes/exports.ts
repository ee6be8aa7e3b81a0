import type { CommentWithAnalysis } from '../../feedback/read.ts';
import { startDownload } from '../answers.ts';
import { defineRoute } from '../route.ts';
import { filterQuery } from '../schemas/filter.ts';
import { z } from '../schemas/zod.ts';

export const exportRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/exports',
    scope: 'read',
    tag: 'Files',
    summary: 'The chosen comments with their analyses as a file',
    request: { query: filterQuery({ format: z.enum(['csv', 'xlsx', 'ndjson']) }) },
    streams: true,
    responses: {
      200: {
        description: 'The file, as an attachment.',
        content: {
          'text/csv': null,
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': null,
          'application/x-ndjson': null,
        },
      },
    },
    async handler({ services, scope, query: { format, ...filter }, response }) {
      const writer = services.openExport(format);
      const rows = await started(services.comments.stream(scope, filter));
      startDownload(response, writer.contentType, `huiyin-comments-${timestamp()}.${writer.extension}`);
      await writer.write(rows, response);
      return undefined;
    },
  }),
];

/** Fetches the first row, so that a query that fails is still answered with a problem. */
async function started(rows: AsyncIterable<CommentWithAnalysis>): Promise<AsyncIterable<CommentWithAnalysis>> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (let next = first; !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}

function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}
