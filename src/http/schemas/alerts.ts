import {
  type Alert,
  type AlertFinding,
  type AlertPreview,
  type AlertRule,
  alertKinds,
  alertStates,
  anomalyMeasures,
  labelPolarities,
  thresholdMeasures,
} from '../../feedback/alerts/rule.ts';
import { limits } from '../../feedback/limits.ts';
import { custom } from '../validate.ts';
import { line } from './common.ts';
import { code } from './filter.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const names = z.array(line(limits.nameUnits)).min(1).max(limits.filterValues);
const among = {
  channel: names.optional().openapi({ description: 'Only comments of these channels.' }),
  source: names.optional(),
};
const distinct = (values: readonly string[]) => new Set(values).size === values.length;
const word = line(limits.alertWordUnits).refine(
  (value) => value.trim() === value && value !== '',
  custom('invalid_format', 'A word has no blanks around it.'),
);
const labels = z
  .array(code)
  .min(1)
  .max(limits.filterValues)
  .openapi({ description: 'Taxonomy codes; an inner node stands for its whole subtree.' });
const polarity = z.enum(labelPolarities).default('negative').openapi({
  description: 'Of the issue under the label; a mixed one is negative and positive.',
});
const days = (fallback: number) => z.int().min(1).max(90).default(fallback);
const minComments = z.int().min(1).max(1_000_000).default(30);

const keyword = z
  .strictObject({
    kind: z.literal('keyword'),
    words: z
      .array(word)
      .min(1)
      .max(limits.alertWords)
      .refine(distinct, custom('duplicate_value', 'A word occurs twice.'))
      .openapi({
        description: 'One of them is enough. Not where the text denies it: 「没有投诉」. Latin words as a whole.',
      }),
    ...among,
  })
  .openapi('KeywordCondition');

const label = z.strictObject({ kind: z.literal('label'), labels, polarity, ...among }).openapi('LabelCondition');

const overdue = z
  .strictObject({ kind: z.literal('overdue'), department: names.optional(), ...among })
  .openapi('OverdueCondition');

const rise = z
  .strictObject({
    kind: z.literal('rise'),
    labels,
    polarity,
    by: z.enum(['share', 'count']).default('share'),
    days: days(7).openapi({ description: 'Of the period, which ends today, and of the one before it.' }),
    minComments: minComments.default(10).openapi({ description: 'With the label, in the period.' }),
    minRise: z.number().min(0).max(100).default(0.2).openapi({ description: '0.2: a fifth more than before.' }),
    level: z.number().gt(0).max(0.5).default(0.01).openapi({ description: 'The largest p-value that counts.' }),
    ...among,
  })
  .openapi('RiseCondition');

const threshold = z
  .strictObject({
    kind: z.literal('threshold'),
    measure: z.enum(thresholdMeasures),
    side: z.enum(['below', 'above']),
    value: z.number().openapi({ description: 'Shares in 0..1, NPS in −100..100.' }),
    days: days(7),
    minComments,
    ...among,
  })
  .superRefine(({ measure, value }, context) => {
    const [least, most] = measure === 'nps' ? [-100, 100] : [0, 1];
    if (value < least || value > most)
      context.addIssue({
        code: 'custom',
        path: ['value'],
        message: `This lies outside ${least}..${most}.`,
        params: { code: 'out_of_range', facts: { values: { minimum: least, maximum: most } } },
      });
  })
  .openapi('ThresholdCondition');

const anomaly = z
  .strictObject({
    kind: z.literal('anomaly'),
    measure: z.enum(anomalyMeasures),
    side: z.enum(['below', 'above', 'both']).default('both'),
    days: z.int().min(7).max(90).default(28).openapi({ description: 'Days before, that a day is compared with.' }),
    minComments: minComments.default(10).openapi({ description: 'A day.' }),
    z: z.number().min(2).max(100).default(3.5).openapi({ description: 'Robust deviations from the median.' }),
    ...among,
  })
  .openapi('AnomalyCondition');

export const conditionSchema = z
  .discriminatedUnion('kind', [keyword, label, overdue, rise, threshold, anomaly])
  .openapi('AlertCondition');

const ruleShape = {
  name: line(limits.nameUnits),
  condition: conditionSchema,
  department: line(limits.nameUnits).nullable().openapi({
    description: 'Whose business its alerts are; null: that of the issue behind them, if there is one.',
  }),
  assignee: line(limits.nameUnits).nullable(),
  enabled: z.boolean(),
};

export const alertRuleInputSchema = z
  .strictObject({
    ...ruleShape,
    department: ruleShape.department.default(null),
    assignee: ruleShape.assignee.default(null),
    enabled: ruleShape.enabled.default(true),
  })
  .openapi('AlertRuleInput');

export const alertRulePatchSchema = z
  .strictObject(ruleShape)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('AlertRulePatch');

export const alertRuleSchema = z
  .object({
    id: z.string(),
    ...ruleShape,
    createdAt: time,
    updatedAt: time,
    alerts: z.object({ open: z.int(), all: z.int(), lastRaisedAt: time.nullable() }),
  })
  .openapi('AlertRule') as unknown as z.ZodType<AlertRule>;

const findingSchema = z.looseObject({ kind: z.enum(alertKinds) }).openapi('AlertFinding', {
  description:
    'What made the rule fire. `keyword`: `words` with their spans. `label`: `code`, `path`, `sentiment`. `overdue`: `code`, ' +
    '`path`, `dueAt`. `rise`, `threshold`, `anomaly`: `measure`, `from`, `to`, `value`, `reference` (the period before, the ' +
    'threshold, the median of the days before), `n`, and `p` or `z`.',
}) as unknown as z.ZodType<AlertFinding>;

export const alertSchema: z.ZodType<Alert> = z
  .object({
    id: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    kind: z.enum(alertKinds),
    commentId: z.string().nullable(),
    issueId: z.string().nullable().openapi({ description: 'The issue behind it.' }),
    day: z.string().openapi({ format: 'date' }),
    found: findingSchema,
    state: z.enum(alertStates),
    department: z.string().nullable(),
    assignee: z.string().nullable(),
    note: z.string().nullable(),
    raisedAt: time,
    changedAt: time.nullable(),
    changedBy: z.string().nullable(),
  })
  .openapi('Alert');

const noteUnits = 2000;

export const alertPatchSchema = z
  .strictObject({
    state: z.enum(alertStates).optional(),
    department: line(limits.nameUnits).nullable().optional(),
    assignee: line(limits.nameUnits).nullable().optional(),
    note: line(noteUnits).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, custom('missing_field', 'There is nothing to change.'))
  .openapi('AlertPatch');

export const alertCountsSchema = z
  .object({ open: z.int(), acknowledged: z.int(), resolved: z.int() })
  .openapi('AlertCounts');

export const previewRequestSchema = z
  .strictObject({ condition: conditionSchema, days: z.int().min(1).max(90).default(30) })
  .openapi('AlertPreviewRequest');

export const previewSchema: z.ZodType<AlertPreview> = z
  .object({
    days: z.int(),
    alerts: z.int().openapi({ description: 'That it would have raised.' }),
    examined: z.int().openapi({ description: 'Comments, or days.' }),
    complete: z.boolean().openapi({
      description: `false: a preview of words reads the newest ${limits.alertPreviewComments} comments, and there were more.`,
    }),
    examples: z.array(z.object({ day: z.string(), commentId: z.string().nullable(), found: findingSchema })),
  })
  .openapi('AlertPreview');

export const emailSchema = z.object({ subject: z.string(), body: z.string() }).openapi('AlertEmail');
