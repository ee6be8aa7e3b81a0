/** What reviewers send and get; the types tie the answers to `feedback/read.ts`. */
import { conflictTypes, issueKinds, sentimentLabels } from '../../feedback/analysis.ts';
import { type Decision, type DecisionStep, decisionRoles, verdicts } from '../../feedback/decision.ts';
import { limits } from '../../feedback/limits.ts';
import { type ReviewCounts, reviewReasons, reviewStates } from '../../feedback/read.ts';
import { leaseMs } from '../../feedback/review.ts';
import { custom } from '../validate.ts';
import { analysisSchema, conflictSchema, issueSchema, sentimentSchema, versionsSchema } from './analysis.ts';
import { commentSchema } from './comment.ts';
import { commentReviewSchema, decidedConflict, who } from './commentReview.ts';
import { line } from './common.ts';
import { filterBody } from './filter.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const noteUnits = 2000;
const reviewer = line(limits.nameUnits).optional().openapi({
  description:
    'The person, where one key serves several: part of who holds the lease, kept with the decision and in the audit trail.',
});
const note = line(noteUnits).optional().openapi({ description: 'Why; kept with the decision.' });
const leaseSeconds = z
  .int()
  .min(leaseMs.shortest / 1000)
  .max(leaseMs.longest / 1000)
  .default(leaseMs.usual / 1000)
  .openapi({ description: 'How long the item is held without a sign of life.' });

export const claimSchema = z.strictObject({ reviewer, leaseSeconds }).openapi('ReviewLease');

export const claimNextSchema = z
  .strictObject({
    reason: z
      .union([z.enum(reviewReasons), z.array(z.enum(reviewReasons)).min(1).max(reviewReasons.length)])
      .optional(),
    filters: filterBody.optional().openapi({ description: 'Which comments, as in `GET /v1/comments`.' }),
    department: z.array(line(limits.nameUnits)).min(1).max(limits.filterValues).optional().openapi({
      description: 'Only items that were passed on to one of these departments; without it none of those is given out.',
    }),
    reviewer,
    leaseSeconds,
  })
  .openapi('ReviewClaim');

export const whoSchema = z.strictObject({ reviewer }).openapi('ReviewAct');
export const rulingSchema = z.strictObject({ reviewer, note }).openapi('ReviewRuling');

const place = z.strictObject({
  start: z.int().min(0).openapi({ description: 'UTF-16 code units into the text as received.' }),
  end: z.int().min(1),
});
const places = z.array(place).max(limits.filterValues);
const code = line(limits.nameUnits).openapi({ description: 'A leaf of the taxonomy of the workspace.' });
const label = z.enum(sentimentLabels);
const kind = z.enum(issueKinds).optional();

const issueChange = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), code, sentiment: label, kind, evidence: places.min(1) }),
  z.strictObject({ op: z.literal('remove'), code, sentiment: label.optional() }),
  z.strictObject({
    op: z.literal('change'),
    code,
    sentiment: label.optional(),
    to: z
      .strictObject({
        code: code.optional(),
        sentiment: label.optional(),
        kind,
        evidence: places.min(1).optional(),
      })
      .refine((to) => Object.keys(to).length > 0, custom('missing_field', 'There is nothing to change.')),
  }),
]);

const decidable = ['sentiment', 'ratingValid', 'conflictType', 'issues'] as const;

export const fixSchema = z
  .strictObject({
    sentiment: z
      .union([label, z.strictObject({ label, score: z.number().min(-1).max(1).optional() })])
      .optional()
      .openapi({ description: 'Of the whole comment. Without a score, the middle of the label’s band.' }),
    ratingValid: z.boolean().optional().openapi({
      description: 'false: the rating does not say what the customer thinks, and counts in no statistics.',
    }),
    conflictType: z.enum(conflictTypes).nullable().optional().openapi({ description: 'null: no conflict.' }),
    issues: z
      .array(issueChange)
      .min(1)
      .max(limits.filterValues)
      .optional()
      .openapi({
        description:
          'Changes, one after the other. `sentiment` beside `code` names one of several issues of a leaf; without it all ' +
          'are meant. Every leaf that is touched counts as decided as a whole.',
      }),
    note,
    reviewer,
  })
  .refine(
    (body) => decidable.some((field) => body[field] !== undefined),
    custom('missing_field', `Say at least one of ${decidable.join(', ')}.`),
  )
  .openapi('ReviewFix');

export const escalateSchema = z
  .strictObject({
    department: line(limits.nameUnits).optional(),
    to: line(limits.nameUnits).optional().openapi({ description: 'Name of another reviewer.' }),
    secondReviewer: z.literal(true).optional().openapi({ description: 'Anybody but who passes it on.' }),
    note,
    reviewer,
  })
  .refine(
    ({ department, to, secondReviewer }) =>
      [department, to, secondReviewer].filter((one) => one !== undefined).length === 1,
    custom('missing_field', 'Say one of department, to, secondReviewer.'),
  )
  .openapi('ReviewEscalation');

export const acceptAllSchema = z
  .strictObject({
    items: z
      .array(z.strictObject({ id: line(100), etag: line(40).openapi({ description: 'As the item was seen.' }) }))
      .min(1)
      .max(limits.bulkReviews),
    note,
    reviewer,
  })
  .openapi('ReviewBulkAcceptance');

export const acceptedSchema = z
  .object({
    accepted: z.int(),
    refused: z.int(),
    items: z.array(
      z.object({
        id: z.string(),
        status: z.enum(['accepted', 'refused']),
        code: z.string().optional(),
        detail: z.string().optional(),
      }),
    ),
  })
  .openapi('ReviewBulkResult');

export const addSchema = z.strictObject({ commentId: line(100), note, reviewer }).openapi('ReviewRequest');

export const reviewItemSchema = z
  .object({
    id: z.string(),
    commentId: z.string(),
    reason: z.enum(reviewReasons),
    priority: z.number().openapi({
      description:
        'Expected value of looking at it, 0..1. conflict: score × (½ + ½ · severity); low_confidence: (1 − confidence) × ' +
        '(¼ + ¾ · severity of the gravest issue); manual 1, disagreement 0.9, second_opinion 0.3, audit 0.2. The queue is ' +
        'in order of priority × 2^(age / 7 days).',
    }),
    state: z.enum(reviewStates),
    createdAt: time,
    etag: z.string().openapi({ description: 'For `If-Match` and for accepting many at once.' }),
    lease: z
      .object({ ...who, expiresAt: time })
      .nullable()
      .openapi({ description: 'Who holds it; null unless it is claimed.' }),
    escalatedTo: z
      .object({
        department: z.string().optional(),
        reviewer: z.string().optional(),
        secondReviewer: z.literal(true).optional(),
      })
      .nullable(),
    note: z.string().nullable().openapi({ description: 'Of whoever sent or passed it on.' }),
    comment: commentSchema.omit({ analysis: true, review: true }),
    analysis: analysisSchema,
    review: commentReviewSchema.nullable(),
    conflict: conflictSchema.nullable(),
  })
  .openapi('ReviewItem');

const countsOf = { open: z.int(), claimed: z.int(), done: z.int() };

export const countsSchema: z.ZodType<ReviewCounts> = z
  .object({
    ...countsOf,
    escalated: z.int().openapi({ description: 'Of the open ones: passed on to somebody.' }),
    byReason: z.array(z.object({ reason: z.enum(reviewReasons), ...countsOf })),
  })
  .openapi('ReviewCounts');

const decisionFields = {
  id: z.string(),
  commentId: z.string(),
  itemId: z.string(),
  verdict: z.enum(verdicts),
  role: z.enum(decisionRoles),
  decidedAt: time,
  ...who,
  note: z.string().nullable(),
  undoes: z.string().nullable(),
  undone: z.boolean(),
  decided: z.object({
    sentiment: sentimentSchema.optional(),
    ratingValid: z.boolean().optional(),
    conflict: decidedConflict.optional(),
    issues: z
      .object({
        complete: z.boolean(),
        leaves: z.array(z.object({ code: z.string(), issues: z.array(issueSchema) })),
      })
      .optional(),
  }),
};

export const decisionSchema: z.ZodType<Decision> = z.object(decisionFields).openapi('Decision');

export const decisionStepSchema: z.ZodType<DecisionStep> = z
  .object({
    ...decisionFields,
    machine: z
      .object({
        sentiment: sentimentSchema.extend({ confidence: z.number() }),
        conflict: z
          .object({ score: z.number(), flagged: z.boolean(), type: z.enum(conflictTypes).nullable() })
          .nullable(),
        issues: z.array(z.object({ code: z.string(), label: z.enum(sentimentLabels) })),
        versions: versionsSchema,
      })
      .openapi({ description: 'What the machine said when it was decided.' }),
  })
  .openapi('DecisionStep');
