import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type LoadClass, loadClasses } from './admission.ts';
import type { HealthFigures, HealthService } from './services.ts';

/**
 * Figures of the process and of the service as a whole. No label grows with what clients send, and none names a workspace,
 * a person or a comment.
 */
export interface Metrics {
  /** Counts and times every request by method, route pattern and status. */
  observe: RequestHandler;
  refused(kind: LoadClass): void;
  watchActive(active: (kind: LoadClass) => number): void;
  /** Reads figures of the database and the disk with each rendering. */
  watchHealth(health: HealthService): void;
  /** What runs here: versions by name. */
  describe(versions: Record<string, string>): void;
  analysed(batch: { seconds: number; analysed: number; failed: number }): void;
  jobEnded(kind: string, outcome: string, seconds: number): void;
  delivered(outcome: string, seconds: number): void;
  /** One transaction or single statement: how long it waited for a connection, and how long it held it. */
  database(group: 'read' | 'write', waited: number, held: number): void;
  contentType: string;
  render(): Promise<string>;
}

const requestBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60];
const workBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15];
const jobBuckets = [0.5, 2, 10, 30, 120, 600, 1800, 7200];
const databaseBuckets = [0.0005, 0.002, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });

  const requests = histogram(
    'huiyin_http_request_seconds',
    'Time to the end of the answer',
    ['method', 'route', 'status'],
    requestBuckets,
  );
  const refused = new Counter({
    name: 'huiyin_http_refused_total',
    help: 'Requests refused because too many were in progress, by what they ask for',
    labelNames: ['class'],
    registers,
  });
  for (const kind of loadClasses) refused.inc({ class: kind }, 0);
  const batches = histogram(
    'huiyin_analysis_batch_seconds',
    'From the claim of a batch to its saving',
    [],
    workBuckets,
  );
  const analysed = new Counter({
    name: 'huiyin_analysed_comments_total',
    help: 'Comments whose analysis was saved, or failed for this time',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['analysed', 'failed']) analysed.inc({ outcome }, 0);
  const jobs = histogram('huiyin_job_seconds', 'Time that a job ran in this process', ['kind', 'outcome'], jobBuckets);
  const deliveries = histogram(
    'huiyin_webhook_delivery_seconds',
    'Tries to deliver a webhook, by what came of them',
    ['outcome'],
    workBuckets,
  );
  const held = histogram(
    'huiyin_database_seconds',
    'Time that a transaction or single statement held a connection',
    ['group'],
    databaseBuckets,
  );
  const waited = histogram(
    'huiyin_database_wait_seconds',
    'Time that it waited for the connection',
    ['group'],
    databaseBuckets,
  );
  for (const group of ['read', 'write']) {
    held.zero({ group });
    waited.zero({ group });
  }
  const info = gauge('huiyin_info', 'Versions of what runs here; always 1', [
    'version',
    'engine',
    'lexicon',
    'model',
    'segmenter',
    'database',
    'node',
  ]);

  return {
    observe(request, response, next) {
      const stop = requests.startTimer();
      response.once('close', () => {
        const route = response.locals.route ?? 'none';
        const method = knownMethods.has(request.method) ? request.method : 'other';
        stop({ method, route, status: response.statusCode });
      });
      next();
    },
    refused: (kind) => refused.inc({ class: kind }),
    watchActive(active) {
      new Gauge({
        name: 'huiyin_http_active',
        help: 'Requests in progress',
        labelNames: ['class'],
        registers,
        collect() {
          for (const kind of loadClasses) this.set({ class: kind }, active(kind));
        },
      });
    },
    watchHealth: (health) => watchHealth(registry, health),
    describe: (versions) => info.set(versions, 1),
    analysed(batch) {
      batches.observe(batch.seconds);
      analysed.inc({ outcome: 'analysed' }, batch.analysed);
      analysed.inc({ outcome: 'failed' }, batch.failed);
    },
    jobEnded: (kind, outcome, seconds) => jobs.observe({ kind, outcome }, seconds),
    delivered: (outcome, seconds) => deliveries.observe({ outcome }, seconds),
    database(group, waitedFor, heldFor) {
      waited.observe({ group }, waitedFor);
      held.observe({ group }, heldFor);
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

/** Labels must not grow with what clients invent. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

/** Figures that are read when they are asked for, once for all gauges. A database that is silent shows as such. */
function watchHealth(registry: Registry, health: HealthService): void {
  let reading: Promise<HealthFigures | null> | null = null;
  const read = (): Promise<HealthFigures | null> => {
    reading ??= health
      .figures()
      .catch(() => null)
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    set: (gauge: Gauge, figures: HealthFigures) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const figures = await read();
        this.reset();
        if (figures) set(this, figures);
      },
    });

  new Gauge({
    name: 'huiyin_database_up',
    help: '1 when the figures of the database could be read',
    registers: [registry],
    async collect() {
      this.set((await read()) ? 1 : 0);
    },
  });
  gauge('huiyin_comments', 'Comments that wait for their analysis, or whose analysis failed', ['state'], (set, all) => {
    set.set({ state: 'pending' }, all.queues.analysis.depth);
    set.set({ state: 'failed' }, all.failed);
  });
  gauge('huiyin_queue_depth', 'What waits or is worked on, by kind', ['kind'], (set, { queues }) => {
    for (const [kind, { depth }] of Object.entries(queues)) set.set({ kind }, depth);
  });
  gauge(
    'huiyin_queue_oldest_seconds',
    'How long the oldest that nobody works on has been due, by kind',
    ['kind'],
    (set, { queues }) => {
      for (const [kind, { oldestSeconds }] of Object.entries(queues)) set.set({ kind }, oldestSeconds);
    },
  );
  gauge('huiyin_review_items', 'Items of the review queues, by state', ['state'], (set, { reviews }) => {
    for (const [state, count] of Object.entries(reviews)) set.set({ state }, count);
  });
  gauge('huiyin_disk_free_bytes', 'Room on the disk of the data folder', [], (set, { disk }) =>
    set.set(disk.freeBytes),
  );
  gauge(
    'huiyin_last_backup_timestamp_seconds',
    'When the newest backup in the data folder was made; 0: there is none',
    [],
    (set, { lastBackupAt }) => set.set(lastBackupAt === null ? 0 : Date.parse(lastBackupAt) / 1000),
  );
}
