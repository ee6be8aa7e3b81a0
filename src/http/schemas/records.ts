/** What the store answers with, for the documentation; the types tie them to `feedback/read.ts`. */

import { escalations, issueKinds } from '../../feedback/analysis.ts';
import type { CoverageRow } from '../../feedback/coverage.ts';
import {
  type ApiKey,
  type AuditRecord,
  type BreakdownRow,
  type Inbox,
  type IssueStep,
  type IssueView,
  issueStates,
  type Job,
  jobKinds,
  jobStates,
  keyScopes,
  type Share,
  type StatsSummary,
  type TrendPoint,
} from '../../feedback/read.ts';
import { sentimentSchema } from './analysis.ts';
import { problemFacts } from './common.ts';
import { filterBody } from './filter.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });

export const issueRecordSchema = z
  .object({
    id: z.string(),
    commentId: z.string(),
    code: z.string(),
    path: z.array(z.string()),
    removed: z.boolean().optional().openapi({
      description: 'The taxonomy in force has no such leaf; `path` has the names that it had.',
    }),
    formerCode: z.string().optional().openapi({
      description: 'The leaf that it was found for, where that was merged into another.',
    }),
    kind: z.enum(issueKinds),
    sentiment: sentimentSchema,
    confidence: z.number(),
    escalation: z.enum(escalations),
    severity: z.number(),
    evidence: z.array(z.object({ start: z.int(), end: z.int(), text: z.string() })),
    source: z.enum(['rule', 'model', 'human']),
    department: z.string(),
    slaHours: z.number(),
    state: z.enum(issueStates),
    nextStates: z.array(z.enum(issueStates)).openapi({ description: 'States that it may go to from here.' }),
    assignee: z.string().nullable(),
    note: z.string().nullable(),
    followUpScore: z.number().nullable(),
    createdAt: time,
    updatedAt: time,
    dueAt: time,
    overdue: z.boolean(),
    firstResponse: z
      .object({ dueAt: time.nullable(), respondedAt: time.nullable(), overdue: z.boolean() })
      .openapi({ description: 'Answered by the first step to in_progress, waiting_customer or resolved; no pause.' }),
  })
  .openapi('IssueRecord') as z.ZodType<IssueView>;

export const issueStepSchema: z.ZodType<IssueStep> = z
  .object({
    at: time,
    actor: z.string(),
    from: z.enum(issueStates),
    to: z.enum(issueStates),
    change: z.object({
      assignee: z.string().nullable().optional(),
      note: z.string().optional(),
      followUpScore: z.number().optional(),
    }),
  })
  .openapi('IssueStep');

export const inboxSchema: z.ZodType<Inbox> = z
  .object({
    department: z.string(),
    open: z.int().openapi({ description: 'Complaints, suggestions and questions that nobody has finished.' }),
    unassigned: z.int(),
    waitingCustomer: z.int(),
    overdue: z.int(),
    firstResponseOverdue: z.int(),
    followUp: z
      .object({ n: z.int(), mean: z.number().nullable() })
      .openapi({ description: 'What customers said after resolution, 0..10.' }),
  })
  .openapi('Inbox');

export const auditSchema: z.ZodType<AuditRecord> = z
  .object({
    id: z.string(),
    at: time,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .openapi('AuditRecord');

export const shareSchema: z.ZodType<Share> = z
  .object({ value: z.number(), low: z.number(), high: z.number(), n: z.int() })
  .openapi('Share', { description: 'A share of `n` with its interval.' });

export const summarySchema: z.ZodType<StatsSummary> = z
  .object({
    comments: z.int(),
    analysed: z.int(),
    pending: z.int(),
    failed: z.int(),
    sentiment: z.object({
      veryNegative: z.int(),
      negative: z.int(),
      neutral: z.int(),
      positive: z.int(),
      veryPositive: z.int(),
      mixed: z.int(),
    }),
    csat: shareSchema.nullable().openapi({ description: 'Share of ratings in the top boxes.' }),
    nps: shareSchema.nullable().openapi({ description: '−100..100, of ten-point ratings.' }),
    ces: shareSchema.nullable().openapi({
      description: 'Mean of the sub-score that asks for effort (`PUT /v1/stats/settings`), 1..7.',
    }),
    tenPointIndex: z.object({ value: z.number(), n: z.int() }).nullable(),
    coverage: shareSchema.nullable().openapi({ description: 'Analysed comments with at least one issue.' }),
    conflicts: z.object({ open: z.int() }),
    issues: z.object({ open: z.int(), overdue: z.int() }),
    alerts: z.object({ open: z.int() }).openapi({
      description: 'Raised and not resolved, of the whole workspace whatever the filter.',
    }),
  })
  .openapi('StatsSummary');

const mix = { comments: z.int(), positive: z.int(), neutral: z.int(), negative: z.int(), mixed: z.int() };

export const trendSchema: z.ZodType<TrendPoint> = z
  .object({
    period: z.string().openapi({ format: 'date', description: 'First day of the period.' }),
    ...mix,
    meanScore: z.number().nullable(),
    meanRating: z.number().nullable(),
  })
  .openapi('TrendPoint');

export const breakdownSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    removed: z.boolean().optional().openapi({ description: 'The taxonomy in force has no such leaf.' }),
    filter: filterBody
      .nullable()
      .optional()
      .openapi({ description: 'Of a leaf: opens its comments, as parameters of `GET /v1/comments`.' }),
    negativeFilter: filterBody
      .nullable()
      .optional()
      .openapi({ description: 'Of a leaf: opens those that `negative` counts.' }),
    ...mix,
    share: shareSchema,
    meanRating: z.number().nullable(),
  })
  .openapi('BreakdownRow') as z.ZodType<BreakdownRow>;

export const coverageSchema: z.ZodType<CoverageRow> = z
  .object({
    channel: z.string().optional(),
    period: z.string().optional().openapi({ description: 'Its first day.' }),
    covered: shareSchema.openapi({ description: 'Share of the analysed comments with at least one leaf.' }),
  })
  .openapi('CoverageRow') as z.ZodType<CoverageRow>;

export const jobSchema: z.ZodType<Job> = z
  .object({
    id: z.string(),
    kind: z.enum(jobKinds),
    state: z.enum(jobStates),
    progress: z.object({ done: z.number(), total: z.number().nullable() }),
    result: z.unknown().optional().openapi({
      description:
        'Of an import: the balance read = created + updated + unchanged + rejected, and the first `errors` by row, each with `reason` and `values` as problems have them.',
    }),
    problem: z.object({ code: z.string(), detail: z.string(), ...problemFacts }).optional(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Job');

export const apiKeySchema: z.ZodType<ApiKey> = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'First characters, to recognise it by.' }),
    scopes: z.array(z.enum(keyScopes)),
    createdAt: time,
    expiresAt: time.nullable(),
    revokedAt: time.nullable(),
    lastUsedAt: time.nullable(),
    formerUntil: time.nullable().openapi({
      description: 'Until when the secret before the last rotation works too.',
    }),
    requestsPerMinute: z.int().nullable().openapi({ description: 'null: as many as the service allows.' }),
  })
  .openapi('ApiKey');

export const newKeySchema = z
  .object({
    key: z.string().nullable().openapi({
      description: 'Shown this once; only its hash is kept. null when the answer is a replay.',
    }),
    record: apiKeySchema,
  })
  .openapi('NewKey');
