import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { limits } from '../feedback/limits.ts';
import type { BusinessEventInput } from '../feedback/statistics/events.ts';
import type { TargetInput } from '../feedback/statistics/targets.ts';
import { createAccess } from './access.ts';
import { createAlertPreview } from './alerts/preview.ts';
import { createRaisedAlerts } from './alerts/raised.ts';
import { createAlertRules } from './alerts/rules.ts';
import { createAlertWatch } from './alerts/watch.ts';
import { createAudit } from './audit.ts';
import { createBackgroundWork } from './backgroundWork.ts';
import { createBackups } from './backup/backups.ts';
import { createClaims } from './claims.ts';
import type { Clock } from './clock.ts';
import { createComments } from './comments.ts';
import { createCursors } from './cursors.ts';
import { type OnTime, openDatabase } from './database/open.ts';
import type { Db } from './database/schema.ts';
import { walled } from './database/wall.ts';
import { createDecide } from './decide.ts';
import { createDecisions } from './decisions.ts';
import { createDismissals } from './dismissals.ts';
import { createDuties } from './duties.ts';
import { createEditions } from './editions.ts';
import { createErasureLog } from './erasureLog.ts';
import { createErasures } from './erasures.ts';
import { createExamples } from './examples.ts';
import type { SearchTerms } from './filters.ts';
import { createHealth } from './health.ts';
import { createIdempotency, dropUnanswered } from './idempotency.ts';
import { createIssues } from './issues.ts';
import { createJobRows } from './jobRows.ts';
import { createKeywords } from './keywords.ts';
import { createLearningTexts } from './learningTexts.ts';
import { createReportFacts } from './reports/facts.ts';
import { createReports } from './reports/reports.ts';
import { createReportSchedules } from './reports/schedules.ts';
import { createReviewQuality } from './reviewQuality.ts';
import { createReviews } from './reviews.ts';
import { createSavedFilters } from './savedFilters.ts';
import { createSeal, findSecretKey, newSecretKey, readSecretKey, type Seal } from './sealing.ts';
import { createSenders } from './senders.ts';
import { createSessions } from './sessions.ts';
import { createDocuments } from './statistics/documents.ts';
import { createStatisticsFacts } from './statistics/facts.ts';
import { createQuality } from './statistics/quality.ts';
import { createStatisticsSettings } from './statistics/settings.ts';
import { createStats } from './stats.ts';
import { createStoredFiles } from './storedFiles.ts';
import { createSweep } from './sweep.ts';
import { createSynonyms } from './synonyms.ts';
import { createTaxonomyDrafts } from './taxonomyDrafts.ts';
import { createTopicAssignments } from './topicAssignments.ts';
import { createTopicComments } from './topicComments.ts';
import { createTopicDefinitions } from './topicDefinitions.ts';
import { createTopicPending } from './topicPending.ts';
import { createTopicRuns } from './topicRuns.ts';
import { createTrainingSchedule } from './trainingSchedule.ts';
import { createUsers } from './users.ts';
import { createWaiters } from './waiters.ts';
import { createWebhookDeliveries } from './webhooks/deliveries.ts';
import { createWebhookEndpoints } from './webhooks/endpoints.ts';
import { sealAll } from './webhooks/secrets.ts';
import { createWebhookWork } from './webhooks/work.ts';
import { createWork } from './work.ts';
import { createWorkspaceModels } from './workspaceModels.ts';
import { createWorkspaces } from './workspaces.ts';

export interface StoreOptions {
  /** Holds the embedded database and its lock, the secret key and the log of erasures; made when absent. */
  dataDir: string;
  /** Address of a PostgreSQL database, which several processes may share; without it the embedded one is used. */
  databaseUrl?: string | null;
  clock: Clock;
  searchTerms: SearchTerms;
  /** Flag threshold that the analysis uses for workspaces that have not chosen one. */
  conflictThreshold: number;
  /** Backups that the service keeps of itself, and the version of this program for them. */
  backups?: { kept: number; version: string };
  /** Hears how long the database takes. */
  onDatabaseTime?: OnTime;
  /** Seals secrets in the database; absent: that of the data folder, made when there is none. */
  secretKey?: string | null;
  /** Connections that read at the same time, each in a thread of its own. */
  readers?: number;
  /** Comments in which words that stand beside each other are counted at most, the latest ones. */
  commentsBeside?: number;
  /** The disk failed under a write or a database thread died: the process should end and start again. */
  onBroken?: (error: Error) => void;
}
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the store: lock, migrations, what a dead process left behind. One function a noun. */
export async function openStore(options: StoreOptions) {
  const { clock, searchTerms, databaseUrl, onBroken = () => {} } = options;
  const readers = options.readers ?? (databaseUrl ? 8 : 2);
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const onTime = options.onDatabaseTime ?? (() => {});
  const database = await openDatabase(options, { clock, readers, onBroken, onTime });
  const { writer, reader } = database;
  const cursors = createCursors(
    await keptSetting(writer, 'cursor_secret', () => randomBytes(32).toString('base64url')),
  );
  const waiters = createWaiters();
  let onQueued = () => {};
  const sweep = createSweep(writer, clock, waiters.finished);
  const senders = createSenders(clock);
  const deps = { clock, cursors, searchTerms, waiters, senders, onQueued: () => onQueued(), onErased: sweep.erased };
  const statisticsSettings = createStatisticsSettings(writer, reader, clock);
  const issues = createIssues(writer, reader, clock, cursors);
  const keywords = createKeywords(reader, searchTerms, options.commentsBeside);
  const events = createDocuments<BusinessEventInput>(writer, reader, clock, {
    table: 'business_event',
    most: limits.businessEvents,
  });
  const work = createWork(writer, reader, clock, { onFinished: waiters.finished, senders });
  const { dataDir } = options;
  const { kept, version } = options.backups ?? { kept: 7, version: '0.0.0' };
  const backups = createBackups(reader, { dataDir, databaseUrl: databaseUrl ?? null, version, kept });
  const seal = await openSeal(options, writer).catch(async (error) => {
    await sweep.stop();
    await database.close();
    throw error;
  });
  const erasures = createErasures(writer, reader, {
    clock,
    seal,
    log: createErasureLog(options.dataDir),
    onGone(keys) {
      waiters.finished(keys);
      sweep.erased();
    },
    async forget() {
      sweep.erased();
      await sweep.run();
    },
  });
  await erasures.again();
  const webhookWork = createWebhookWork(writer, reader, clock, seal);
  // What is in progress belongs to a process that is gone, unless others share the database: then it ends with its lease.
  if (!databaseUrl) {
    await dropUnanswered(writer);
    await work.releaseAll();
    await webhookWork.releaseAll();
  }

  return walled({
    access: createAccess(writer, reader, clock),
    users: createUsers(writer, reader, clock),
    sessions: createSessions(writer, reader, clock),
    workspaces: createWorkspaces(writer, reader, options.conflictThreshold, clock),
    comments: createComments(database, deps),
    idempotency: createIdempotency(writer, clock),
    audit: createAudit(reader, cursors),
    erasures,
    issues,
    reviews: {
      ...createReviews(reader, clock, cursors, searchTerms),
      ...createDecide(writer, clock),
      ...createReviewQuality(reader),
    },
    claims: createClaims(writer, clock, searchTerms),
    decisions: { ...createDecisions(reader, cursors), ...createExamples(reader) },
    stats: createStats(reader, clock, searchTerms),
    statisticsFacts: createStatisticsFacts(reader, searchTerms, clock, {
      settings: statisticsSettings,
      events,
      keywords,
    }),
    statisticsSettings,
    quality: createQuality(writer, reader, clock, statisticsSettings),
    events,
    targets: createDocuments<TargetInput>(writer, reader, clock, { table: 'target', most: limits.targets }),
    taxonomyDrafts: createTaxonomyDrafts(writer, reader, clock),
    dismissals: createDismissals(writer, reader, clock),
    keywords,
    synonyms: createSynonyms(writer, reader, clock),
    health: createHealth(reader, clock, dataDir, backups.list),
    backups,
    editions: createEditions(writer, reader, clock, cursors),
    models: {
      ...createWorkspaceModels(writer, reader, clock, cursors),
      ...createTrainingSchedule(writer, reader, clock),
    },
    learningTexts: createLearningTexts(reader),
    topicRuns: createTopicRuns(writer, reader, clock, cursors),
    topicAssignments: createTopicAssignments(writer, reader, cursors),
    topicDefinitions: createTopicDefinitions(writer, reader, clock, cursors),
    reports: createReports(writer, reader, clock, cursors),
    reportSchedules: createReportSchedules(writer, reader, clock),
    reportFacts: createReportFacts(reader, clock, searchTerms, issues),
    savedFilters: createSavedFilters(writer, reader, clock),
    topicComments: createTopicComments(reader, searchTerms),
    topicPending: createTopicPending(writer, reader, searchTerms),
    /** Tells this installation from others. */
    installation: await keptSetting(writer, 'installation', () => randomBytes(6).toString('hex')),
    jobRows: createJobRows(writer, reader, clock, cursors),
    backgroundWork: createBackgroundWork(reader, clock),
    duties: createDuties(writer, reader, clock),
    files: createStoredFiles(writer, reader, clock),
    work,
    alertRules: createAlertRules(writer, reader, clock),
    alerts: createRaisedAlerts(writer, reader, clock, cursors),
    alertWatch: {
      ...createAlertWatch(writer, reader, clock, searchTerms),
      ...createAlertPreview(reader, clock),
    },
    webhooks: {
      ...createWebhookEndpoints(writer, reader, clock, seal),
      ...createWebhookDeliveries(writer, reader, clock, cursors),
    },
    webhookWork,
    /** Calls `listener` after comments were queued for analysis. A wake-up call only: the outbox is the truth. */
    whenQueued(listener: () => void): void {
      onQueued = listener;
    },
    /** Tidies up now, as it does once a minute by itself. */
    sweep: sweep.run,
    async close(): Promise<void> {
      await sweep.stop();
      await database.close();
    },
  });
}

/** Throws `storage_failed` when the key is not the one that sealed what is there. */
async function openSeal(options: StoreOptions, writer: Db): Promise<Seal> {
  const seal = createSeal(options.secretKey ?? (await keptSecretKey(options, writer)));
  await sealAll(writer, seal);
  return seal;
}

/**
 * Without a key of their own, processes that share a database find one there, which protects nothing from who reads the
 * database. It comes along when the store is moved.
 */
async function keptSecretKey({ dataDir, databaseUrl }: StoreOptions, writer: Db): Promise<string> {
  const name = 'secret_key';
  const row = await writer.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  if (row) return row.value;
  if (!databaseUrl) return readSecretKey(dataDir);
  const moved = await findSecretKey(dataDir);
  return keptSetting(writer, name, () => moved ?? newSecretKey());
}

/** Made at the first start. */
async function keptSetting(writer: Db, name: string, make: () => string): Promise<string> {
  await writer
    .insertInto('setting')
    .values({ name, value: make() })
    .onConflict((oc) => oc.column('name').doNothing())
    .execute();
  const row = await writer.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirstOrThrow();
  return row.value;
}
