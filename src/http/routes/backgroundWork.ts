import { analysisFailures, type WorkDepth, type WorkFailure, workKinds } from '../../feedback/backgroundWork.ts';
import { found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { line } from '../schemas/common.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Operation';
const smallBody = 4 * 1024;

const kind = z.enum(workKinds);
const count = z.int().min(0);

const depthSchema: z.ZodType<WorkDepth> = z
  .object({
    kind,
    waiting: count,
    inHand: count,
    failed: count.openapi({ description: 'Given up, until somebody asks for another try.' }),
    oldestAt: z.string().nullable().openapi({ format: 'date-time', description: 'Since when the oldest waits.' }),
  })
  .openapi('WorkDepth');

const failureSchema: z.ZodType<WorkFailure> = z
  .object({
    kind,
    id: z.string().openapi({ description: 'Of the comment, the delivery or the job.' }),
    webhookId: z.string().nullable(),
    failedAt: z.string().nullable(),
    reason: z.string().openapi({
      description: `A problem code; of an analysis ${analysisFailures.join(', ')}; of a delivery its failure.`,
    }),
    detail: z.string().nullable(),
    replayable: z.boolean(),
  })
  .openapi('WorkFailure');

const replaySchema = z
  .strictObject({
    source: z.enum(['comments', 'jobs', 'deliveries']),
    id: line(100).optional().openapi({ description: 'Absent: all of the source that are listed and can be.' }),
  })
  .openapi('WorkReplay');

export const backgroundWorkRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/work',
    scope: 'admin',
    tag,
    summary: 'What is to be done in the background: how much waits, is in hand, and has failed',
    responses: { 200: json('Kinds that have anything.', z.object({ items: z.array(depthSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.background.depth(scope) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/work/failures',
    scope: 'admin',
    tag,
    summary: 'What was given up after its tries, with the reasons',
    description: 'The newest 200 comments, jobs and deliveries each.',
    responses: { 200: json('They.', z.object({ items: z.array(failureSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.background.failures(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/work/replays',
    scope: 'admin',
    tag,
    summary: 'Tries once more what has failed',
    request: { body: { json: { schema: replaySchema, maxBytes: smallBody } } },
    idempotent: true,
    responses: { 202: json('How many were queued.', z.object({ queued: count })) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { source, id } = context.body;
        const queued = found(await context.services.background.replay(context.scope, source, id ?? null));
        return { status: 202, body: { queued } };
      }),
  }),
];
