import { limits } from '../../feedback/limits.ts';
import { qualityFlags, respondentKinds } from '../../feedback/statistics/quality/flags.ts';
import { accepted, found, json, ok } from '../answers.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { line } from '../schemas/common.ts';
import { filterQuery } from '../schemas/filter.ts';
import { jobSchema, shareSchema } from '../schemas/records.ts';
import { opensSchema, scoreRowSchema } from '../schemas/statistics.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Data quality';
const time = z.string().openapi({ format: 'date-time' });

const qualitySchema = z
  .object({
    scan: z
      .object({
        id: z.string(),
        endedAt: time,
        comments: z.int(),
        flagged: z.partialRecord(z.enum(qualityFlags), z.int()),
        excluded: z.array(z.enum(qualityFlags)),
        imputed: z.int().openapi({ description: 'Missing sub-scores that were filled in.' }),
      })
      .nullable()
      .openapi({ description: 'The scan that counts; null before the first.' }),
    unscanned: z.int().openapi({ description: 'Comments that came after it.' }),
    comments: z.int(),
    flags: z.array(
      z.object({
        flag: z.enum(qualityFlags),
        excluded: z.boolean().openapi({ description: '`quality=without` leaves it out.' }),
        comments: z.int(),
        share: shareSchema.nullable(),
        filter: opensSchema,
      }),
    ),
    with: scoreRowSchema,
    without: scoreRowSchema,
  })
  .openapi('QualityTable');

const respondent = z.strictObject({ kind: z.enum(respondentKinds), value: line(limits.metadataValueUnits) });

export const qualityRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/stats/quality',
    scope: 'read',
    tag,
    summary: 'What may be unfit for statistics, and the scores with and without it',
    description: 'Flags are those of the last scan (`POST /v1/quality/scans`). Nothing is deleted.',
    request: { query: filterQuery({}) },
    responses: { 200: json('The flags and the scores.', qualitySchema) },
    handler: async ({ services, scope, query }) => ok(await services.statistics.quality(scope, query)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/quality/scans',
    scope: 'analyse',
    tag,
    summary: 'Scans the data quality of all comments',
    description:
      'Outliers (1.5 interquartile ranges), straight lines (20 equal scores in a row), repeated texts, answers with more ' +
      'than 30 % of their sub-scores missing, speeders, sub-scores that contradict the overall score; fills in what is ' +
      'missing elsewhere. Its findings take the place of those of the scan before.',
    idempotent: true,
    responses: { 202: json('The job.', jobSchema) },
    handler: (context) =>
      once(context, null, async () => accepted(await context.services.jobs.startQualityScan(context.scope))),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/quality/blocked',
    scope: 'read',
    tag,
    summary: 'Authors and devices whose answers do not count, the latest thousand',
    responses: {
      200: json(
        'The blocked respondents.',
        z.object({
          items: z.array(
            z
              .object({
                kind: z.enum(respondentKinds),
                value: z.string(),
                since: time,
                liftedAt: time
                  .nullable()
                  .openapi({ description: 'Let in again, and never blocked by a scan after that.' }),
              })
              .openapi('BlockedRespondent'),
          ),
        }),
      ),
    },
    handler: async ({ services, scope }) => ok({ items: await services.quality.blocked(scope) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/quality/blocked/lift',
    scope: 'admin',
    tag,
    summary: 'Lets a blocked respondent in again',
    request: { body: { json: { schema: respondent, maxBytes: 16 * 1024 } } },
    responses: { 204: { description: 'The answers count again.' } },
    async handler({ services, scope, body }) {
      found(await services.quality.lift(scope, body.kind, body.value));
      return { status: 204 };
    },
  }),
];
