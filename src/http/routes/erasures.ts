import type { Erasure } from '../../feedback/erasure.ts';
import { limits } from '../../feedback/limits.ts';
import { json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { line } from '../schemas/common.ts';
import { z } from '../schemas/zod.ts';
import { custom } from '../validate.ts';

const tag = 'Administration';
const time = z.string().openapi({ format: 'date-time' });

const orderSchema = z
  .strictObject({
    author: line(limits.nameUnits).optional().openapi({ description: 'All comments of this author, as it was sent.' }),
    externalIds: z.array(line(limits.externalIdUnits)).min(1).max(limits.erasureIds).optional(),
    source: line(limits.nameUnits)
      .optional()
      .openapi({ description: 'Of the external ids; without it of any source.' }),
    retrain: z.boolean().default(false).openapi({
      description: 'Train the workspace’s own model anew afterwards, without what was erased.',
    }),
  })
  .refine(
    ({ author, externalIds }) => (author === undefined) !== (externalIds === undefined),
    custom('missing_field', 'Say either `author` or `externalIds`.'),
  )
  .refine(
    ({ source, externalIds }) => source === undefined || externalIds !== undefined,
    custom('unknown_field', '`source` goes with `externalIds`.'),
  )
  .openapi('ErasureOrder');

const erasureSchema: z.ZodType<Erasure> = z
  .object({
    id: z.string(),
    jobId: z.string(),
    status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    found: z.int().nullable(),
    erased: z.int().nullable(),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .openapi('Erasure');

export const erasureRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/erasures',
    scope: 'admin',
    tag,
    summary: 'Erases a person, or comments by their external ids, with everything that was derived from them',
    description:
      'A job: texts, analyses, issues, decisions, keywords, figures, quotes of topics and reports, queued webhooks, stored ' +
      'answers, rejected rows and saved filters that name the person. Its `result` is the balance: `found`, `erased`, ' +
      '`documents`, `rejectedRows`. Keyed hashes stay in a log, so that a restored backup is erased again. 409 while an ' +
      'import is under way. What was delivered to webhooks or exported before is out of reach.',
    request: { body: { json: { schema: orderSchema, maxBytes: 512 * 1024 } } },
    idempotent: true,
    responses: {
      202: json('The erasure and its job.', z.object({ id: z.string(), jobId: z.string() }).openapi('ErasureStart')),
    },
    handler: (context) =>
      once(context, context.body, async () => {
        const { retrain, ...subject } = context.body;
        return { status: 202, body: await context.services.erasures.start(context.scope, subject, retrain) };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/erasures',
    scope: 'admin',
    tag,
    summary: 'The latest hundred erasures, the newest first, without whom they were about',
    responses: { 200: json('The erasures.', z.object({ items: z.array(erasureSchema) })) },
    handler: async ({ services, scope }) => ok({ items: await services.erasures.list(scope) }),
  }),
];
