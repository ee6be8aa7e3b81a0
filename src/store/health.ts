import { sql } from 'kysely';
import type { Db } from './database/schema.ts';

export function createHealth(reader: Db) {
  return {
    async ping(): Promise<void> {
      await sql`select 1`.execute(reader);
    },

    /** Over all workspaces: tasks that wait or are worked on, and comments that could not be analysed. */
    async gauges(): Promise<{ pending: number; failed: number }> {
      const { rows } = await sql<{ pending: number; failed: number }>`
        select (select count(*) from outbox) as pending,
          (select count(*) from comment where state = 'failed') as failed`.execute(reader);
      return rows[0]!;
    },
  };
}
