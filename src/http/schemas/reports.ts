import { limits } from '../../feedback/limits.ts';
import { columnFormats, reportLanguages, reportSheets, sectionIds, tones } from '../../feedback/report/document.ts';
import { namedPeriods, reportCadences } from '../../feedback/report/order.ts';
import { daysBetween } from '../../feedback/statistics/groups.ts';
import { custom } from '../validate.ts';
import { idParams, line, problemFacts } from './common.ts';
import { filterBody } from './filter.ts';
import { shareSchema } from './records.ts';
import { daySchema } from './statistics.ts';
import { z } from './zod.ts';

const time = z.string().openapi({ format: 'date-time' });
const language = z.enum(reportLanguages);
const title = line(limits.nameUnits);

/** The period says which days; the filters say which comments of them. */
const filters = filterBody
  .refine(
    (filter) => filter.from === undefined && filter.to === undefined,
    custom('out_of_range', 'The days are those of the period.'),
  )
  .openapi({ description: 'Which comments of the period; all when absent. Without `from` and `to`.' });

const period = z.strictObject({ from: daySchema, to: daySchema });
const asked = z.union([
  z.enum(namedPeriods).openapi({ description: 'The last whole week (from Monday), month or quarter, in UTC.' }),
  period
    .refine(
      ({ from, to }) => from <= to,
      custom('out_of_range', '`to` lies before `from`.', { reason: 'ends_before_begins' }),
    )
    .refine(
      ({ from, to }) => daysBetween(from, to) < limits.reportDays,
      custom('out_of_range', `At most ${limits.reportDays} days.`),
    )
    .openapi({ description: 'Days in UTC, both inclusive.' }),
]);

export const reportOrderSchema = z
  .strictObject({
    title: title.optional().openapi({ description: 'Named by its period when absent.' }),
    period: asked,
    filters: filters.default({}),
    language: language.default('zh-CN'),
    compareWith: idParams.shape.id.optional().openapi({ description: 'Id of an earlier report that has succeeded.' }),
  })
  .openapi('ReportOrder');

export const reportStartSchema = z
  .object({
    id: z.string().openapi({ description: 'Of the report.' }),
    jobId: z.string().openapi({ description: 'Of the job that makes it: progress, events, cancelling.' }),
  })
  .openapi('ReportStart');

export const reportScheduleInputSchema = z
  .strictObject({
    name: title,
    cadence: z.enum(reportCadences).openapi({
      description:
        'Made at midnight UTC when the period is over: on Mondays, on the first of the month, of the quarter.',
    }),
    language: language.default('zh-CN'),
    filters: filters.default({}),
  })
  .openapi('ReportScheduleInput');

export const reportScheduleSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    cadence: z.enum(reportCadences),
    language,
    filters: z.record(z.string(), z.unknown()),
    nextRunAt: time,
    lastReportId: z.string().nullable(),
    createdAt: time,
  })
  .openapi('ReportSchedule');

export const reportHeadSchema = z
  .object({
    id: z.string(),
    jobId: z.string(),
    scheduleId: z.string().nullable().openapi({ description: 'Of the schedule that it was made by.' }),
    status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    title: z.string().nullable().openapi({ description: 'null: named by its period.' }),
    period,
    before: period.openapi({ description: 'What it is compared with.' }),
    filters: z.record(z.string(), z.unknown()),
    language,
    compareWith: z.string().nullable().openapi({ description: 'The report that it is compared with.' }),
    comments: z.int().nullable().openapi({ description: 'How many it is about; null until it has succeeded.' }),
    problem: z
      .object({ code: z.string(), detail: z.string(), ...problemFacts })
      .nullable()
      .openapi({ description: 'Why it failed.' }),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .openapi('ReportHead');

const cell = z.union([z.string(), z.number(), z.null()]);
const places = z.array(z.int()).openapi({ description: 'Places in `quotes` of the document.' });
const block = z
  .union([
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('heading'), text: z.string() }),
    z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
    z.object({
      kind: z.literal('table'),
      title: z.string(),
      columns: z.array(z.object({ name: z.string(), format: z.enum(columnFormats) })),
      rows: z.array(z.array(cell)).openapi({ description: 'null: too few comments to be shown.' }),
      sheet: z.enum(reportSheets).optional(),
    }),
    z.object({
      kind: z.literal('chart'),
      type: z.enum(['bar', 'stacked', 'line']),
      title: z.string(),
      description: z.string(),
      categories: z.array(z.string()),
      series: z.array(z.object({ name: z.string(), tone: z.enum(tones), values: z.array(z.number().nullable()) })),
      format: z.enum(['count', 'percent', 'decimal']),
    }),
    z.object({
      kind: z.literal('quotes'),
      title: z.string(),
      tone: z.enum(['negative', 'positive']),
      quotes: places,
    }),
    z.object({
      kind: z.literal('steps'),
      steps: z.array(z.object({ title: z.string(), text: z.string(), quotes: places })),
    }),
  ])
  .openapi('ReportBlock');

const groupShape = {
  code: z.string(),
  name: z.string(),
  comments: z.int(),
  negative: z.int(),
  positive: z.int(),
};

export const reportDocumentSchema = z
  .object({
    format: z.literal(1),
    title: z.string(),
    language,
    period,
    before: period,
    filters: z.record(z.string(), z.unknown()),
    madeAt: time,
    figures: z.object({
      comments: z.int(),
      analysed: z.int(),
      negative: z.int(),
      csat: shareSchema.nullable(),
      index: z.number().nullable(),
      dimensions: z.array(z.object(groupShape)),
      problems: z.array(z.object({ ...groupShape, severity: z.number() })),
    }),
    sections: z.array(z.object({ id: z.enum(sectionIds), title: z.string(), blocks: z.array(block) })),
    quotes: z.array(
      z.object({
        commentId: z.string(),
        text: z.string().nullable().openapi({ description: 'null once the comment has been erased.' }),
        day: z.string(),
        channel: z.string().nullable(),
        rating: z.string().nullable().openapi({ description: 'As given, with the end of its scale: `2/5`.' }),
      }),
    ),
  })
  .openapi('ReportDocument');

export const reportSchema = reportHeadSchema
  .extend({ document: reportDocumentSchema.nullable().openapi({ description: 'null until it has succeeded.' }) })
  .openapi('Report');
