import { randomBytes } from 'node:crypto';
import { limits } from '../feedback/limits.ts';
import type { BusinessEventInput } from '../feedback/statistics/events.ts';
import type { TargetInput } from '../feedback/statistics/targets.ts';
import { createAccess } from './access.ts';
import { createAlertPreview } from './alerts/preview.ts';
import { createRaisedAlerts } from './alerts/raised.ts';
import { createAlertRules } from './alerts/rules.ts';
import { createAlertWatch } from './alerts/watch.ts';
import { createAudit } from './audit.ts';
import { createClaims } from './claims.ts';
import type { Clock } from './clock.ts';
import { createComments } from './comments.ts';
import { createCursors } from './cursors.ts';
import { openDatabase } from './database/open.ts';
import type { Db } from './database/schema.ts';
import { createDecide } from './decide.ts';
import { createDecisions } from './decisions.ts';
import { createEditions } from './editions.ts';
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
import { createSessions } from './sessions.ts';
import { createDocuments } from './statistics/documents.ts';
import { createStatisticsFacts } from './statistics/facts.ts';
import { createQuality } from './statistics/quality.ts';
import { createStatisticsSettings } from './statistics/settings.ts';
import { createStats } from './stats.ts';
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
import { createWebhookWork } from './webhooks/work.ts';
import { createWork } from './work.ts';
import { createWorkspaceModels } from './workspaceModels.ts';
import { createWorkspaces } from './workspaces.ts';

export interface StoreOptions {
  /** Holds the database and its lock; made when absent. */
  dataDir: string;
  clock: Clock;
  searchTerms: SearchTerms;
  /** Flag threshold that the analysis uses for workspaces that have not chosen one. */
  conflictThreshold: number;
  /** Connections that read at the same time, each in a thread of its own. */
  readers?: number;
  /** The disk failed under a write or a database thread died: the process should end and start again. */
  onBroken?: (error: Error) => void;
}
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the embedded store: lock, migrations, what a dead process left behind. One function a noun. */
export async function openStore(options: StoreOptions) {
  const { dataDir, clock, searchTerms, readers = 2, onBroken = () => {} } = options;
  const database = await openDatabase(dataDir, { clock, readers, onBroken });
  const { writer, reader } = database;
  const cursors = createCursors(await cursorSecret(writer));
  const waiters = createWaiters();
  let onQueued = () => {};
  const sweep = createSweep(writer, clock);
  const deps = { clock, cursors, searchTerms, waiters, onQueued: () => onQueued(), onErased: sweep.erased };
  const statisticsSettings = createStatisticsSettings(writer, reader, clock);
  const issues = createIssues(writer, reader, clock, cursors);
  const keywords = createKeywords(reader, searchTerms);
  const events = createDocuments<BusinessEventInput>(writer, reader, clock, {
    table: 'business_event',
    most: limits.businessEvents,
  });
  const work = createWork(writer, reader, clock, waiters.finished);
  await dropUnanswered(writer);
  await work.releaseAll();
  const webhookWork = createWebhookWork(writer, reader, clock);
  await webhookWork.releaseAll();

  return {
    access: createAccess(writer, reader, clock),
    users: createUsers(writer, reader, clock),
    sessions: createSessions(writer, reader, clock),
    workspaces: createWorkspaces(writer, reader, options.conflictThreshold, clock),
    comments: createComments(database, deps),
    idempotency: createIdempotency(writer, clock),
    audit: createAudit(reader, cursors),
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
    keywords,
    synonyms: createSynonyms(writer, reader, clock),
    health: createHealth(reader),
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
    jobRows: createJobRows(writer, reader, clock, cursors),
    work,
    alertRules: createAlertRules(writer, reader, clock),
    alerts: createRaisedAlerts(writer, reader, clock, cursors),
    alertWatch: {
      ...createAlertWatch(writer, reader, clock, searchTerms),
      ...createAlertPreview(reader, clock),
    },
    webhooks: {
      ...createWebhookEndpoints(writer, reader, clock),
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
  };
}

/** Signs cursors; made at the first start. */
async function cursorSecret(writer: Db): Promise<string> {
  await writer
    .insertInto('setting')
    .values({ name: 'cursor_secret', value: randomBytes(32).toString('base64url') })
    .onConflict((oc) => oc.column('name').doNothing())
    .execute();
  const row = await writer
    .selectFrom('setting')
    .select('value')
    .where('name', '=', 'cursor_secret')
    .executeTakeFirstOrThrow();
  return row.value;
}
