import type { Route } from '../route.ts';
import { accessRoutes } from './access.ts';
import { alertRoutes } from './alerts.ts';
import { analyzeRoutes } from './analyze.ts';
import { anomalyRoutes } from './anomalies.ts';
import { auditRoutes } from './audit.ts';
import { backgroundWorkRoutes } from './backgroundWork.ts';
import { backupRoutes } from './backups.ts';
import { browserRoutes } from './browser.ts';
import { claimRoutes } from './claims.ts';
import { commentRoutes } from './comments.ts';
import { decisionRoutes } from './decisions.ts';
import { descriptionRoutes } from './description.ts';
import { driverRoutes } from './drivers.ts';
import { erasureRoutes } from './erasures.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './exports.ts';
import { savedFilterRoutes } from './filters.ts';
import { importRoutes } from './imports.ts';
import { ingestRoutes } from './ingest.ts';
import { issueRoutes } from './issues.ts';
import { jobRoutes } from './jobs.ts';
import { keywordRoutes } from './keywords.ts';
import { lexiconRoutes } from './lexicon.ts';
import { modelRoutes } from './models.ts';
import { operationRoutes } from './operations.ts';
import { qualityRoutes } from './quality.ts';
import { reportScheduleRoutes } from './reportSchedules.ts';
import { reportRoutes } from './reports.ts';
import { reviewRoutes } from './reviews.ts';
import { scoreRoutes } from './scores.ts';
import { segmentRoutes } from './segments.ts';
import { sessionRoutes } from './session.ts';
import { statisticsSettingsRoutes } from './statisticsSettings.ts';
import { statsRoutes } from './stats.ts';
import { suggestionRoutes } from './suggestions.ts';
import { targetRoutes } from './targets.ts';
import { taxonomyRoutes } from './taxonomy.ts';
import { topicDefinitionRoutes } from './topicDefinitions.ts';
import { topicRoutes } from './topics.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';
import { workspaceRoutes } from './workspace.ts';

const api: Route[] = [
  ...analyzeRoutes,
  ...ingestRoutes,
  ...commentRoutes,
  ...issueRoutes,
  // Before the reviews: `/v1/reviews/claim` is no id.
  ...claimRoutes,
  ...decisionRoutes,
  ...reviewRoutes,
  ...statsRoutes,
  ...scoreRoutes,
  ...driverRoutes,
  ...anomalyRoutes,
  ...segmentRoutes,
  ...qualityRoutes,
  ...statisticsSettingsRoutes,
  ...eventRoutes,
  ...targetRoutes,
  ...keywordRoutes,
  ...topicRoutes,
  ...topicDefinitionRoutes,
  ...reportRoutes,
  ...reportScheduleRoutes,
  ...suggestionRoutes,
  ...modelRoutes,
  ...taxonomyRoutes,
  ...lexiconRoutes,
  ...savedFilterRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...jobRoutes,
  ...sessionRoutes,
  ...userRoutes,
  ...accessRoutes,
  ...erasureRoutes,
  ...auditRoutes,
  ...workspaceRoutes,
  ...alertRoutes,
  ...webhookRoutes,
  ...backupRoutes,
  ...backgroundWorkRoutes,
  ...operationRoutes,
];

/** The whole API. Dispatch, validation, scopes, OpenAPI and the authorization matrix are made from this table. */
export const routes: Route[] = [...api, ...descriptionRoutes(api), ...browserRoutes];
