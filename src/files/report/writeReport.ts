import type { ReportDocument, ReportFormat } from '../../feedback/report/document.ts';
import { reportMarkdown } from '../../feedback/report/markdown.ts';
import { reportPage } from '../../feedback/report/page.ts';
import { runInThread } from '../thread.ts';

const threadLimits = { deadlineMs: 60_000, heapMegabytes: 512 };

/** A report as a file. Same document, same bytes. */
export async function writeReport(report: ReportDocument, format: ReportFormat): Promise<Uint8Array> {
  if (format === 'md') return Buffer.from(reportMarkdown(report));
  if (format === 'html') return Buffer.from(reportPage(report));
  const [file] = await runInThread<Uint8Array>('report/reportWorker', { report, format }, threadLimits);
  return file!;
}
