/** What people decided about a comment, as it is read beside the analysis. */
import { conflictTypes } from '../../feedback/analysis.ts';
import type { CommentReview } from '../../feedback/read.ts';
import { issueSchema, sentimentSchema } from './analysis.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
export const who = { actor: z.string(), reviewer: z.string().nullable() };
const decidedBy = { ...who, decisionId: z.string(), decidedAt: time, note: z.string().nullable() };
export const decidedConflict = z.object({ flagged: z.boolean(), type: z.enum(conflictTypes).nullable() });

function reviewed<T extends z.ZodType>(value: T) {
  return z.object({ human: value, machine: value.nullable(), ...decidedBy }).optional();
}

export const commentReviewSchema: z.ZodType<CommentReview> = z
  .object({
    sentiment: reviewed(sentimentSchema),
    ratingValid: reviewed(z.boolean()),
    conflict: reviewed(decidedConflict),
    issues: z
      .object({
        human: z.array(issueSchema),
        machine: z.array(issueSchema).nullable(),
        ...decidedBy,
        complete: z.boolean(),
        codes: z.array(z.string()),
      })
      .optional()
      .openapi({ description: 'The leaves in `codes` are decided; with `complete` all are.' }),
  })
  .openapi('CommentReview', {
    description:
      'What people decided: their value, which `analysis` has too, beside the machine’s of now. Undecided fields are absent.',
  });
