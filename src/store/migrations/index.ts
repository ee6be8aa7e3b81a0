import type { QueryExecutorProvider } from 'kysely';
import * as first from './0001-first.ts';
import * as authorTime from './0002-author-time.ts';
import * as topicRuns from './0003-topic-runs.ts';
import * as topicJobs from './0004-topic-jobs.ts';
import * as review from './0005-review.ts';
import * as models from './0006-models.ts';
import * as topicUpkeep from './0007-topic-upkeep.ts';
import * as users from './0008-users.ts';
import * as editing from './0009-editing.ts';
import * as audit from './0010-audit.ts';
import * as trainingSchedule from './0011-training-schedule.ts';
import * as statistics from './0012-statistics.ts';
import * as alerts from './0013-alerts-and-webhooks.ts';
import * as savedFilters from './0014-saved-filters.ts';
import * as cells from './0016-cells.ts';
import * as reports from './0017-reports.ts';
import * as updatesInPlace from './0018-updates-in-place.ts';
import * as sharedWork from './0020-shared-work.ts';
import * as keysAndErasure from './0022-keys-and-erasure.ts';
import * as fairOutbox from './0024-fair-outbox.ts';
import * as metadata from './0026-metadata.ts';
import * as dismissedSuggestions from './0027-dismissed-suggestions.ts';
import * as cheaperWrites from './0028-cheaper-writes.ts';
import * as secondWall from './0029-second-wall.ts';

/** Append only: a released migration is never edited. */
export const migrations: readonly { name: string; up: (db: QueryExecutorProvider) => Promise<void> }[] = [
  { name: '0001-first', up: first.up },
  { name: '0002-author-time', up: authorTime.up },
  { name: '0003-topic-runs', up: topicRuns.up },
  { name: '0004-topic-jobs', up: topicJobs.up },
  { name: '0005-review', up: review.up },
  { name: '0006-models', up: models.up },
  { name: '0007-topic-upkeep', up: topicUpkeep.up },
  { name: '0008-users', up: users.up },
  { name: '0009-editing', up: editing.up },
  { name: '0010-audit', up: audit.up },
  { name: '0011-training-schedule', up: trainingSchedule.up },
  { name: '0012-statistics', up: statistics.up },
  { name: '0013-alerts-and-webhooks', up: alerts.up },
  { name: '0014-saved-filters', up: savedFilters.up },
  { name: '0016-cells', up: cells.up },
  { name: '0017-reports', up: reports.up },
  { name: '0018-updates-in-place', up: updatesInPlace.up },
  { name: '0020-shared-work', up: sharedWork.up },
  { name: '0022-keys-and-erasure', up: keysAndErasure.up },
  { name: '0024-fair-outbox', up: fairOutbox.up },
  { name: '0026-metadata', up: metadata.up },
  { name: '0027-dismissed-suggestions', up: dismissedSuggestions.up },
  { name: '0028-cheaper-writes', up: cheaperWrites.up },
  { name: '0029-second-wall', up: secondWall.up },
];
