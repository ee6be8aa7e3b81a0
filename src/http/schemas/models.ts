import { sentimentLabels } from '../../feedback/analysis.ts';
import { jobSchema } from './records.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const label = z.enum(sentimentLabels);

export const trainSchema = z
  .strictObject({
    ratings: z
      .boolean()
      .default(true)
      .openapi({
        description:
          'Ratings of undecided comments teach too, as weak labels, where there are enough; none has a say in how its own ' +
          'comment is read. false: for ratings that do not say what customers think.',
      }),
    promote: z.boolean().default(true).openapi({
      description: 'Put the model in force if it is not worse on the gold comments; false: a person decides.',
    }),
  })
  .openapi('TrainOrder');

const goldSchema = z.object({
  n: z.int().openapi({ description: 'Gold comments: one decided comment in five, which never trains.' }),
  right: z.int(),
  accuracy: z.number().nullable(),
});

const goldConflictsSchema = z.object({
  n: z.int().openapi({ description: 'Gold comments with a rating and a decided conflict.' }),
  conflicts: z.int(),
  flagged: z.int(),
  hits: z.int().openapi({ description: 'Flagged ones that are conflicts.' }),
  loss: z.number().nullable().openapi({ description: 'Mean of −ln P(decision).' }),
});

export const modelSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    jobId: z.string(),
    state: z.enum(['active', 'retired', 'challenger']),
    createdAt: time,
    promotedAt: time.nullable(),
    examples: z.int().openapi({ description: 'Decided comments that it was fitted to.' }),
    texts: z.int().openapi({ description: 'Undecided comments that it has read.' }),
    ratings: z.boolean(),
    strength: z.number().openapi({
      description: 'How far the examples may move the shipped weights, by cross-validation: 0 not at all.',
    }),
    tried: z.array(z.object({ strength: z.number(), loss: z.number() })),
    base: z.number().openapi({ description: 'Log-odds added to every text of the workspace’s own kind.' }),
    shipped: z.string().openapi({ description: 'The shipped sentiment model that it sits on.' }),
    gold: z.object({ champion: goldSchema, challenger: goldSchema, championVersion: z.int().nullable() }),
    leaves: z
      .object({
        examples: z.int().openapi({ description: 'Decided leaves of comments that it was fitted to.' }),
        corrected: z.array(z.string()).openapi({ description: 'Codes of the leaves that it corrects.' }),
        gold: z.object({ champion: goldSchema, challenger: goldSchema }),
      })
      .nullable()
      .openapi({ description: 'What rejected, confirmed and added leaves have taught; null in models of before.' }),
    conflicts: z
      .object({
        examples: z.int().openapi({ description: 'Rated comments with a decided conflict that it was fitted to.' }),
        strength: z.number().openapi({ description: 'How far the prior of the shipped odds gave way; 0 not at all.' }),
        tried: z.array(z.object({ strength: z.number(), loss: z.number() })),
        kept: z.boolean().openapi({
          description:
            'Whether what was fitted came through on the gold comments; if not, what was in force before stays.',
        }),
        correction: z
          .object({ base: z.number(), disagreement: z.number(), strength: z.number(), side: z.number() })
          .nullable()
          .openapi({ description: 'What is added to the shipped coefficients of the log-odds; null: nothing.' }),
        gold: z.object({ champion: goldConflictsSchema, challenger: goldConflictsSchema }),
      })
      .nullable()
      .openapi({
        description:
          'What decisions about conflicts have taught about their odds; `gold` counts what the default threshold ' +
          'flags. null in models of before.',
      }),
    changes: z.object({ comments: z.int(), changed: z.int() }),
  })
  .openapi('Model');

export const modelChangesSchema = z
  .object({
    comments: z.int().openapi({ description: 'Comments that were read with both models.' }),
    changed: z.int().openapi({ description: 'How many of them get another label.' }),
    moves: z.array(z.object({ from: label, to: label, comments: z.int() })),
    examples: z.array(
      z.object({
        commentId: z.string(),
        text: z.string().openapi({ description: 'Its beginning.' }),
        from: label,
        to: label,
        scoreBefore: z.number(),
        scoreAfter: z.number(),
      }),
    ),
    conflicts: z
      .object({
        rated: z.int().openapi({ description: 'Comments with a rating among those that were read.' }),
        flagged: z.object({ before: z.int(), after: z.int() }),
        examples: z.array(
          z.object({
            commentId: z.string(),
            text: z.string().openapi({ description: 'Its beginning.' }),
            flagged: z.boolean().openapi({ description: 'Whether it would be flagged now.' }),
            scoreBefore: z.number(),
            scoreAfter: z.number(),
          }),
        ),
      })
      .nullable()
      .openapi({ description: 'Flags of conflicts at the default threshold; null in models of before.' }),
  })
  .openapi('ModelChanges');

export const trainingPlanSchema = z
  .object({
    after: z.int().openapi({ description: '`trainAfter` of the workspace; 0: no number of decisions starts one.' }),
    restHours: z.int(),
    everyDays: z.int(),
    decisions: z.int().openapi({ description: 'Made since the latest training was asked for.' }),
    latestAt: time.nullable(),
    jobId: z.string().nullable().openapi({ description: 'The training that waits or runs.' }),
  })
  .openapi('TrainingPlan');

export const modelsSchema = z
  .object({
    items: z.array(modelSchema),
    nextCursor: z.string().nullable(),
    training: trainingPlanSchema,
  })
  .openapi('Models');

export const reanalyseSchema = z
  .strictObject({
    reanalyse: z
      .boolean()
      .optional()
      .openapi({
        description:
          'Start a job that reads all comments again with what is in force then; decided values stay. Absent: as ' +
          '`reanalyseAfterPromotion` of the workspace says.',
      }),
  })
  .openapi('PutInForce');

export const activeModelSchema = z
  .object({
    active: z.string().nullable().openapi({ description: 'null: the shipped models alone.' }),
    reanalysis: jobSchema.nullable().openapi({
      description: 'The job that reads the comments again; null: they keep their analyses until `POST /v1/reanalyses`.',
    }),
  })
  .openapi('ActiveModel');
