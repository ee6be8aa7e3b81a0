import { sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Page, PageRequest, Scope } from '../../feedback/read.ts';
import type { ReportDocument } from '../../feedback/report/document.ts';
import {
  orderOf,
  type ReportHead,
  type ReportOrder,
  type ReportRequest,
  type StoredReport,
} from '../../feedback/report/order.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import { beyond, type Cursors } from '../cursors.ts';
import type { Db, Trx } from '../database/schema.ts';
import { jsonRows } from '../database/sql.ts';
import { newId } from '../ids.ts';
import { insertJob, type JobStep, takeSteps } from '../jobRows.ts';

interface HeadRow {
  id: string;
  job_id: string;
  schedule_id: string | null;
  request: string;
  comments: number | null;
  status: string;
  problem: string | null;
  created_at: string;
  ended_at: string | null;
}

/** Until it is made, a report stands where its job stands. */
const headColumns = sql`r.id, r.job_id, r.schedule_id, r.request, r.comments, r.created_at,
  case when r.ended_at is not null then 'succeeded' else coalesce(j.state, 'failed') end as status,
  case when r.ended_at is null then j.problem end as problem,
  coalesce(r.ended_at, case when j.state in ('failed', 'cancelled') then j.updated_at end) as ended_at`;
const withJob = sql`left join job j on j.workspace_id = r.workspace_id and j.id = r.job_id`;

/** Reports, each made once by a job of its own. The words of their quotes are rows, so that they go with their comments. */
export function createReports(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  async function get(scope: Scope, id: string): Promise<StoredReport | null> {
    const { rows } = await sql<HeadRow & { body: string | null }>`select ${headColumns}, r.body
      from report r ${withJob} where r.workspace_id = ${scope.workspaceId} and r.id = ${id}`.execute(reader);
    const row = rows[0];
    if (!row) return null;
    return { ...toHead(row), document: row.body === null ? null : await withWords(scope, id, JSON.parse(row.body)) };
  }

  async function withWords({ workspaceId }: Scope, id: string, document: ReportDocument): Promise<ReportDocument> {
    const rows = await reader
      .selectFrom('report_quote')
      .select(['place', 'words'])
      .where('workspace_id', '=', workspaceId)
      .where('report_id', '=', id)
      .execute();
    const words = new Map(rows.map(({ place, words: text }) => [place, text]));
    return { ...document, quotes: document.quotes.map((quote, i) => ({ ...quote, text: words.get(i) ?? null })) };
  }

  return {
    get,

    /** Queues a report with the job that makes it. Throws `state_conflict` when what it is compared with is not there. */
    async create(scope: Scope, request: ReportRequest): Promise<{ id: string; jobId: string }> {
      if (request.compareWith !== null && !(await get(scope, request.compareWith))?.document)
        throw new AppError('state_conflict', 'There is no such report to compare with, or it is not made yet.', {
          reason: 'no_report_to_compare',
        });
      const now = clock();
      return writer.transaction().execute((trx) => insertReport(trx, scope, orderOf(request, now), null, now));
    },

    /** Keeps the document, in one transaction with the last step of the job. What is kept once stays. */
    async succeed(scope: Scope, id: string, document: ReportDocument, step: JobStep): Promise<void> {
      const now = iso(clock());
      const { workspaceId } = scope;
      const words = document.quotes.map(({ commentId, text }, place) => [place, commentId, text]);
      const body = { ...document, quotes: document.quotes.map((quote) => ({ ...quote, text: null })) };
      await writer.transaction().execute(async (trx) => {
        await takeSteps(trx, [[workspaceId, step]], now);
        const { numUpdatedRows } = await trx
          .updateTable('report')
          .set({ body: JSON.stringify(body), comments: document.figures.comments, ended_at: now })
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) return;
        // What was erased since it was read is not there to be quoted.
        await sql`insert into report_quote (workspace_id, report_id, place, comment_id, words)
          select c.workspace_id, ${id}, q.place, c.id, q.words
          from ${jsonRows(['place', 'comment_id', 'words'], words, { place: 'integer' })} as q
          join comment c on c.workspace_id = ${workspaceId} and c.id = q.comment_id`.execute(trx);
      });
    },

    /** The last report before this one that its schedule has made. */
    async previous(scope: Scope, id: string): Promise<StoredReport | null> {
      const { rows } = await sql<{ id: string }>`select p.id from report r join report p
          on p.workspace_id = r.workspace_id and p.schedule_id = r.schedule_id
        where r.workspace_id = ${scope.workspaceId} and r.id = ${id} and p.id < r.id and p.ended_at is not null
        order by p.id desc limit 1`.execute(reader);
      return rows[0] ? get(scope, rows[0].id) : null;
    },

    /** The newest first; of one schedule, or all. */
    async list(scope: Scope, page: PageRequest, scheduleId?: string): Promise<Page<ReportHead>> {
      const bound = ['reports', scope.workspaceId, scheduleId ?? null];
      const after = cursors.read(page.cursor, bound);
      const rest = after ? sql`and ${beyond(['r.id'], '<', after)}` : sql``;
      const of = scheduleId === undefined ? sql`` : sql`and r.schedule_id = ${scheduleId}`;
      const { rows } = await sql<HeadRow>`select ${headColumns} from report r ${withJob}
        where r.workspace_id = ${scope.workspaceId} ${of} ${rest}
        order by r.id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toHead);
    },

    /** False when there is none. Throws `state_conflict` while its job is not over. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      const report = await get(scope, id);
      if (!report) return false;
      if (report.status === 'queued' || report.status === 'running')
        throw new AppError('state_conflict', 'This report is not made yet; its job can be cancelled.', {
          reason: 'job_under_way',
        });
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('report')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await auditRows(trx, [{ scope, action: 'report.delete', subject: id, detail: {} }], clock);
        return true;
      });
    },
  };
}

export async function insertReport(
  trx: Trx,
  scope: Scope,
  order: ReportOrder,
  scheduleId: string | null,
  now: number,
): Promise<{ id: string; jobId: string }> {
  const id = newId(now);
  const job = await insertJob(trx, scope, 'report', { reportId: id }, now);
  await trx
    .insertInto('report')
    .values({
      workspace_id: scope.workspaceId,
      id,
      job_id: job.id,
      schedule_id: scheduleId,
      request: JSON.stringify(order),
      body: null,
      comments: null,
      created_at: iso(now),
      ended_at: null,
    })
    .execute();
  return { id, jobId: job.id };
}

function toHead(row: HeadRow): ReportHead {
  return {
    id: row.id,
    jobId: row.job_id,
    scheduleId: row.schedule_id,
    status: row.status as ReportHead['status'],
    order: JSON.parse(row.request),
    comments: row.comments,
    problem: row.problem === null ? null : JSON.parse(row.problem),
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
