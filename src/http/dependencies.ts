import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import type { PreviewImport } from '../feedback/importing.ts';
import type { CommentWithAnalysis } from '../feedback/read.ts';
import type { ReportDocument, ReportFormat } from '../feedback/report/document.ts';
import type { Metrics } from './metrics.ts';
import type { Services } from './services.ts';

export interface HttpConfig {
  /** Version of the service, as shown in the API description. */
  version: string;
  /** Personal data is masked at the door. */
  maskPersonalData: boolean;
  orderNumberPattern?: RegExp | undefined;
  /** Folder for uploads on their way to a job. */
  uploadDir: string;
  /** Scheme, host and port under which browsers know the service; null: those that they ask by. */
  publicOrigin: string | null;
  /** Addresses and networks of proxies in front, whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  /** Per key or person, or per address without one. */
  requestsPerMinute: number;
  /** Set-up attempts per address in 15 minutes. */
  setupAttempts: number;
  /** Requests in progress at once; more are refused with 503. */
  concurrentRequests: number;
  /** Bytes of bodies in memory at once, of all requests together; beyond it requests are refused with 503. */
  bufferedBytes: number;
  /** How long `?wait=true` waits for analyses. */
  waitTimeoutMs: number;
}

export const httpDefaults = {
  publicOrigin: null,
  trustedProxies: [],
  requestsPerMinute: 6000,
  setupAttempts: 20,
  concurrentRequests: 256,
  bufferedBytes: 64 * 1024 * 1024,
  waitTimeoutMs: 30_000,
} satisfies Partial<HttpConfig>;

/** Writes comments in one file format. Resolves when everything is written to `out`, which it ends. */
interface ExportWriter {
  contentType: string;
  /** Without the dot. */
  extension: string;
  write(rows: AsyncIterable<CommentWithAnalysis>, out: Writable): Promise<void>;
}
type ExportFormat = 'csv' | 'xlsx' | 'ndjson';

export interface Dependencies extends Services {
  metrics: Metrics;
  config: HttpConfig;
  logger: Logger;
  openExport(format: ExportFormat): ExportWriter;
  /** A report as a file of a format. */
  writeReport(report: ReportDocument, format: ReportFormat): Promise<Uint8Array>;
  previewImport: PreviewImport;
  /** Aborted when the service is told to stop: not ready any more, and endless answers end. */
  stopping: AbortSignal;
}
