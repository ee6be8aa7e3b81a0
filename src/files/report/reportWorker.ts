/** Writes one report as a file of an office program in a thread of its own: it takes a tenth of a second and more. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ReportDocument } from '../../feedback/report/document.ts';
import { reportDocx } from './docx.ts';
import { reportXlsx } from './xlsx.ts';

const { report, format } = workerData as { report: ReportDocument; format: 'docx' | 'xlsx' };
const file = await (format === 'docx' ? reportDocx(report) : reportXlsx(report));
parentPort!.postMessage({ part: new Uint8Array(file) });
parentPort!.postMessage({ end: true });
