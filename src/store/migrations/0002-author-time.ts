import { type QueryExecutorProvider, sql } from 'kysely';

/** The latest comments of an author, without sorting all of them. Filters by author use the same index. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`drop index comment_author`.execute(db);
  await sql`create index comment_author on comment (workspace_id, author, occurred_at, id)
    where author is not null`.execute(db);
}
