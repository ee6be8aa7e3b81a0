/** The wall on PostgreSQL: row-level security, by a setting that the driver keeps at the wall in force. */

import { type QueryExecutorProvider, sql } from 'kysely';
import pg from 'pg';
import { AppError } from '../../errors.ts';
import { isPostgres } from './either.ts';
import type { Db } from './schema.ts';
import { withinWall } from './wall.ts';

/** Empty or not set: no wall, for the service itself and for programs like `pg_dump`. Else a list of workspaces. */
const setting = 'huiyin.workspaces';
/** What superusers turn into within a wall: they stand above row-level security, it does not. */
export const walledRole = 'huiyin_walled';

/** Puts the rows of a table behind the wall, its owner's too. `column` holds the workspace. */
export async function guardTable(db: QueryExecutorProvider, table: string, column = 'workspace_id'): Promise<void> {
  if (!isPostgres(db)) return;
  // A subquery is evaluated once. With anything but `coalesce` the planner would expect fewer rows of each workspace.
  await sql`alter table ${sql.table(table)} enable row level security`.execute(db);
  await sql`alter table ${sql.table(table)} force row level security`.execute(db);
  await sql`create policy own_workspace on ${sql.table(table)} using (coalesce(${sql.ref(column)} = any (
    (select nullif(current_setting(${sql.lit(setting)}, true), '')::text[])::text[]), true))`.execute(db);
}

/** Statements that put a connection behind a wall, until the transaction ends or for good. */
export function standBehind(wall: readonly string[] | null, role: string | null, how: 'local' | 'session'): string[] {
  const list = wall === null ? '' : `{${wall.map((id) => JSON.stringify(id)).join()}}`;
  const steps = [`set ${how} ${setting} = ${pg.escapeLiteral(list)}`];
  if (role !== null) steps.push(`set ${how} role ${wall === null ? 'none' : role}`);
  return steps;
}

/**
 * The role that this user needs within walls, made where there is none; null when it is subject to row-level security itself.
 * Throws `storage_failed` when it may not make one.
 */
export async function prepareRole(db: Db): Promise<string | null> {
  const { rows } = await sql<{ above: boolean }>`
    select rolsuper or rolbypassrls as above from pg_roles where rolname = current_user`.execute(db);
  if (!rows[0]!.above) return null;
  await db
    .transaction()
    .execute(async (trx) => {
      // Roles are the server's: another of its databases may make this one at the same moment.
      await sql`do $$ begin
        begin create role ${sql.id(walledRole)} nologin; exception when duplicate_object or unique_violation then end;
        if not pg_has_role(current_user, ${sql.lit(walledRole)}, 'member') then grant ${sql.id(walledRole)} to current_user; end if;
        execute format('grant usage on schema %I to ${sql.id(walledRole)}', current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to ${sql.id(walledRole)}', current_schema());
        execute format('grant usage on all sequences in schema %I to ${sql.id(walledRole)}', current_schema());
      end $$`.execute(trx);
    })
    .catch((cause) => {
      throw new AppError(
        'storage_failed',
        `row-level security does not bind the user of the database, and it may not make the role ${walledRole} that it would: ${cause.message}`,
        { cause },
      );
    });
  return walledRole;
}

/** Throws `storage_failed` when nothing would stop a statement within a wall. */
export async function checkWall(db: Db): Promise<void> {
  const { rows } = await withinWall([''], () =>
    sql<{ active: boolean }>`select row_security_active('comment') as active`.execute(db),
  );
  if (!rows[0]!.active) throw new AppError('storage_failed', 'row-level security is not in force');
}
