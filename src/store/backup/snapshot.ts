/** A copy of a SQLite database that others write at the same time, as it was at one moment. */
import Database from 'better-sqlite3';

const pagesPerTurn = 4096;

export interface Snapshot {
  migrations: string[];
  /** Rows by table. */
  counts: Record<string, number>;
}

/** Copies pages under one read transaction, so that writers neither wait nor show in it. `onProgress`: 0..1. */
export async function takeSnapshot(from: string, to: string, onProgress: (share: number) => void): Promise<Snapshot> {
  const source = new Database(from, { fileMustExist: true, timeout: 5000 });
  try {
    source.exec('begin');
    source.prepare('select count(*) from sqlite_schema').get();
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return pagesPerTurn;
      },
    });
    source.exec('rollback');
  } finally {
    source.close();
  }
  return describe(to);
}

/** Ends the jobs that make backups, so that the copy does not go on with them when it is restored, and counts. */
function describe(path: string): Snapshot {
  const copy = new Database(path);
  try {
    // One file without a log beside it.
    copy.pragma('journal_mode = DELETE');
    copy.exec("update job set state = 'cancelled' where kind = 'backup' and state in ('queued', 'running')");
    const found = copy.pragma('quick_check', { simple: true });
    if (found !== 'ok') throw new Error(`the database is damaged: ${found}`);
    const migrations = copy.prepare('select name from migration order by name').pluck().all() as string[];
    return { migrations, counts: countRows(copy) };
  } finally {
    copy.close();
  }
}

export function countRows(database: Database.Database): Record<string, number> {
  const tables = database
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'search%'",
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    tables.sort().map((table) => [table, database.prepare(`select count(*) from "${table}"`).pluck().get() as number]),
  );
}
