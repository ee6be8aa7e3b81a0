import { analysisFailures } from '../../feedback/backgroundWork.ts';
import { limits } from '../../feedback/limits.ts';
import { analysisSchema, versionsSchema } from './analysis.ts';
import { commentReviewSchema } from './commentReview.ts';
import { line, problemFacts } from './common.ts';
import { z } from './zod.ts';

/*
 * These schemas check shape and types. Sizes and meanings (text, scale, dates, …) are checked by `parseComment`,
 * the same for every door; they are only documented here.
 */
const shortName = z.string().openapi({ minLength: 1, maxLength: limits.nameUnits });
const ratingScale = z.strictObject({ min: z.number(), max: z.number() }).openapi({ description: '1–5 when absent.' });

const readFields = {
  text: z.string().openapi({ minLength: 1, maxLength: limits.textUnits }),
  rating: z.number().optional(),
  ratingScale: ratingScale.optional(),
  ratings: z
    .record(z.string(), z.number())
    .optional()
    .openapi({ description: `Sub-scores by name on the same scale, at most ${limits.ratingsKeys}.` }),
  channel: shortName.optional(),
  language: shortName.optional().openapi({ description: 'A hint; the analysis finds the language by itself.' }),
  author: shortName.optional(),
};

export const commentInputSchema = z
  .strictObject({
    externalId: z.string().optional().openapi({
      minLength: 1,
      maxLength: limits.externalIdUnits,
      description: "The upstream's own id; with `source` it makes a repeated send an update.",
    }),
    source: shortName,
    ...readFields,
    occurredAt: z.string().optional().openapi({ format: 'date-time', description: 'The time of receipt when absent.' }),
    metadata: z
      .record(z.string(), z.string())
      .optional()
      .openapi({
        description: `At most ${limits.metadataKeys} keys of ${limits.metadataKeyUnits}, values of ${limits.metadataValueUnits} characters.`,
      }),
  })
  .openapi('CommentInput');

export const analyzeItemSchema = z
  .strictObject({
    id: line(limits.externalIdUnits).optional().openapi({
      description: 'Returned with the result; the index in the request when absent. No two comments share an id.',
    }),
    ...readFields,
  })
  .openapi('AnalyzeItem');

/** A list whose entries are checked one by one, so that a bad one does not sink the rest. */
function listOf(item: string, maximum: number) {
  return z
    .array(z.unknown())
    .min(1)
    .openapi({ items: { $ref: `#/components/schemas/${item}` }, minItems: 1, maxItems: maximum });
}

export const analyzeBodySchema = z.strictObject({
  comments: listOf('AnalyzeItem', limits.analyzeComments),
  taxonomy: z.string().optional().openapi({ description: "Id of a taxonomy; the workspace's when absent." }),
});

export const ingestBodySchema = z.strictObject({ comments: listOf('CommentInput', limits.batchComments) });

const problemPart = { code: z.string(), detail: z.string(), pointer: z.string().optional(), ...problemFacts };

export const analyzeAnswerSchema = z.object({
  results: z.array(analysisSchema),
  errors: z.array(
    z.object({
      index: z.int(),
      id: z.string(),
      ...problemPart,
    }),
  ),
  versions: versionsSchema,
});

const maskedSchema = z.array(z.object({ start: z.int(), end: z.int(), kind: z.string() }));
const stateSchema = z.enum(['pending', 'analysed', 'failed']);

const ingestItemSchema = z.object({
  index: z.int(),
  status: z.enum(['created', 'updated', 'unchanged', 'rejected']),
  id: z.string().optional(),
  externalId: z.string().optional(),
  revision: z.int().optional(),
  masked: maskedSchema.optional().openapi({ description: 'Spans of the text that were masked before storing.' }),
  code: z.string().optional().openapi({ description: 'Why it was rejected: the first of `errors`.' }),
  detail: z.string().optional(),
  pointer: z.string().optional(),
  ...problemFacts,
  errors: z.array(z.object(problemPart)).optional(),
  state: stateSchema.optional(),
  analysis: analysisSchema.nullable().optional().openapi({ description: 'With `wait=true`.' }),
});

const counts = { created: z.int(), updated: z.int(), unchanged: z.int(), rejected: z.int() };

export const ingestAnswerSchema = z.object({ ...counts, items: z.array(ingestItemSchema) }).openapi('IngestAnswer');

export const streamAnswerSchema = z
  .object({
    received: z.int().openapi({ description: 'Lines with something on them.' }),
    ...counts,
    errors: z.array(z.object({ line: z.int(), ...problemPart })),
    errorsOmitted: z.int().openapi({ description: 'Further errors that are counted but not listed.' }),
  })
  .openapi('StreamAnswer');

export const commentSchema = z
  .object({
    id: z.string(),
    externalId: z.string().optional(),
    source: z.string(),
    text: z.string(),
    rating: z.number().optional(),
    ratingScale: z.object({ min: z.number(), max: z.number() }),
    ratings: z.record(z.string(), z.number()).optional(),
    channel: z.string().optional(),
    language: z.string().optional(),
    author: z.string().optional(),
    occurredAt: z.string().openapi({ format: 'date-time' }),
    metadata: z.record(z.string(), z.string()).optional(),
    masked: maskedSchema,
    revision: z.int(),
    receivedAt: z.string().openapi({ format: 'date-time' }),
    day: z.string().openapi({ format: 'date' }),
    state: stateSchema,
    failure: z
      .string()
      .optional()
      .openapi({
        description: `Why the analysis was given up: ${analysisFailures.join(', ')}, with ": " and more after it where more is known.`,
      }),
    analysis: analysisSchema.nullable().openapi({ description: 'With what people decided in place of the machine’s.' }),
    review: commentReviewSchema.nullable(),
  })
  .openapi('Comment');
