import { limits } from '../../feedback/limits.ts';
import { eventKinds } from '../../feedback/statistics/events.ts';
import { qualityFlags } from '../../feedback/statistics/quality/flags.ts';
import { effortDirections } from '../../feedback/statistics/scores.ts';
import { defaultStatisticsSettings } from '../../feedback/statistics/settings.ts';
import { targetMeasures, targetStates } from '../../feedback/statistics/targets.ts';
import { custom } from '../validate.ts';
import { line } from './common.ts';
import { filterBody } from './filter.ts';
import { shareSchema } from './records.ts';
import { daySchema, opensSchema } from './statistics.ts';
import { z } from './zod.ts';

const name = line(limits.nameUnits);
const metadataKey = line(limits.metadataKeyUnits);
const code = z
  .string()
  .refine((value) => /^[a-z0-9_.]{1,200}$/.test(value), custom('invalid_format', 'Not a taxonomy code.'));
const weight = z.number().min(0).max(100);
const days = z.int().min(1).max(3650);

export const statisticsSettingsSchema = z
  .strictObject({
    minimumSample: z.int().min(1).max(1000).openapi({ description: 'Figures of fewer are masked; 1: none is.' }),
    effort: z
      .strictObject({ dimension: name, direction: z.enum(effortDirections) })
      .nullable()
      .openapi({
        description: 'The sub-score that asks for effort, and the easy end of its scale.',
      }),
    dimensions: z.array(name).max(limits.ratingsKeys).openapi({
      description: 'Sub-scores that an answer should have; empty: those that half of the answers of its source have.',
    }),
    keys: z
      .strictObject({ outlet: metadataKey, device: metadataKey, duration: metadataKey, amount: metadataKey })
      .openapi({ description: 'Keys of the metadata. `duration` is in seconds.' }),
    excludedFlags: z.array(z.enum(qualityFlags)).max(qualityFlags.length).openapi({
      description: 'What `quality=without` leaves out, from the next scan on.',
    }),
    stages: z
      .array(z.strictObject({ id: name, name, labels: z.array(code).min(1).max(limits.filterValues) }))
      .max(limits.journeyStages)
      .refine(
        (stages) => new Set(stages.map(({ id }) => id)).size === stages.length,
        custom('duplicate_value', 'Two stages have the same id.'),
      ),
    weights: z
      .strictObject({ recency: weight, frequency: weight, amount: weight, satisfaction: weight })
      .refine(
        (weights) => Object.values(weights).some((value) => value > 0),
        custom('out_of_range', 'At least one weight is above 0.'),
      ),
    lifeCycle: z
      .strictObject({ new: days, silent: days, lost: days })
      .refine(
        ({ silent, lost }) => silent < lost,
        custom('out_of_range', 'Who is lost has been silent for longer than who is silent.'),
      ),
    efforts: z.record(code, z.number().min(0.01).max(1e6)).openapi({
      description: 'What it costs to improve a leaf, in any unit; 1 where nothing is said.',
    }),
    roiThreshold: z.number().min(0).max(1e6).default(defaultStatisticsSettings.roiThreshold).openapi({
      description: 'What an improvement must give for its effort to be worthwhile.',
    }),
    valuePerPoint: z.number().min(0).max(1e9).openapi({
      description: 'What a point of the index (0..100) is worth, in the same unit.',
    }),
  })
  .openapi('StatisticsSettings');

const backwards = custom('out_of_range', 'It ends before it begins.', { reason: 'ends_before_begins' });

export const eventInputSchema = z
  .strictObject({
    name,
    kind: z.enum(eventKinds).default('other'),
    from: daySchema,
    to: daySchema,
    channel: name.nullable().default(null),
    outlet: name.nullable().default(null),
    note: line(2000).nullable().default(null),
  })
  .refine(({ from, to }) => from <= to, { ...backwards, path: ['to'] })
  .openapi('BusinessEventInput');

const document = {
  id: z.string(),
  createdAt: z.string().openapi({ format: 'date-time' }),
  updatedAt: z.string().openapi({ format: 'date-time' }),
};

export const eventSchema = z
  .object({
    ...document,
    name: z.string(),
    kind: z.enum(eventKinds),
    from: z.string(),
    to: z.string(),
    channel: z.string().nullable(),
    outlet: z.string().nullable(),
    note: z.string().nullable(),
  })
  .openapi('BusinessEvent');

const goals: Record<(typeof targetMeasures)[number], [number, number]> = {
  csat: [0, 1],
  negative_share: [0, 1],
  nps: [-100, 100],
  index: [0, 100],
  ces: [1, 7],
};

export const targetInputSchema = z
  .strictObject({
    name,
    measure: z.enum(targetMeasures),
    goal: z.number().min(-100).max(100).openapi({
      description: '`csat`, `negative_share`: 0..1; `nps`: −100..100; `index`: 0..100; `ces`: 1..7.',
    }),
    from: daySchema,
    deadline: daySchema,
    filters: filterBody.default({}),
  })
  .refine(({ from, deadline }) => from <= deadline, { ...backwards, path: ['deadline'] })
  .refine(({ measure, goal }) => goal >= goals[measure][0] && goal <= goals[measure][1], {
    ...custom('out_of_range', 'The measure cannot have this value.'),
    path: ['goal'],
  })
  .openapi('TargetInput');

export const targetSchema = z
  .object({
    ...document,
    name: z.string(),
    measure: z.enum(targetMeasures),
    goal: z.number(),
    from: z.string(),
    deadline: z.string(),
    filters: filterBody,
    status: z.object({
      state: z.enum(targetStates),
      value: shareSchema.nullable(),
      gap: z.number().nullable(),
      daysLeft: z.int(),
      filter: opensSchema,
    }),
  })
  .openapi('Target');
