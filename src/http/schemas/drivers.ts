import { kanoClasses, quadrants } from '../../feedback/statistics/drivers.ts';
import { shareSchema } from './records.ts';
import { group, opensSchema } from './statistics.ts';
import { z } from './zod.ts';

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() }).openapi('Estimate');
const leaf = { code: z.string(), name: z.string(), filter: opensSchema.nullable() };

export const normalisedSchema = z
  .object({
    fewestRatings: z.int(),
    channels: z.array(
      z.object({
        channel: z.string(),
        filter: opensSchema.nullable(),
        masked: z.boolean(),
        scale: z
          .object({
            n: z.int(),
            mean: z.number(),
            deviation: z.number(),
            median: z.number(),
            robustDeviation: z.number().openapi({ description: 'Median absolute deviation × 1.4826.' }),
            refused: z.enum(['too_few', 'no_spread']).nullable(),
          })
          .nullable()
          .openapi({ description: 'How the channel rates, on ten points.' }),
      }),
    ),
    items: z.array(
      z.object({
        ...group,
        masked: z.boolean(),
        raw: shareSchema.nullable().openapi({ description: 'Mean on ten points.' }),
        index: shareSchema.nullable().openapi({ description: '(raw − mean) / SD × 100 + 500 of each channel.' }),
        robustIndex: shareSchema.nullable().openapi({ description: 'The same by median and MAD.' }),
      }),
    ),
  })
  .openapi('NormalisedTable');

export const heatmapSchema = z
  .object({
    minimumSample: z.int(),
    rows: z.array(z.object({ key: z.string(), name: z.string() })),
    columns: z.array(z.string()),
    cells: z.array(
      z.object({
        row: z.string(),
        column: z.string(),
        filter: opensSchema.nullable(),
        negativeFilter: opensSchema.nullable(),
        positiveFilter: opensSchema.nullable(),
        masked: z.boolean(),
        comments: z.int().nullable(),
        negative: shareSchema.nullable(),
        positive: shareSchema.nullable(),
        index: z.number().nullable(),
      }),
    ),
  })
  .openapi('Heatmap');

export const driversSchema = z
  .object({
    n: z.int().nullable().openapi({ description: 'Rated comments; null when there are too few.' }),
    baseline: z.number().nullable().openapi({ description: 'Rating of a comment that names no leaf, on ten points.' }),
    explained: z.number().nullable().openapi({ description: 'R².' }),
    fewestMentions: z.int(),
    kanoInferred: z.literal(true),
    items: z.array(
      z.object({
        ...leaf,
        negative: z.int(),
        negativeFilter: opensSchema.nullable(),
        positive: z.int(),
        positiveFilter: opensSchema.nullable(),
        penalty: estimate,
        reward: estimate,
        impact: estimate,
        satisfaction: shareSchema,
        kano: z.enum(kanoClasses).openapi({ description: 'Inferred from texts and ratings.' }),
        lift: estimate.openapi({ description: 'Index points gained when nobody complains about it any more.' }),
      }),
    ),
  })
  .openapi('DriverTable');

export const quadrantSchema = z
  .object({
    lines: z.object({ importance: z.number(), satisfaction: z.number() }),
    items: z.array(
      z.object({
        ...leaf,
        importance: estimate,
        satisfaction: estimate,
        quadrant: z.enum(quadrants),
        unsure: z.boolean().openapi({ description: 'Its intervals cross a line.' }),
      }),
    ),
  })
  .openapi('QuadrantTable', { description: 'Both scales are 0..100.' });

export const prioritiesSchema = z
  .object({
    roiThreshold: z.number(),
    valuePerPoint: z.number(),
    items: z.array(z.object({ ...leaf, lift: estimate, effort: z.number(), roi: estimate, worthwhile: z.boolean() })),
  })
  .openapi('PriorityTable');
