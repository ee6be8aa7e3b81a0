/** What the figures of `feedback/statistics` look like outside. */
import { limits } from '../../feedback/limits.ts';
import type { GroupKey } from '../../feedback/statistics/groups.ts';
import { plainGroups } from '../../feedback/statistics/groups.ts';
import { effortDirections } from '../../feedback/statistics/scores.ts';
import { custom } from '../validate.ts';
import { filterBody } from './filter.ts';
import { shareSchema } from './records.ts';
import { z } from './zod.ts';

const metadataGroup = /^metadata\.[^\p{Cs}\0]+$/u;

/** A parameter that says by what to group. */
export function groupParameter(...names: GroupKey[]) {
  const known: readonly string[] = names.length > 0 ? names : plainGroups;
  return z
    .string()
    .max('metadata.'.length + limits.metadataKeyUnits)
    .refine(
      (value) => known.includes(value) || metadataGroup.test(value),
      custom('unknown_value', `One of ${known.join(', ')}, metadata.<key>.`),
    )
    .transform((value) => value as GroupKey)
    .openapi({ type: 'string', description: `One of ${known.join(', ')}, or \`metadata.<key>\`.` });
}

/** A day, as it is written. */
export const daySchema = z
  .string()
  .refine(
    (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value,
    custom('invalid_format', 'Not a day like 2026-05-03.'),
  )
  .openapi({ type: 'string', format: 'date' });

/** Opens the comments of a figure, as parameters of `GET /v1/comments`. */
export const opensSchema = filterBody.openapi({
  description: 'The filter that opens the comments behind it, as parameters of `GET /v1/comments`.',
});

export const group = { key: z.string(), name: z.string(), filter: opensSchema.nullable() };

const npsSchema = z
  .object({
    value: z.number(),
    low: z.number(),
    high: z.number(),
    n: z.int(),
    promoters: z.int(),
    passives: z.int(),
    detractors: z.int(),
  })
  .openapi('Nps');

const scores = {
  n: z.int(),
  csat: shareSchema.nullable(),
  nps: npsSchema.nullable(),
  index: shareSchema.nullable().openapi({ description: 'Mean on ten points × 10.' }),
  grades: z.array(z.int()).openapi({ description: 'Ratings by grade, the best first.' }),
  grade: z.int().nullable().openapi({ description: 'Position of the grade of the mean in `gradeNames`.' }),
};

export const scoreRowSchema = z
  .union([
    z.object({ ...group, masked: z.literal(false), ...scores, imputed: z.int() }),
    z.object({ ...group, masked: z.literal(true) }).openapi({ description: 'Too few ratings to be shown.' }),
  ])
  .openapi('ScoreRow');

export const scoreTableSchema = z
  .object({
    minimumSample: z.int(),
    gradeNames: z.array(z.string()),
    total: scoreRowSchema,
    ces: z
      .object({
        value: z.number(),
        low: z.number(),
        high: z.number(),
        n: z.int(),
        dimension: z.string(),
        direction: z.enum(effortDirections),
      })
      .nullable()
      .openapi({ description: 'Mean on 1..7 of the sub-score that asks for effort.' }),
    ways: z
      .object({
        liftLow: z.object({ to: z.number(), ratings: z.int(), index: z.number() }),
        raiseHigh: z
          .object({
            from: z.number(),
            to: z.number(),
            ratings: z.int(),
            shareBefore: z.number(),
            shareAfter: z.number(),
          })
          .nullable(),
      })
      .nullable()
      .openapi({ description: 'Two ways to `goal`; null without one, and when it is reached.' }),
    items: z.array(scoreRowSchema),
    equallyWeighted: z.object({ value: z.number(), dimensions: z.int() }).nullable(),
  })
  .openapi('ScoreTable');

const npsRowSchema = z.object({ ...group, masked: z.boolean(), nps: npsSchema.nullable() });
export const npsTableSchema = z
  .object({ minimumSample: z.int(), total: npsRowSchema, items: z.array(npsRowSchema) })
  .openapi('NpsTable');

const sideSchema = z.object({
  filter: opensSchema.nullable(),
  n: z.int(),
  csat: shareSchema.nullable(),
  index: shareSchema.nullable(),
});
const tested = { p: z.number(), q: z.number() };

export const comparisonSchema = z
  .object({
    minimumSample: z.int(),
    level: z.number().openapi({ description: 'False-discovery rate at which `q` is to be read.' }),
    items: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        masked: z.boolean(),
        now: sideSchema.nullable(),
        before: sideSchema.nullable(),
        csat: z.object({ difference: z.number(), ...tested }).nullable(),
        ratings: z.object({ u: z.number(), z: z.number(), superiority: z.number(), ...tested }).nullable(),
      }),
    ),
  })
  .openapi('Comparison');
