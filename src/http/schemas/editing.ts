import { sentimentLabels } from '../../feedback/analysis.ts';
import { editionKinds } from '../../feedback/edition.ts';
import { limits } from '../../feedback/limits.ts';
import { line } from './common.ts';
import { jobSchema } from './records.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const noteUnits = 500;

export const versionSchema = z
  .object({
    version: z.int().openapi({ description: '0 is what ships with the service.' }),
    key: z.string().openapi({ description: 'Of its content, as analyses carry it in `versions`.' }),
    state: z.enum(['active', 'retired']),
    note: z.string().nullable(),
    createdAt: time.nullable(),
    createdBy: z.string().nullable(),
  })
  .openapi('PublishedVersion');

export const previewOrderSchema = z
  .strictObject({
    comments: z.int().min(1).max(limits.previewComments).default(1000).openapi({
      description: 'So many of the latest comments are read both ways.',
    }),
  })
  .openapi('PreviewOrder');

const backfill = z.boolean().default(true).openapi({
  description: 'Read all comments again: a job. Without it the version counts for comments to come.',
});

export const publishSchema = z
  .strictObject({ note: line(noteUnits).optional().openapi({ description: 'What is new.' }), backfill })
  .openapi('PublishOrder');

export const rollbackSchema = z
  .strictObject({ version: z.int().min(0).openapi({ description: '0: what ships with the service.' }), backfill })
  .openapi('RollbackOrder');

export const putInForceSchema = z
  .object({
    version: z.int(),
    key: z.string(),
    job: jobSchema.nullable().openapi({ description: 'Reads all comments again.' }),
  })
  .openapi('PutInForce');

const label = z.enum(sentimentLabels);
const side = z.object({
  comments: z.int(),
  samples: z.array(z.string()).openapi({ description: 'Ids, five at most.' }),
});

/** The result of a job of the kind `preview`. */
export const previewSchema = z
  .object({
    kind: z.enum(editionKinds),
    comments: z.int().openapi({ description: 'Read with what is in force and with the draft, by the machine alone.' }),
    changed: z.int().openapi({ description: 'Of them: with other leaves, or another label.' }),
    covered: z.object({ before: z.int(), after: z.int() }),
    leaves: z
      .array(z.object({ code: z.string(), gained: side, lost: side, kept: z.int() }))
      .openapi({ description: 'Those that win or lose a comment, most first.' }),
    labels: z.array(z.object({ from: label, to: label, comments: z.int() })),
    scores: z.object({
      changed: z.int(),
      examples: z.array(
        z.object({
          commentId: z.string(),
          from: label,
          to: label,
          scoreBefore: z.number(),
          scoreAfter: z.number(),
        }),
      ),
    }),
  })
  .openapi('Preview');
