import type { Scope } from '../feedback/read.ts';
import { buildReport } from '../feedback/report/build.ts';
import type { PreviousReport } from '../feedback/report/facts.ts';
import { gatherFacts, gatherSteps, type ReportSources } from '../feedback/report/gather.ts';
import type { StoredReport } from '../feedback/report/order.ts';
import { breathe } from '../pace.ts';
import type { JobRun } from './run.ts';
import type { JobEnd, JobStore } from './store.ts';

class Aborted extends Error {}

/** Makes a report. One that takes over from a run that died begins again; a report that is kept stays as it is. */
export async function runReport(
  run: JobRun,
  { reports, jobRows }: JobStore,
  sources: ReportSources,
  clock: () => number,
): Promise<JobEnd | null> {
  const { scope, input } = run.record;
  const { reportId } = input as { reportId: string };
  const done: JobEnd = { state: 'succeeded', result: { reportId } };
  const report = await reports.get(scope, reportId);
  if (!report) return { state: 'failed', problem: { code: 'not_found', detail: 'The report is gone.' } };
  if (report.document) return done;
  let step = 0;
  const onStep = async (): Promise<void> => {
    if (run.signal.aborted) throw new Aborted();
    await jobRows.step(scope, run.next()({ done: step++, total: gatherSteps + 1 }, null));
    run.changed();
    await breathe();
  };
  try {
    const previous = toPrevious(await comparedWith(report, reports, scope));
    const madeAt = new Date(clock()).toISOString();
    const facts = await gatherFacts(sources, scope, { order: report.order, madeAt, previous }, onStep);
    await onStep();
    const document = buildReport(facts);
    const last = run.next()({ done: gatherSteps + 1, total: gatherSteps + 1 }, null);
    await reports.succeed(scope, reportId, document, last);
    return done;
  } catch (error) {
    if (error instanceof Aborted) return null;
    throw error;
  }
}

function comparedWith({ id, order, scheduleId }: StoredReport, reports: JobStore['reports'], scope: Scope) {
  if (order.compareWith !== null) return reports.get(scope, order.compareWith);
  return scheduleId === null ? null : reports.previous(scope, id);
}

function toPrevious(report: StoredReport | null): PreviousReport | null {
  if (!report?.document) return null;
  const { title, period, figures } = report.document;
  return { id: report.id, title, period, figures };
}
