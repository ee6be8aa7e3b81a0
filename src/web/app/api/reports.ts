import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReportDocument } from '../../../feedback/report/document.ts';
import type { ReportHead as Head, ReportOrder, ReportSchedule } from '../../../feedback/report/order.ts';
import { call } from './client.ts';
import { finishedJob } from './jobs.ts';
import type { Job, List } from './types.ts';

export type { Block, Cell, Column, ReportDocument } from '../../../feedback/report/document.ts';
export type { ReportSchedule } from '../../../feedback/report/order.ts';

export type ReportHead = Omit<Head, 'order'> & ReportOrder;
export type Report = ReportHead & { document: ReportDocument | null };

const path = '/v1/reports';
const schedulesPath = '/v1/report-schedules';

export const fileOf = (id: string, format: string): string => `${path}/${encodeURIComponent(id)}.${format}`;

export function useReports() {
  return useQuery({ queryKey: [path], queryFn: () => call<List<ReportHead>>(`${path}?limit=100`) });
}

export function useReport(id: string) {
  return useQuery({ queryKey: [path, id], queryFn: () => call<Report>(`${path}/${encodeURIComponent(id)}`) });
}

export function useSchedules() {
  return useQuery({ queryKey: [schedulesPath], queryFn: () => call<List<ReportSchedule>>(schedulesPath) });
}

/** Makes a report, and waits for it. */
export function useNewReport(onProgress: (job: Job) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: object) => {
      const { id, jobId } = await call<{ id: string; jobId: string }>(path, { method: 'POST', body });
      await queries.invalidateQueries({ queryKey: [path] });
      await finishedJob(await call<Job>(`/v1/jobs/${encodeURIComponent(jobId)}`), onProgress);
      return id;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [path] }),
  });
}

/** Removes a report or a schedule, or adds a schedule. */
export function useReportCall(onError: (error: Error) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ to, ...options }: { to: string; method: 'POST' | 'DELETE'; body?: unknown }) => call(to, options),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [path] });
      await queries.invalidateQueries({ queryKey: [schedulesPath] });
    },
    onError,
  });
}

export const removeReport = (id: string) => ({ to: `${path}/${encodeURIComponent(id)}`, method: 'DELETE' as const });
export const addSchedule = (body: object) => ({ to: schedulesPath, method: 'POST' as const, body });
export const removeSchedule = (id: string) => ({
  to: `${schedulesPath}/${encodeURIComponent(id)}`,
  method: 'DELETE' as const,
});
