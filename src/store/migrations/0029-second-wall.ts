import { type QueryExecutorProvider, sql } from 'kysely';
import { isPostgres } from '../database/either.ts';
import { guardTable } from '../database/rowSecurity.ts';

/** On PostgreSQL each workspace's rows are behind a wall. Tables of later migrations are put there one by one. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  if (!isPostgres(db)) return;
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'workspace_id' order by 1`.execute(db);
  for (const { name } of rows) await guardTable(db, name);
  await guardTable(db, 'workspace', 'id');
}
