import { type QueryExecutorProvider, sql } from 'kysely';
import { quickCompression, roomForUpdates } from '../database/sql.ts';

/**
 * No index asks for what changes in a roll-up: with room on its page PostgreSQL changes the row in place. Analyses are the
 * longest texts, and compressing them took a good part of the time of writing them.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`drop index rollup_empty`.execute(db);
  await roomForUpdates(db, 'rollup', 50);
  await quickCompression(db, 'analysis_body', ['body', 'terms']);
}
