import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Page, PageRequest, Scope } from '../feedback/read.ts';
import {
  definitionOf,
  keptFigures,
  type StoredTopicRun,
  type TopicFindings,
  type TopicRunHead,
  type TopicRunOrder,
} from '../feedback/topics/stored.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, Trx } from './database/schema.ts';
import { newId } from './ids.ts';
import { insertJob, type JobStep, takeSteps } from './jobRows.ts';
import { clearAssignments } from './topicAssignments.ts';
import { topicFigures } from './topicFigures.ts';
import { queueMissed } from './topicPending.ts';

interface HeadRow {
  id: string;
  job_id: string | null;
  definition: string | null;
  status: string;
  request: string;
  topics: number | null;
  comments: number | null;
  problem: string | null;
  created_at: string;
  ended_at: string | null;
  changes: number;
}

/** Until it has succeeded, a run stands where its job stands: whatever ends the job ends the run. */
const headColumns = sql`r.id, r.job_id, r.definition, r.request, r.topics, r.created_at, r.changes,
  case when r.changes = 0 then r.comments else (select count(*) from topic_assignment t
    where t.workspace_id = r.workspace_id and t.run_id = r.id) end as comments,
  case when r.state = 'running' then coalesce(j.state, 'failed') else r.state end as status,
  case when r.state = 'running' then j.problem end as problem,
  coalesce(r.ended_at, case when j.state in ('failed', 'cancelled') then j.updated_at end) as ended_at`;
const withJob = sql`left join job j on j.workspace_id = r.workspace_id and j.id = r.job_id`;

/** A run that has succeeded: what it found, and what assigns comments to come. */
interface FoundRun {
  findings: TopicFindings;
  comments: number;
  step: JobStep;
  model: { bytes: Uint8Array; hash: string };
}

/** Topic runs. Each is made by a job of its own; `topicAssignments` has the topics of its comments. */
export function createTopicRuns(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  async function get(scope: Scope, runId: string): Promise<StoredTopicRun | null> {
    const { rows } = await sql<HeadRow & { body: string | null }>`
      select ${headColumns}, r.body from topic_run r ${withJob}
      where r.workspace_id = ${scope.workspaceId} and r.id = ${runId}`.execute(reader);
    const row = rows[0];
    if (!row) return null;
    const findings: TopicFindings | null = row.body === null ? null : JSON.parse(row.body);
    if (findings === null || row.changes === 0) return { ...toHead(row), findings };
    return { ...toHead(row), findings: await withFigures(scope, runId, findings) };
  }

  /** What was found, with the figures of the comments that are in the run now. */
  async function withFigures(scope: Scope, runId: string, findings: TopicFindings): Promise<TopicFindings> {
    const figures = await topicFigures(reader, scope, runId, findings.topics.length);
    const topics = findings.topics.map((topic, n) => keptFigures({ ...topic, ...figures[n]! }));
    return { ...findings, topics };
  }

  return {
    /** A run that is to come, with the job that makes it. */
    create: (scope: Scope, order: TopicRunOrder): Promise<{ id: string; jobId: string }> =>
      writer
        .transaction()
        .execute((trx) => insertRun(trx, scope, order, hash('sha256', definitionOf(order), 'base64url'), clock())),

    /** Keeps what was found, in one transaction with the last step of the job. Throws `state_conflict` like the step. */
    async succeed(scope: Scope, runId: string, { findings, comments, step, model }: FoundRun): Promise<void> {
      const now = iso(clock());
      await writer.transaction().execute(async (trx) => {
        await takeSteps(trx, [[scope.workspaceId, step]], now);
        await trx
          .updateTable('topic_run')
          .set({ state: 'succeeded', body: JSON.stringify(findings), topics: findings.k, comments, ended_at: now })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', runId)
          .execute();
        await trx
          .insertInto('topic_model')
          .values({ workspace_id: scope.workspaceId, run_id: runId, hash: model.hash, bytes: model.bytes })
          .onConflict((oc) => oc.columns(['workspace_id', 'run_id']).doNothing())
          .execute();
        // What was erased since it was read is in the figures still.
        await sql`update topic_run set changes = 1 where workspace_id = ${scope.workspaceId} and id = ${runId}
          and comments <> (select count(*) from topic_assignment t
            where t.workspace_id = ${scope.workspaceId} and t.run_id = ${runId})`.execute(trx);
        await queueMissed(trx, scope, runId, clock);
      });
    },

    /** Keeps the figures of one run that has changed, as they are now. False when there was none. */
    async settle(): Promise<boolean> {
      const { rows } = await sql<{ workspace_id: string; id: string; changes: number; body: string }>`
        select workspace_id, id, changes, body from topic_run
        where changes > 0 and state = 'succeeded' and body is not null limit 1`.execute(reader);
      const row = rows[0];
      if (!row) return false;
      const scope: Scope = { workspaceId: row.workspace_id, actor: 'system' };
      const findings = await withFigures(scope, row.id, JSON.parse(row.body));
      const comments = findings.topics.reduce((sum, { share }) => sum + (share ? share.value * share.n : 0), 0);
      await sql`update topic_run set body = ${JSON.stringify(findings)}, comments = ${Math.round(comments)}, changes = 0
        where workspace_id = ${row.workspace_id} and id = ${row.id} and changes = ${row.changes}`.execute(writer);
      return true;
    },

    /** The last run before this one that was asked for the same and has succeeded. */
    async previous(scope: Scope, runId: string): Promise<StoredTopicRun | null> {
      const { rows } = await sql<{ id: string }>`
        select p.id from topic_run r join topic_run p on p.workspace_id = r.workspace_id and p.definition = r.definition
        where r.workspace_id = ${scope.workspaceId} and r.id = ${runId} and p.id < r.id and p.state = 'succeeded'
        order by p.id desc limit 1`.execute(reader);
      return rows[0] ? get(scope, rows[0].id) : null;
    },

    get,

    /** The last one that has succeeded; null without one. */
    async latest(scope: Scope): Promise<StoredTopicRun | null> {
      const { rows } = await sql<{ id: string }>`select id from topic_run
        where workspace_id = ${scope.workspaceId} and state = 'succeeded' order by id desc limit 1`.execute(reader);
      return rows[0] ? get(scope, rows[0].id) : null;
    },

    /** The newest first; of one definition, or all. */
    async list(scope: Scope, page: PageRequest, definitionId?: string): Promise<Page<TopicRunHead>> {
      const bound = ['topics', scope.workspaceId, definitionId ?? null];
      const after = cursors.read(page.cursor, bound);
      const rest = after ? sql`and ${beyond(['r.id'], '<', after)}` : sql``;
      const { rows } = await sql<HeadRow>`select ${headColumns} from topic_run r ${withJob}
        where r.workspace_id = ${scope.workspaceId} ${definitionId === undefined ? sql`` : sql`and r.definition = ${`id:${definitionId}`}`}
          ${rest} order by r.id desc limit ${page.limit + 1}`.execute(reader);
      return cursors.page(rows, page.limit, bound, ({ id }) => [id], toHead);
    },

    /** False when there is none. Throws `state_conflict` while its job is not over. */
    async delete(scope: Scope, runId: string): Promise<boolean> {
      const run = await get(scope, runId);
      if (!run) return false;
      if (run.status === 'queued' || run.status === 'running')
        throw new AppError('state_conflict', 'This run is not over; its job can be cancelled.', {
          reason: 'job_under_way',
        });
      await clearAssignments(writer, scope, runId);
      return writer.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('topic_run')
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', runId)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) return false;
        await auditRows(trx, [{ scope, action: 'topics.delete', subject: runId, detail: {} }], clock);
        return true;
      });
    },
  };
}

/** `definition`: runs with the same one follow each other. */
export async function insertRun(
  trx: Trx,
  scope: Scope,
  order: TopicRunOrder,
  definition: string,
  now: number,
): Promise<{ id: string; jobId: string }> {
  const id = newId(now);
  const job = await insertJob(trx, scope, 'topics', { runId: id }, now);
  await trx
    .insertInto('topic_run')
    .values({
      workspace_id: scope.workspaceId,
      id,
      job_id: job.id,
      definition,
      topics: null,
      state: 'running',
      request: JSON.stringify(order),
      body: null,
      comments: null,
      created_at: iso(now),
      ended_at: null,
      changes: 0,
    })
    .execute();
  return { id, jobId: job.id };
}

function toHead(row: HeadRow): TopicRunHead {
  return {
    id: row.id,
    jobId: row.job_id,
    definitionId: row.definition?.startsWith('id:') ? row.definition.slice(3) : null,
    status: row.status as TopicRunHead['status'],
    order: JSON.parse(row.request),
    k: row.topics,
    comments: row.comments,
    problem: row.problem === null ? null : JSON.parse(row.problem),
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}
