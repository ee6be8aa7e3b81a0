import { type QueryExecutorProvider, sql } from 'kysely';
import { clustered } from '../database/sql.ts';

/** Words that count as another word, in keywords and topics. */
export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`create table synonym (
    workspace_id text not null, word text not null, term text not null,
    primary key (workspace_id, word),
    foreign key (workspace_id) references workspace (id) on delete cascade) ${clustered}`.execute(db);
}
