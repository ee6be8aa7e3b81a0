import { AppError } from '../errors.ts';
import type { Job, JobState, Page, PageRequest, Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, JobTable, Trx } from './database/schema.ts';
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
}

/** A job as its runner sees it. */
export interface JobRecord {
  scope: Scope;
  job: Job;
  input: unknown;
  /** Number and checkpoint of the last step that was taken: 0 and null before the first. */
  step: number;
  checkpoint: unknown;
}

/** How a job ended. */
export interface JobEnd {
  state: Exclude<JobState, 'queued' | 'running'>;
  result?: unknown;
  problem?: { code: string; detail: string };
}

/** Takes the steps, or throws `state_conflict` when a job is no longer running or has gone on without us. */
export async function takeSteps(trx: Trx, steps: readonly (readonly [string, JobStep])[], now: string): Promise<void> {
  for (const [workspaceId, step] of steps) {
    const { numUpdatedRows } = await trx
      .updateTable('job')
      .set({
        step: step.number,
        done: step.done,
        total: step.total,
        checkpoint: JSON.stringify(step.checkpoint),
        updated_at: now,
      })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', step.jobId)
      .where('state', '=', 'running')
      .where('step', '=', step.number - 1)
      .executeTakeFirst();
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
  };
  await writer.insertInto('job').values(row).execute();
  return toJob(row);
}

/** The rows of jobs; running them is the business of `jobs/`. */
export function createJobRows(writer: Db, reader: Db, clock: Clock, cursors: Cursors) {
  return {
    create: (scope: Scope, kind: Job['kind'], input: unknown): Promise<Job> =>
      insertJob(writer, scope, kind, input, clock()),

    async get(scope: Scope, id: string): Promise<Job | null> {
      const row = await reader
        .selectFrom('job')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? toJob(row) : null;
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

    /** The oldest queued jobs of these kinds. */
    async queued(kinds: readonly Job['kind'][], limit: number): Promise<JobRecord[]> {
      const rows = await reader
        .selectFrom('job')
        .selectAll()
        .where('state', '=', 'queued')
        .where('kind', 'in', [...kinds])
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toRecord);
    },

    /** True when this call made it run. */
    async start(scope: Scope, id: string): Promise<boolean> {
      return setState(writer, scope, id, 'queued', { state: 'running', updated_at: iso(clock()) });
    },

    /** Takes a step that has no rows of its own. */
    async step(scope: Scope, step: JobStep): Promise<void> {
      await writer.transaction().execute((trx) => takeSteps(trx, [[scope.workspaceId, step]], iso(clock())));
    },

    /** False when it is not running any more. */
    async end(scope: Scope, id: string, { state, result, problem }: JobEnd): Promise<boolean> {
      return writer.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('job')
          .set({
            state,
            result: result === undefined ? null : JSON.stringify(result),
            problem: problem === undefined ? null : JSON.stringify(problem),
            updated_at: iso(clock()),
          })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', '=', 'running')
          .returningAll()
          .executeTakeFirst();
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
      return writer.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('job')
          .set({ state: 'cancelled', updated_at: iso(clock()) })
          .where('workspace_id', '=', scope.workspaceId)
          .where('id', '=', id)
          .where('state', 'in', ['queued', 'running'])
          .returningAll()
          .executeTakeFirst();
        if (row) await tellEnd(trx, row, clock());
        return row ? toRecord(row) : null;
      });
    },

    /** After a start: what was running when the process died is queued again and goes on from its checkpoint. */
    async resume(): Promise<void> {
      await writer.updateTable('job').set({ state: 'queued' }).where('state', '=', 'running').execute();
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
