import { AppError } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import { idempotencyKey } from '../idempotency.ts';
import { ingestBatch, withAnalyses } from '../ingest.ts';
import { ingestStream } from '../ingestStream.ts';
import { defineRoute, type RouteContext } from '../route.ts';
import { commentInputSchema, ingestAnswerSchema, ingestBodySchema, streamAnswerSchema } from '../schemas/comment.ts';
import { flagParameter } from '../schemas/common.ts';
import { z } from '../schemas/zod.ts';
import { requireAtMost } from './analyze.ts';

const ndjson = 'application/x-ndjson';

export const ingestRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/comments',
    scope: 'ingest',
    tag: 'Comments',
    summary: 'Stores comments and has them read',
    description:
      `JSON: at most ${limits.batchComments} comments, each answered as created, updated, unchanged or rejected; when ` +
      'all are rejected the answer is a problem. What is answered as stored is on disk. ' +
      `NDJSON: any number of lines of at most ${limits.lineBytes} bytes, stored batch by batch as they come, answered ` +
      'with one summary; a bad line is rejected with its number and the stream goes on. A comment with `externalId` is ' +
      'an update of the one with the same `source` and `externalId`, so an interrupted stream can simply be sent again; ' +
      'for that reason `Idempotency-Key` goes with JSON only.',
    request: {
      query: z.strictObject({
        wait: flagParameter.default(false).openapi({
          type: 'boolean',
          default: false as never,
          description: `Answer with the analyses (at most ${limits.waitComments} comments, JSON only).`,
        }),
      }),
      body: {
        json: { schema: ingestBodySchema, maxBytes: limits.batchBytes },
        streamed: { [ndjson]: commentInputSchema },
      },
    },
    idempotent: true,
    responses: {
      200: { description: 'Stored and analysed (`wait=true`).', content: { 'application/json': ingestAnswerSchema } },
      202: {
        description: 'Stored; the analyses follow.',
        content: { 'application/json': z.union([ingestAnswerSchema, streamAnswerSchema]) },
      },
    },
    async handler(context) {
      const { body, query } = context;
      if (body === undefined) return stream(context, query.wait);
      requireAtMost(body.comments, query.wait ? limits.waitComments : limits.batchComments);
      const answer = await ingestBatch(context, body.comments);
      return query.wait ? withAnalyses(context, answer) : answer;
    },
  }),
];

async function stream(context: RouteContext, wait: boolean) {
  if (wait) throw notWithStream('`wait` goes with JSON only.', '/query/wait');
  if (idempotencyKey(context) !== undefined) {
    throw notWithStream(
      'Idempotency-Key goes with JSON only; `externalId` makes a repeated line an update.',
      '/headers/idempotency-key',
    );
  }
  return { status: 202, body: await ingestStream(context, context.request) };
}

function notWithStream(detail: string, pointer: string): AppError {
  return new AppError('unknown_parameter', detail, { problems: [{ code: 'unknown_parameter', detail, pointer }] });
}
