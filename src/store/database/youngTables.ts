/**
 * PostgreSQL keeps a plan that it made while a table was empty, those of foreign keys too, until the table is analysed, and
 * looks once a minute which tables want that. Tables that grow quickly from nothing are analysed here in the meantime.
 */
import { sql } from 'kysely';
import { inWorkspaces } from './inWorkspaces.ts';
import type { Db } from './schema.ts';

const everyMs = 2_000;
/** Of smaller tables no plan takes long. */
const fewRows = 100;

/** Looks every other second, until it is stopped. */
export function watchYoungTables(writer: Db, reader: Db): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const ended = (): void => {
    running = null;
  };
  const timer = setInterval(() => {
    // One look at a time, however slow the server. What failed is tried again; the server looks by itself as well.
    running ??= analyseYoungTables(writer, reader).then(ended, ended);
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Analyses the tables that have grown fourfold since the last time; answers which. */
export async function analyseYoungTables(writer: Db, reader: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select s.relname as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.schemaname = current_schema() and s.n_live_tup > ${fewRows} and s.n_live_tup > 4 * c.reltuples`.execute(
    reader,
  );
  // One that is being analysed or changed in its shape is passed over.
  for (const { name } of rows) {
    await inWorkspaces(writer, [], (trx) => sql`analyze (skip_locked) ${sql.table(name)}`.execute(trx));
  }
  return rows.map(({ name }) => name);
}
