/** When workspaces train their models by themselves. */
import { sql } from 'kysely';
import { isTrainingDue, type TrainingPlan } from '../feedback/learning/schedule.ts';
import type { Scope } from '../feedback/read.ts';
import { type Clock, iso } from './clock.ts';
import type { Db } from './database/schema.ts';
import { insertJob } from './jobRows.ts';

interface PlanRow {
  id: string;
  train_after: number;
  train_rest_hours: number;
  train_every_days: number;
  train_started_at: string | null;
  decisions: number;
  latest_at: string | null;
  job_id: string | null;
}

/** What a training by itself is told. */
const ownOrder = { ratings: true, promote: true };

export function createTrainingSchedule(writer: Db, reader: Db, clock: Clock) {
  const training = sql`from job j where j.workspace_id = w.id and j.kind = 'train'`;
  const select = sql`
    select w.id, w.train_after, w.train_rest_hours, w.train_every_days, w.train_started_at,
      (select count(*) from decision d where d.workspace_id = w.id
        and d.id > coalesce((select max(j.id) ${training}), '')) as decisions,
      (select max(j.created_at) ${training}) as latest_at,
      (select max(j.id) ${training} and j.state in ('queued', 'running')) as job_id
    from workspace w`;

  return {
    async plan({ workspaceId }: Scope): Promise<TrainingPlan> {
      const { rows } = await sql<PlanRow>`${select} where w.id = ${workspaceId}`.execute(reader);
      return toPlan(rows[0]!);
    },

    /** Queues a training wherever one is due, once. Answers how many were queued. */
    async startDue(): Promise<number> {
      const { rows } = await sql<PlanRow>`${select}
        where w.train_after > 0 or w.train_every_days > 0`.execute(reader);
      let started = 0;
      for (const row of rows) if (isTrainingDue(toPlan(row), clock()) && (await startOne(row))) started++;
      return started;
    },
  };

  async function startOne({ id, train_started_at }: PlanRow): Promise<boolean> {
    const now = clock();
    return writer.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('workspace')
        .set({ train_started_at: iso(now) })
        .where('id', '=', id)
        .where(sql<boolean>`coalesce(train_started_at, '') = ${train_started_at ?? ''}`)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return false;
      const { rows } = await sql<PlanRow>`${select} where w.id = ${id}`.execute(trx);
      if (!isTrainingDue(toPlan(rows[0]!), now)) return false;
      await insertJob(trx, { workspaceId: id, actor: 'system' }, 'train', ownOrder, now);
      return true;
    });
  }
}

function toPlan(row: PlanRow): TrainingPlan {
  return {
    after: row.train_after,
    restHours: row.train_rest_hours,
    everyDays: row.train_every_days,
    decisions: row.decisions,
    latestAt: row.latest_at,
    jobId: row.job_id,
  };
}
