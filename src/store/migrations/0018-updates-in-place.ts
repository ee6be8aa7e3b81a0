import { type QueryExecutorProvider, sql } from 'kysely';
import { roomForUpdates } from '../database/sql.ts';

/**
 * Every comment changes once, when it is analysed. PostgreSQL changes it in place when no index asks for its state and its
 * page has room for another copy; otherwise it adds it to all of its indexes again.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`drop index comment_failed`.execute(db);
  await sql`create index comment_failed on comment (workspace_id) where failure is not null`.execute(db);
  await roomForUpdates(db, 'comment', 50);
  await roomForUpdates(db, 'term', 70);
}
