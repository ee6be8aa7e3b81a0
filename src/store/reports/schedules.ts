import { sql } from 'kysely';
import { tooMany } from '../../errors.ts';
import { limits } from '../../feedback/limits.ts';
import type { Scope } from '../../feedback/read.ts';
import type { ReportLanguage } from '../../feedback/report/document.ts';
import {
  nextReport,
  orderOf,
  periodOfCadence,
  type ReportCadence,
  type ReportSchedule,
  type ReportScheduleInput,
} from '../../feedback/report/order.ts';
import { auditRows } from '../audit.ts';
import { type Clock, iso } from '../clock.ts';
import type { Db, ReportScheduleTable } from '../database/schema.ts';
import { newId } from '../ids.ts';
import { insertReport } from './reports.ts';

type Row = ReportScheduleTable & { last_report: string | null };

const dueAtOnce = 20;

/** Reports that are made when their period is over. */
export function createReportSchedules(writer: Db, reader: Db, clock: Clock) {
  return {
    /** The oldest first. */
    async list(scope: Scope): Promise<ReportSchedule[]> {
      const { rows } = await sql<Row>`select s.*, (select max(r.id) from report r
          where r.workspace_id = s.workspace_id and r.schedule_id = s.id) as last_report
        from report_schedule s where s.workspace_id = ${scope.workspaceId} order by s.id`.execute(reader);
      return rows.map(toSchedule);
    },

    /** Throws `out_of_range` beyond the limit of schedules. */
    async create(scope: Scope, input: ReportScheduleInput): Promise<ReportSchedule> {
      const now = clock();
      const row: ReportScheduleTable = {
        workspace_id: scope.workspaceId,
        id: newId(now),
        name: input.name,
        cadence: input.cadence,
        language: input.language,
        filters: JSON.stringify(input.filters),
        next_at: iso(nextReport(input.cadence, now)),
        created_at: iso(now),
      };
      await writer.transaction().execute(async (trx) => {
        const { rows } = await sql<{ n: number }>`select count(*) as n from report_schedule
          where workspace_id = ${scope.workspaceId}`.execute(trx);
        if (rows[0]!.n >= limits.reportSchedules)
          throw tooMany(
            `A workspace has at most ${limits.reportSchedules} schedules of reports.`,
            limits.reportSchedules,
          );
        await trx.insertInto('report_schedule').values(row).execute();
        await auditRows(trx, [{ scope, action: 'report.schedule.create', subject: row.id, detail: {} }], clock);
      });
      return toSchedule({ ...row, last_report: null });
    },

    /** Its reports stay. False when there is none. */
    async delete(scope: Scope, id: string): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('report_schedule')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await auditRows(trx, [{ scope, action: 'report.schedule.delete', subject: id, detail: {} }], clock);
        return true;
      });
    },

    /**
     * Queues a report of each schedule whose period is over, once, and sets its next time. Periods that were missed while
     * nothing ran are not made up for, but for the last one. Answers how many were queued.
     */
    async startDue(): Promise<number> {
      const now = clock();
      const { rows } = await sql<ReportScheduleTable>`select * from report_schedule
        where next_at <= ${iso(now)} order by next_at limit ${dueAtOnce}`.execute(reader);
      let started = 0;
      for (const row of rows) if (await startOne(row, now)) started++;
      return started;
    },
  };

  async function startOne(row: ReportScheduleTable, now: number): Promise<boolean> {
    const scope: Scope = { workspaceId: row.workspace_id, actor: 'system' };
    const cadence = row.cadence as ReportCadence;
    return writer.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('report_schedule')
        .set({ next_at: iso(nextReport(cadence, now)) })
        .where('workspace_id', '=', row.workspace_id)
        .where('id', '=', row.id)
        .where('next_at', '=', row.next_at)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return false;
      const { name, language, filters } = toSchedule({ ...row, last_report: null });
      const period = periodOfCadence(cadence);
      const { period: days, ...order } = orderOf({ title: null, period, filters, language, compareWith: null }, now);
      const title = `${name} ${days.from} – ${days.to}`;
      await insertReport(trx, scope, { ...order, period: days, title }, row.id, now);
      return true;
    });
  }
}

function toSchedule(row: Row): ReportSchedule {
  return {
    id: row.id,
    name: row.name,
    cadence: row.cadence as ReportCadence,
    language: row.language as ReportLanguage,
    filters: JSON.parse(row.filters),
    nextRunAt: row.next_at,
    lastReportId: row.last_report,
    createdAt: row.created_at,
  };
}
