import { AppError } from '../../src/errors.ts';
import type { Scope } from '../../src/feedback/read.ts';
import { buildReport } from '../../src/feedback/report/build.ts';
import { orderOf, type ReportSchedule, type StoredReport } from '../../src/feedback/report/order.ts';
import { writeReport } from '../../src/files/report/writeReport.ts';
import type { Dependencies } from '../../src/http/dependencies.ts';
import { tinyFacts } from '../feedback/report/facts.ts';

const now = '2026-06-01T00:00:00.000Z';

/** Reports that are made at once, all alike; one called `later` stays queued. */
export function fakeReports(): Pick<Dependencies, 'reports' | 'reportSchedules' | 'writeReport'> {
  const kept: { workspaceId: string; report: StoredReport }[] = [];
  const schedules: { workspaceId: string; schedule: ReportSchedule }[] = [];
  const own = ({ workspaceId }: Scope) =>
    kept.filter((row) => row.workspaceId === workspaceId).map((row) => row.report);
  return {
    reports: {
      async start({ workspaceId }, request) {
        if (request.compareWith !== null) throw new AppError('state_conflict', 'There is no such report.');
        const isLater = request.title === 'later';
        const report: StoredReport = {
          id: crypto.randomUUID(),
          jobId: crypto.randomUUID(),
          scheduleId: null,
          status: isLater ? 'queued' : 'succeeded',
          order: orderOf(request, Date.parse(now)),
          comments: isLater ? null : 40,
          problem: null,
          createdAt: now,
          endedAt: isLater ? null : now,
          document: isLater ? null : buildReport(tinyFacts()),
        };
        kept.push({ workspaceId, report });
        return { id: report.id, jobId: report.jobId };
      },
      get: async (scope, id) => own(scope).find((report) => report.id === id) ?? null,
      async list(scope) {
        return { items: own(scope).map(({ document: _, ...head }) => head), nextCursor: null };
      },
      async delete(scope, id) {
        const report = own(scope).find((one) => one.id === id);
        if (report?.status === 'queued') throw new AppError('state_conflict', 'It is not made yet.');
        return report !== undefined;
      },
    },
    reportSchedules: {
      async list({ workspaceId }) {
        return schedules.filter((row) => row.workspaceId === workspaceId).map(({ schedule }) => schedule);
      },
      async create({ workspaceId }, input) {
        const id = crypto.randomUUID();
        const schedule = { ...input, id, nextRunAt: now, lastReportId: null, createdAt: now };
        schedules.push({ workspaceId, schedule });
        return schedule;
      },
      async delete({ workspaceId }, id) {
        return schedules.some((row) => row.workspaceId === workspaceId && row.schedule.id === id);
      },
    },
    writeReport,
  };
}
