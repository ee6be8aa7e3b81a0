import { representations } from '../../feedback/statistics/benchmark.ts';
import { churnReasons, customerGroups, lifeStages } from '../../feedback/statistics/segments.ts';
import { keywordSchema } from './keywords.ts';
import { shareSchema } from './records.ts';
import { opensSchema } from './statistics.ts';
import { z } from './zod.ts';

const customers = {
  masked: z.boolean(),
  customers: z.int(),
  filter: opensSchema.nullable(),
  named: z.int().openapi({ description: 'Customers whose comments the filter opens.' }),
};

export const segmentsSchema = z
  .object({
    minimumSample: z.int(),
    withoutAmounts: z.boolean(),
    customers: z.int().nullable().openapi({ description: 'null where the total would give a small group away.' }),
    segments: z.array(
      z.object({
        group: z.enum(customerGroups),
        recent: z.boolean(),
        frequent: z.boolean(),
        spending: z.boolean(),
        ...customers,
        comments: z.int(),
        csat: shareSchema.nullable(),
        index: z.number().nullable(),
        value: z.number().nullable().openapi({ description: 'Weighted by the settings, 0..1.' }),
      }),
    ),
    lifeCycle: z.array(z.object({ stage: z.enum(lifeStages), ...customers })),
  })
  .openapi('SegmentTable');

export const churnSchema = z
  .object({
    candidates: z.int(),
    filter: opensSchema.nullable(),
    named: z.int().openapi({ description: 'Customers whose comments the filter opens: the first of the list.' }),
    items: z.array(
      z.object({
        author: z.string(),
        reasons: z.array(z.enum(churnReasons)),
        comments: z.int(),
        lastDay: z.string(),
        filter: opensSchema,
      }),
    ),
  })
  .openapi('ChurnTable');

export const journeySchema = z
  .object({
    minimumSample: z.int(),
    inferredStages: z.boolean(),
    comments: z.int(),
    stages: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        labels: z.array(z.string()),
        filter: opensSchema.nullable(),
        masked: z.boolean(),
        comments: z.int(),
        praised: z.int(),
        praisedFilter: opensSchema.nullable(),
        blamed: z.int(),
        blamedFilter: opensSchema.nullable(),
        satisfaction: shareSchema.nullable(),
        unharmed: shareSchema.nullable().openapi({ description: 'Without a complaint up to and including the stage.' }),
        unharmedFilter: opensSchema.nullable(),
      }),
    ),
    links: z
      .array(z.object({ source: z.string(), target: z.string(), comments: z.int(), filter: opensSchema.nullable() }))
      .openapi({
        description:
          'Of a Sankey diagram, between ids of stages and `end:satisfied`, `end:neutral`, `end:dissatisfied`.',
      }),
  })
  .openapi('JourneyTable');

export const reliabilitySchema = z
  .object({
    minimumSample: z.int(),
    items: z.array(
      z.object({
        source: z.string(),
        filter: opensSchema.nullable(),
        dimensions: z.array(z.string()),
        reliability: z
          .object({
            alpha: z.number().nullable(),
            low: z.number().nullable(),
            high: z.number().nullable(),
            n: z.int(),
            items: z.array(
              z.object({ name: z.string(), alphaWithout: z.number().nullable(), itemTotal: z.number().nullable() }),
            ),
          })
          .nullable(),
      }),
    ),
  })
  .openapi('ReliabilityTable');

export const sampleSizeSchema = z
  .object({ z: z.number(), unlimited: z.number(), n: z.int() })
  .openapi('SampleSize', { description: '`unlimited`: for a population without end, before rounding.' });

export const benchmarkSchema = z
  .object({
    minimumSample: z.int(),
    comments: z.object({ own: z.int().nullable(), other: z.int().nullable() }),
    leaves: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        filter: opensSchema.nullable(),
        otherFilter: opensSchema.nullable(),
        own: z.int(),
        other: z.int(),
        ownShare: z.number(),
        otherShare: z.number(),
        z: z.number(),
        q: z.number(),
        represented: z.enum(representations),
        blindSpot: z.boolean(),
      }),
    ),
    words: z.array(keywordSchema),
    radar: z.array(z.object({ measure: z.string(), own: shareSchema.nullable(), other: shareSchema.nullable() })),
  })
  .openapi('Benchmark');
