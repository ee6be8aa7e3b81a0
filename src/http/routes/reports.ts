import type { CommentFilter } from '../../feedback/filter.ts';
import type { ReportFormat } from '../../feedback/report/document.ts';
import type { ReportHead } from '../../feedback/report/order.ts';
import { found, json, ok, startDownload } from '../answers.ts';
import { notFound } from '../dispatch.ts';
import { once } from '../idempotency.ts';
import { defineRoute } from '../route.ts';
import { idParams, pageOf, pageParameters } from '../schemas/common.ts';
import { reportHeadSchema, reportOrderSchema, reportSchema, reportStartSchema } from '../schemas/reports.ts';
import { z } from '../schemas/zod.ts';

const tag = 'Reports';

const mediaTypes: Record<ReportFormat, string> = {
  html: 'text/html; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
};

export const reportRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/reports',
    scope: 'analyse',
    tag,
    summary: 'Makes a report about the comments of a period',
    description:
      'A job does it. A report is frozen: opened again it is the same, but for the quotes of comments that were erased.',
    request: { body: { json: { schema: reportOrderSchema, maxBytes: 64 * 1024 } } },
    idempotent: true,
    responses: { 202: json('The report and its job.', reportStartSchema) },
    handler: (context) =>
      once(context, context.body, async () => {
        const { title = null, compareWith = null, filters, ...order } = context.body;
        const request = { ...order, title, compareWith, filters: filters as CommentFilter };
        const started = await context.services.reports.start(context.scope, request);
        return { status: 202, body: started, headers: { Location: `/v1/reports/${started.id}` } };
      }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/reports',
    scope: 'read',
    tag,
    summary: 'Lists reports, the newest first',
    request: { query: z.strictObject({ ...pageParameters, schedule: idParams.shape.id.optional() }) },
    responses: { 200: json('A page of reports, without their documents.', pageOf(reportHeadSchema)) },
    async handler({ services, scope, query: { limit, cursor, schedule } }) {
      const page = cursor === undefined ? { limit } : { limit, cursor };
      const { items, nextCursor } = await services.reports.list(scope, page, schedule);
      return ok({ items: items.map(headView), nextCursor });
    },
  }),
  // Before the report itself: an id may have a dot.
  ...(['html', 'docx', 'xlsx', 'md'] as const).map(fileRoute),
  defineRoute({
    method: 'get',
    path: '/v1/reports/:id',
    scope: 'read',
    tag,
    summary: 'One report with its document',
    description: 'As a file: `GET /v1/reports/{id}.html`, `.docx`, `.xlsx`, `.md`.',
    request: { params: idParams },
    responses: { 200: json('The report.', reportSchema) },
    async handler({ services, scope, params }) {
      const { document, ...head } = found(await services.reports.get(scope, params.id));
      return ok({ ...headView(head), document });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/reports/:id',
    scope: 'analyse',
    tag,
    summary: 'Deletes a report',
    description: 'While its job is not over the answer is a conflict.',
    request: { params: idParams },
    responses: { 204: { description: 'It is gone.' } },
    async handler({ services, scope, params }) {
      found(await services.reports.delete(scope, params.id));
      return { status: 204 };
    },
  }),
];

function fileRoute(format: ReportFormat) {
  return defineRoute({
    method: 'get',
    path: `/v1/reports/:id.${format}`,
    scope: 'read',
    tag,
    summary: `A report as a file (${format})`,
    description: 'Not found until it is made.',
    request: { params: idParams },
    responses: {
      200: { description: 'The file, as an attachment.', content: { [mediaTypes[format].split(';')[0]!]: null } },
    },
    async handler({ services, scope, params, response }) {
      const { document } = found(await services.reports.get(scope, params.id));
      if (!document) throw notFound();
      const file = await services.writeReport(document, format);
      const { from, to } = document.period;
      startDownload(response, mediaTypes[format], `huiyin-report-${from}-${to}.${format}`);
      response.setHeader('Content-Length', file.byteLength);
      response.end(file);
      return undefined;
    },
  });
}

function headView({ order, ...head }: ReportHead): object {
  return { ...head, ...order };
}
