import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Job, JobProblem, JobState, Page, PageRequest, Scope } from '../feedback/read.ts';
import { auditRows } from './audit.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import { inWorkspaces } from './database/inWorkspaces.ts';
import type { Db, JobTable, Trx } from './database/schema.ts';
import { skipLocked } from './database/sql.ts';
import { newId } from './ids.ts';
import { emit } from './webhooks/outbox.ts';

/** One step of a running job: taken exactly once, in the transaction that holds its effect. */
export interface JobStep {
  jobId: string;
  /** Counts from 1. A second run of the same job finds its number taken and must stop. */
  number: number;
  done: number;
  total: number | null;
  /** What a restart needs to go on from here. */
  checkpoint: unknown;
  /** Token of the run that takes it: when the job is another one's by now, it is refused. Absent: whoever runs it. */
  lease?: string | undefined;
}

/** A job as its runner sees it. */
export interface JobRecord {
  scope: Scope;
  job: Job;
  input: unknown;
  /** Number and checkpoint of the last step that was taken: 0 and null before the first. */
  step: number;
  checkpoint: unknown;
  /** Runs since it last got on, the one in hand included. */
  attempts: number;
}

/** How a job ended. */
export interface JobEnd {
  state: Exclude<JobState, 'queued' | 'running'>;
  result?: unknown;
  problem?: JobProblem;
}

/** Takes the steps, or throws `state_conflict` when a job is no longer running or has gone on without us. */
export async function takeSteps(trx: Trx, steps: readonly (readonly [string, JobStep])[], now: string): Promise<void> {
  for (const [workspaceId, step] of steps) {
    let update = trx
      .updateTable('job')
      .set({
        step: step.number,
        done: step.done,
        total: step.total,
        checkpoint: JSON.stringify(step.checkpoint),
        updated_at: now,
        // Without a checkpoint the next run begins anew, so nothing was gained.
        ...(step.checkpoint === null ? {} : { attempts: 1 }),
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', step.jobId)
      .where('state', '=', 'running')
      .where('step', '=', step.number - 1);
    if (step.lease !== undefined) update = update.where('lease', '=', step.lease);
    const { numUpdatedRows } = await update.executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new AppError('state_conflict', 'the job is not running any more');
  }
}

/** Queues a job. */
export async function insertJob(
  writer: Db | Trx,
  scope: Scope,
  kind: Job['kind'],
  input: unknown,
  now: number,
): Promise<Job> {
  const row: JobTable = {
    workspace_id: scope.workspaceId,
    id: newId(now),
    kind,
    state: 'queued',
    step: 0,
    done: 0,
    total: null,
    input: JSON.stringify(input),
    checkpoint: null,
    result: null,
    problem: null,
    actor: scope.actor,
    created_at: iso(now),
    updated_at: iso(now),
    lease: '',
    lease_until: null,
    attempts: 0,
    run_at: null,
  };
  await writer.insertInto('job').values(row).execute();
  return toJob(row);
}

/** The rows of jobs; running them is the business of `jobs/`. */
export function createJobRows(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  const rowOf = ({ workspaceId }: Scope, id: string): Promise<JobTable | undefined> =>
    reader
      .selectFrom('job')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();

  return {
    create: (scope: Scope, kind: Job['kind'], input: unknown): Promise<Job> =>
      insertJob(writer, scope, kind, input, clock()),

    async get(scope: Scope, id: string): Promise<Job | null> {
      const row = await rowOf(scope, id);
      return row ? toJob(row) : null;
    },

    /** The same with what its runner needs. */
    async find(scope: Scope, id: string): Promise<JobRecord | null> {
      const row = await rowOf(scope, id);
      return row ? toRecord(row) : null;
    },

    async list(scope: Scope, page: PageRequest): Promise<Page<Job>> {
      const bound = ['jobs', scope.workspaceId];
      let query = reader
        .selectFrom('job')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1);
      const after = cursors.read(page.cursor, bound);
      if (after) query = query.where(beyond(['created_at', 'id'], '<', after));
      const rows = await query.execute();
      return cursors.page(rows, page.limit, bound, (row) => [row.created_at, row.id], toJob);
    },

    /** The oldest queued jobs of these kinds whose time has come. */
    async queued(kinds: readonly Job['kind'][], limit: number): Promise<JobRecord[]> {
      const rows = await reader
        .selectFrom('job')
        .selectAll()
        .where('state', '=', 'queued')
        .where('kind', 'in', [...kinds])
        .where((eb) => eb.or([eb('run_at', 'is', null), eb('run_at', '<=', iso(clock()))]))
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRecord);
    },

    /** The token of this run, when this call made it run. Without `leaseMs` the lease has no end. */
    async start(scope: Scope, id: string, leaseMs: number | null = null): Promise<string | null> {
      const now = clock();
      const lease = newId(now);
      const start = (trx: Trx) =>
        trx
          .updateTable('job')
          .set((eb) => ({
            state: 'running',
            updated_at: iso(now),
            lease,
            lease_until: leaseMs === null ? null : iso(now + leaseMs),
            attempts: eb('attempts', '+', 1),
            run_at: null,
          }))
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', '=', 'queued')
          .executeTakeFirst();
      const { numUpdatedRows } = await inWorkspaces(writer, [scope.workspaceId], start);
      return numUpdatedRows === 1n ? lease : null;
    },

    /** The lease begins anew. Answers the state of the job, or null when it is not this run's any more. */
    async beat(scope: Scope, id: string, lease: string, leaseMs: number): Promise<JobState | null> {
      const renew = (trx: Trx) =>
        trx
          .updateTable('job')
          .set({ lease_until: iso(clock() + leaseMs) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('lease', '=', lease)
          .where('state', '=', 'running')
          .executeTakeFirst();
      // Only the run itself changes it, and it must not wait behind a long transaction of the workspace.
      const { numUpdatedRows } = await inWorkspaces(writer, [], renew);
      if (numUpdatedRows === 1n) return 'running';
      const row = await reader
        .selectFrom('job')
        .select('state')
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', id)
        .where('lease', '=', lease)
        .executeTakeFirst();
      return (row?.state as JobState | undefined) ?? null;
    },

    /** Puts a job of this run back into the queue: after a failure until `pauseMs` have passed, else untried. */
    async putBack(scope: Scope, id: string, lease: string, pauseMs: number | null): Promise<void> {
      const putBack = (trx: Trx) =>
        trx
          .updateTable('job')
          .set((eb) => ({
            state: 'queued',
            lease: '',
            lease_until: null,
            ...(pauseMs === null ? { attempts: eb('attempts', '-', 1) } : { run_at: iso(clock() + pauseMs) }),
          }))
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('lease', '=', lease)
          .where('state', '=', 'running')
          .execute();
      await inWorkspaces(writer, [scope.workspaceId], putBack);
    },

    /** Queues again what processes left that were silent for longer than their lease; answers how many jobs that were. */
    async takeBack(): Promise<number> {
      const takeBack = sql`with silent as materialized (select workspace_id, id from job
          where state = 'running' and lease_until <= ${iso(clock())} ${skipLocked('job')})
        update job set state = 'queued', lease = '', lease_until = null
        where (workspace_id, id) in (select workspace_id, id from silent)`;
      const { numAffectedRows } = await inWorkspaces(writer, [], (trx) => takeBack.execute(trx));
      return Number(numAffectedRows);
    },

    /** A failed job is queued once more, with its pauses before it. Null when there is none. */
    async replay(scope: Scope, id: string): Promise<JobRecord | null> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const row = await trx
          .updateTable('job')
          .set({ state: 'queued', problem: null, attempts: 0, run_at: null, updated_at: iso(clock()) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', '=', 'failed')
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await auditRows(trx, [{ scope, action: 'job.replay', subject: id, detail: { kind: row.kind } }], clock);
        return toRecord(row);
      });
    },

    /** Failed jobs of the workspace, the newest first. */
    async failed(scope: Scope, limit: number): Promise<JobRecord[]> {
      const rows = await reader
        .selectFrom('job')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .where('state', '=', 'failed')
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRecord);
    },

    /** Failed imports that ended after `since`, of all workspaces: their uploads are kept. */
    async failedImports(since: string): Promise<JobRecord[]> {
      const rows = await reader
        .selectFrom('job')
        .selectAll()
        .where('state', '=', 'failed')
        .where('kind', '=', 'import')
        .where('updated_at', '>', since)
        .execute();
      return rows.map(toRecord);
    },

    /** Takes a step that has no rows of its own. */
    async step(scope: Scope, step: JobStep): Promise<void> {
      await inWorkspaces(writer, [scope.workspaceId], (trx) =>
        takeSteps(trx, [[scope.workspaceId, step]], iso(clock())),
      );
    },

    /** False when it is not running any more, or `lease` is not its run. */
    async end(scope: Scope, id: string, { state, result, problem }: JobEnd, lease?: string): Promise<boolean> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        let update = trx
          .updateTable('job')
          .set({
            state,
            result: result === undefined ? null : JSON.stringify(result),
            problem: problem === undefined ? null : JSON.stringify(problem),
            updated_at: iso(clock()),
          })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', '=', 'running');
        if (lease !== undefined) update = update.where('lease', '=', lease);
        const row = await update.returningAll().executeTakeFirst();
        if (row) await tellEnd(trx, row, clock());
        return row !== undefined;
      });
    },

    /** What a cancelled job had done until then. */
    async leaveResult(scope: Scope, id: string, result: unknown): Promise<void> {
      await setState(writer, scope, id, 'cancelled', { result: JSON.stringify(result) });
    },

    /** Null when there is none or it has ended. */
    async cancel(scope: Scope, id: string): Promise<JobRecord | null> {
      return inWorkspaces(writer, [scope.workspaceId], async (trx) => {
        const row = await trx
          .updateTable('job')
          .set({ state: 'cancelled', updated_at: iso(clock()) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', 'in', ['queued', 'running'])
          // An erasure that was asked for is done.
          .where('kind', '<>', 'erase')
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await tellEnd(trx, row, clock());
        await auditRows(trx, [{ scope, action: 'job.cancel', subject: id, detail: { kind: row.kind } }], clock);
        return toRecord(row);
      });
    },

    /** After a start: what was running when the process died is queued again and goes on from its checkpoint. */
    async resume(): Promise<void> {
      await writer
        .updateTable('job')
        .set({ state: 'queued', lease: '', lease_until: null })
        .where('state', '=', 'running')
        .execute();
    },
  };
}

async function tellEnd(trx: Trx, { workspace_id, id, kind, state, input }: JobTable, now: number): Promise<void> {
  const event = { workspaceId: workspace_id, commentId: null };
  if (kind === 'topics') {
    const { runId } = JSON.parse(input) as { runId: string };
    await emit(trx, [{ ...event, type: 'topic_run.finished', data: { runId, jobId: id, status: state } }], now);
  }
  if (kind === 'report' && state === 'succeeded') {
    const { reportId } = JSON.parse(input) as { reportId: string };
    await emit(trx, [{ ...event, type: 'report.ready', data: { reportId, jobId: id } }], now);
  }
}

async function setState(
  writer: Db,
  scope: Scope,
  id: string,
  from: JobState,
  set: Partial<JobTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await writer
    .updateTable('job')
    .set(set)
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function toRecord(row: JobTable): JobRecord {
  return {
    scope: { workspaceId: row.workspace_id, actor: row.actor },
    job: toJob(row),
    input: JSON.parse(row.input),
    step: row.step,
    checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
    attempts: row.attempts,
  };
}

function toJob(row: JobTable): Job {
  return {
    id: row.id,
    kind: row.kind as Job['kind'],
    state: row.state as JobState,
    progress: { done: row.done, total: row.total },
    ...(row.result === null ? {} : { result: JSON.parse(row.result) }),
    ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
