import { comparedFields } from '../../feedback/opinions.ts';
import type { ReviewQuality } from '../../feedback/reviewQuality.ts';
import { shareSchema } from './records.ts';
import { z } from './zod.ts';

const share = shareSchema.nullable();
const agreement = z.object({
  n: z.int(),
  observed: z.number().nullable(),
  value: z.number().nullable().openapi({ description: '−1..1; null without units, or where chance agrees always.' }),
});

export const reviewQualitySchema: z.ZodType<ReviewQuality> = z
  .object({
    reviewers: z.array(
      z.object({
        actor: z.string(),
        reviewer: z.string().nullable(),
        decisions: z.int(),
        undone: z.int(),
        medianSeconds: z.number().nullable().openapi({ description: 'From claim to decision.' }),
        agreement: share.openapi({ description: 'Of the values that others checked: the share that they confirmed.' }),
      }),
    ),
    agreement: z
      .array(z.object({ field: z.enum(comparedFields), kappa: agreement, alpha: agreement }))
      .openapi({ description: "Second opinions: Cohen's κ. All opinions: Krippendorff's α, nominal." }),
    checks: z
      .array(
        z.object({
          level: z.enum(['second_opinion', 'final_check']),
          comments: z.int(),
          values: z.int(),
          errors: z.int(),
          errorRate: share,
          target: z.number(),
          verdict: z.enum(['met', 'missed', 'open']),
        }),
      )
      .openapi({
        description:
          'Values of first decisions that somebody else looked at, and that were found wrong and not upheld by a third. ' +
          '`met` or `missed` when the whole interval lies on one side of the target.',
      }),
    model: z
      .object({
        comments: z.int(),
        audited: z
          .int()
          .openapi({ description: 'Of the random audit sample, which alone says what the queue never shows.' }),
        sentiment: share.openapi({ description: 'The label is the same.' }),
        labels: z.array(z.object({ code: z.string(), precision: share, recall: share })),
        conflict: z.array(z.object({ threshold: z.number(), queued: share, precision: share, recall: share })),
      })
      .openapi({
        description:
          'What the machine had said when a comment was decided, against the decision. `queued` and `recall` of the conflict ' +
          'flag are of the audit sample; recall of labels is of all decided comments.',
      }),
  })
  .openapi('ReviewQuality');
