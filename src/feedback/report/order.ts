import type { CommentFilter } from '../filter.ts';
import type { JobProblem } from '../read.ts';
import { lastOfMonth, shifted } from '../statistics/groups.ts';
import type { Period, ReportDocument, ReportLanguage } from './document.ts';

export const namedPeriods = ['week', 'month', 'quarter'] as const;
export type NamedPeriod = (typeof namedPeriods)[number];

/** What a report is asked to be about. */
export interface ReportOrder {
  /** null: named by its period. */
  title: string | null;
  period: Period;
  before: Period;
  filters: CommentFilter;
  language: ReportLanguage;
  /** Report that it is compared with; null: none. */
  compareWith: string | null;
}

/** An order as it is given: its period may be named. */
export interface ReportRequest extends Omit<ReportOrder, 'period' | 'before'> {
  period: NamedPeriod | Period;
}

/** `now`: milliseconds since 1970; the named period is the last whole one before it. */
export function orderOf({ period, ...request }: ReportRequest, now: number): ReportOrder {
  if (typeof period === 'string') return { ...request, ...wholePeriod(period, now) };
  return { ...request, period, before: periodBefore(period) };
}

export const reportCadences = ['weekly', 'monthly', 'quarterly'] as const;
export type ReportCadence = (typeof reportCadences)[number];

export interface ReportScheduleInput {
  name: string;
  cadence: ReportCadence;
  language: ReportLanguage;
  filters: CommentFilter;
}

export interface ReportSchedule extends ReportScheduleInput {
  id: string;
  nextRunAt: string;
  /** The newest; null before the first. */
  lastReportId: string | null;
  createdAt: string;
}

export interface ReportHead {
  id: string;
  jobId: string;
  /** Of the schedule that it was made by. */
  scheduleId: string | null;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  order: ReportOrder;
  /** null until it has succeeded. */
  comments: number | null;
  problem: JobProblem | null;
  createdAt: string;
  endedAt: string | null;
}

export interface StoredReport extends ReportHead {
  /** null until it has succeeded. */
  document: ReportDocument | null;
}

const dayMs = 86_400_000;
const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The last whole week (from Monday), month or quarter before the day of `now`, and the one before that. UTC. */
export function wholePeriod(name: NamedPeriod, now: number): { period: Period; before: Period } {
  const end = shifted(firstDay(name, now), -1);
  const from = firstDay(name, Date.parse(end));
  const endBefore = shifted(from, -1);
  return { period: { from, to: end }, before: { from: firstDay(name, Date.parse(endBefore)), to: endBefore } };
}

/** As many days before the period; before a whole month, the month before it. */
export function periodBefore({ from, to }: Period): Period {
  const end = shifted(from, -1);
  if (from.endsWith('-01') && to === lastOfMonth(from)) return { from: `${end.slice(0, 7)}-01`, to: end };
  const days = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
  return { from: shifted(from, -days), to: end };
}

const namedBy: Record<ReportCadence, NamedPeriod> = { weekly: 'week', monthly: 'month', quarterly: 'quarter' };

export const periodOfCadence = (cadence: ReportCadence): NamedPeriod => namedBy[cadence];

/** The first midnight (UTC) after `now` at which a period of the schedule is over. */
export function nextReport(cadence: ReportCadence, now: number): number {
  const date = new Date(now);
  const month = date.getUTCMonth();
  if (cadence === 'monthly') return Date.UTC(date.getUTCFullYear(), month + 1, 1);
  if (cadence === 'quarterly') return Date.UTC(date.getUTCFullYear(), 3 * Math.floor(month / 3) + 3, 1);
  return Date.parse(firstDay('week', now)) + 7 * dayMs;
}

function firstDay(name: NamedPeriod, time: number): string {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (name === 'month') return day(Date.UTC(year, month, 1));
  if (name === 'quarter') return day(Date.UTC(year, 3 * Math.floor(month / 3), 1));
  return shifted(day(time), -((date.getUTCDay() + 6) % 7));
}
