import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * When trainings start by themselves: so many hours after the latest one at the earliest, and every so many days if anything
 * was decided (0: no such rhythm). `train_started_at` is when one was started last, so that no two processes start the
 * same one. `reanalyse_after_promotion`: 1: what was read before is read again when another model comes into force.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`alter table workspace add column train_rest_hours integer not null default 24`.execute(db);
  await sql`alter table workspace add column train_every_days integer not null default 0`.execute(db);
  await sql`alter table workspace add column train_started_at text`.execute(db);
  await sql`alter table workspace add column reanalyse_after_promotion integer not null default 0`.execute(db);
}
