import { pipeline } from 'node:stream/promises';
import { AppError, type Problem } from '../../errors.ts';
import type { ImportOptions } from '../../feedback/importing.ts';
import { limits } from '../../feedback/limits.ts';
import { accepted, found, json, ok, startDownload } from '../answers.ts';
import { once } from '../idempotency.ts';
import { parseJson } from '../json/decode.ts';
import { invalid } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { idParams, line, problemFacts } from '../schemas/common.ts';
import { jobSchema } from '../schemas/records.ts';
import { z } from '../schemas/zod.ts';
import { discardUpload, hashFile, receiveUpload, type Upload } from '../upload.ts';
import { custom, validate } from '../validate.ts';

const tag = 'Files';
const fieldPattern =
  /^(?:|externalId|source|text|rating|channel|language|author|occurredAt|(?:metadata|ratings)\.[^\0]{1,64})$/;

const optionsSchema = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false'),
  columns: z
    .record(
      z.string(),
      z.string().refine((field) => fieldPattern.test(field), custom('unknown_value', 'There is no such field.')),
    )
    .optional(),
  defaults: z
    .strictObject({
      source: line(limits.nameUnits).optional(),
      channel: line(limits.nameUnits).optional(),
      language: line(limits.nameUnits).optional(),
      ratingScale: z.strictObject({ min: z.number(), max: z.number() }).optional(),
    })
    .optional(),
});

const formSchema = z
  .object({
    file: z.string().openapi({ format: 'binary', description: 'CSV, XLSX or NDJSON.' }),
    dryRun: z.enum(['true', 'false']).optional().openapi({ description: 'Read and report, store nothing.' }),
    columns: z.string().optional().openapi({
      description: 'JSON: header → field of a comment, `metadata.<key>`, `ratings.<name>`, or "" to leave it out.',
    }),
    defaults: z.string().optional().openapi({
      description: 'JSON: `source`, `channel`, `language`, `ratingScale` for rows without them.',
    }),
  })
  .openapi('ImportForm');

const previewFormSchema = z
  .object({ file: z.string().openapi({ format: 'binary', description: 'CSV, XLSX or NDJSON.' }) })
  .openapi('ImportPreviewForm');

const previewSchema = z
  .object({
    format: z.enum(['csv', 'xlsx', 'ndjson']),
    encoding: z.string(),
    headers: z.array(z.string()),
    columns: z
      .record(z.string(), z.string())
      .openapi({ description: 'Header → field by its name. Send what you change as `columns` of the import.' }),
    rows: z.array(
      z.object({
        row: z.int(),
        cells: z.array(z.string()).openapi({ description: 'Long cells are cut, with … at the end.' }),
        problem: z.object({ code: z.string(), detail: z.string(), ...problemFacts }).optional(),
      }),
    ),
  })
  .openapi('ImportPreview');

export const importRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/imports/preview',
    scope: 'ingest',
    tag,
    summary: 'Shows the first rows of a file and what its columns would feed; stores nothing',
    request: { body: { streamed: { 'multipart/form-data': previewFormSchema } } },
    responses: { 200: json('What the file looks like.', previewSchema) },
    async handler({ services, request, response }) {
      const { file, fields } = await receiveUpload(request, response, services.config.uploadDir);
      try {
        const form = validate(z.strictObject({}), fields);
        if (!form.ok) throw invalid(form.problems, 'the form');
        return ok(await services.previewImport(file));
      } finally {
        await discardUpload(file);
      }
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/imports',
    scope: 'ingest',
    tag,
    summary: 'Imports a file of comments',
    description:
      'UTF-8, GB18030 and UTF-16 are recognised, columns are guessed from Chinese or English headers. ' +
      `CSV and NDJSON up to ${limits.uploadBytes} bytes, XLSX up to ${limits.xlsxBytes}.`,
    request: { body: { streamed: { 'multipart/form-data': formSchema } } },
    idempotent: true,
    responses: { 202: json('The job that imports it.', jobSchema) },
    async handler(context) {
      const { services, scope, request, response } = context;
      const upload = await receiveUpload(request, response, services.config.uploadDir);
      let taken = false;
      try {
        const options = readOptions(upload);
        const keyed = request.headers['idempotency-key'] !== undefined;
        const content = keyed ? [upload.fields, upload.file.name, await hashFile(upload.file.path)] : null;
        return await once(context, content, async () => {
          const job = await services.jobs.startImport(scope, upload.file, options);
          taken = true;
          return accepted(job);
        });
      } finally {
        if (!taken) await discardUpload(upload.file);
      }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/imports/:id/errors',
    scope: 'read',
    tag,
    summary: 'The rejected rows of an import, as CSV with a column that says why',
    request: { params: idParams },
    streams: true,
    responses: { 200: { description: 'A CSV file.', content: { 'text/csv': null } } },
    async handler({ services, scope, params, response }) {
      const rows = found(await services.jobs.rejectedRows(scope, params.id));
      startDownload(response, 'text/csv; charset=utf-8', `huiyin-rejected-${params.id.replace(/[^\w-]/g, '')}.csv`);
      await pipeline(rows, response);
      return undefined;
    },
  }),
];

/** The options of the form; `columns` and `defaults` are JSON within it. */
function readOptions({ fields }: Upload): ImportOptions {
  const problems: Problem[] = [];
  const input: Record<string, unknown> = { ...fields };
  for (const name of ['columns', 'defaults']) {
    const value = input[name];
    if (typeof value !== 'string') continue;
    try {
      input[name] = parseJson(Buffer.from(value));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ code: error.code, detail: error.message, pointer: `/${name}` });
      delete input[name];
    }
  }
  const result = validate(optionsSchema, input);
  if (!result.ok) problems.push(...result.problems);
  if (!result.ok || problems.length > 0) throw invalid(problems, 'the form');
  const { dryRun, columns, defaults } = result.value;
  return {
    dryRun: dryRun === 'true',
    ...(columns ? { columns: columns as NonNullable<ImportOptions['columns']> } : {}),
    ...(defaults ? { defaults } : {}),
  };
}
