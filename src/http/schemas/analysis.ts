import {
  type Analysis,
  conflictTypes,
  type Explanation,
  escalations,
  issueKinds,
  sentimentLabels,
  type Versions,
} from '../../feedback/analysis.ts';
import { z } from './zod.ts';

const span = {
  start: z.int().openapi({ description: 'UTF-16 code units into the text as received.' }),
  end: z.int(),
};
const share = z.number().min(0).max(1);

export const languageSchema = z.enum(['zh-Hans', 'zh-Hant', 'en', 'mixed', 'und']);

const evidenceSchema = z
  .object({ ...span, text: z.string(), weight: z.number().optional(), rule: z.string().optional() })
  .openapi('Evidence', { description: 'A stretch of the comment that speaks for a result; `text` is that slice.' });

export const sentimentSchema = z
  .object({ label: z.enum(sentimentLabels), score: z.number().min(-1).max(1) })
  .openapi('Sentiment');

export const issueSchema = z
  .object({
    code: z.string(),
    path: z.array(z.string()),
    kind: z.enum(issueKinds),
    sentiment: sentimentSchema,
    confidence: share,
    escalation: z.enum(escalations),
    severity: share,
    evidence: z.array(evidenceSchema),
    source: z.enum(['rule', 'model', 'human']),
    department: z.string(),
    slaHours: z.number(),
    firstResponseHours: z.number(),
  })
  .openapi('Issue');

export const conflictSchema = z
  .object({
    score: share.openapi({ description: 'Calibrated probability that rating and text do not belong together.' }),
    flagged: z.boolean(),
    type: z.enum(conflictTypes).nullable(),
    severity: share,
    reasons: z.array(
      z.object({ code: z.string(), 'zh-CN': z.string(), 'zh-TW': z.string().optional(), en: z.string() }),
    ),
    evidence: z.array(evidenceSchema),
    hiddenComplaints: z.array(evidenceSchema),
    calibration: z
      .object({ offset: z.number(), comments: z.int() })
      .optional()
      .openapi({
        description:
          'How customers of the channel rate beside what they write: `offset` is added to the log-odds of the text before ' +
          'they meet the rating. Fitted to `comments` ratings of the channel; absent where there are too few.',
      }),
  })
  .openapi('Conflict');

export const versionsSchema: z.ZodType<Versions> = z
  .object({
    engine: z.string(),
    lexicon: z.string(),
    model: z.string(),
    taxonomy: z.string(),
    segmenter: z.string(),
    frequencies: z.string(),
  })
  .openapi('Versions');

export const analysisSchema: z.ZodType<Analysis> = z
  .object({
    id: z.string(),
    language: languageSchema,
    truncated: z.literal(false),
    sentiment: sentimentSchema.extend({ confidence: share, evidence: z.array(evidenceSchema) }),
    kind: z.enum(issueKinds),
    escalation: z.enum(escalations),
    clauses: z.array(z.object({ ...span, sentiment: sentimentSchema })),
    issues: z.array(issueSchema),
    keywords: z.array(z.object({ term: z.string(), weight: z.number(), ...span, polarity: z.number() })),
    conflict: conflictSchema.nullable(),
    quality: z.array(z.string()),
    versions: versionsSchema,
  })
  .openapi('Analysis');

const termSchema = z.object({
  ...span,
  text: z.string(),
  weight: z.number(),
  rule: z.string(),
  source: z.literal('workspace').optional().openapi({ description: 'A word of the workspace’s own lexicon says it.' }),
});

export const explanationSchema = z
  .object({
    terms: z.array(termSchema).openapi({ description: 'The terms add up to `sum`; `score` = tanh(sum / 2).' }),
    sum: z.number(),
    score: z.number(),
    confidence: share,
    link: z.string(),
    clauses: z.array(
      z.object({ ...span, text: z.string(), sum: z.number(), score: z.number(), terms: z.array(termSchema) }),
    ),
    leaves: z
      .array(
        z.object({
          code: z.string(),
          terms: z.array(z.object({ rule: z.enum(['shipped', 'adapted']), weight: z.number() })),
          sum: z.number(),
          given: z.boolean(),
        }),
      )
      .openapi({
        description:
          'The log-odds of each leaf that the comment was given, or would have been given but for what the workspace’s ' +
          'reviewers have taught (`adapted`); above 0 the learned model gives it.',
      }),
    conflict: z
      .object({
        rating: z.number().min(-1).max(1),
        terms: z.array(z.object({ rule: z.string(), weight: z.number() })),
        sum: z.number(),
        probability: share,
        score: share,
        link: z.string(),
      })
      .nullable()
      .openapi({
        description: 'The terms add up to `sum`; `probability` = 1 / (1 + exp(−sum)). `null` without a rating.',
      }),
    versions: versionsSchema,
  })
  .openapi('Explanation') as z.ZodType<Explanation>;
