import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type SqliteThread, startThread, type ThreadOptions } from './thread.ts';

interface ThreadConnection extends DatabaseConnection {
  thread: SqliteThread;
}

/** Kysely over `count` SQLite threads. A connection is lent to one query or transaction at a time, first come first served. */
export function threadDialect(options: ThreadOptions & { count: number; onBroken: (error: Error) => void }): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(options),
  };
}

function createDriver(options: ThreadOptions & { count: number; onBroken: (error: Error) => void }): Driver {
  const idle: ThreadConnection[] = [];
  const all: ThreadConnection[] = [];
  const queue: ((connection: ThreadConnection) => void)[] = [];
  const run = async (connection: DatabaseConnection, sql: string) => {
    await (connection as ThreadConnection).thread.run(sql, []);
  };

  const acquire = async (): Promise<ThreadConnection> => idle.pop() ?? new Promise((resolve) => queue.push(resolve));

  return {
    async init() {
      const starts = Array.from({ length: options.count }, () => startThread(options, options.onBroken));
      for (const thread of await Promise.all(starts)) all.push(createConnection(thread));
      idle.push(...all);
    },
    acquireConnection: acquire,
    async releaseConnection(connection) {
      const next = queue.shift();
      if (next) next(connection as ThreadConnection);
      else idle.push(connection as ThreadConnection);
    },
    // Immediate: a transaction that starts as a reader could fail when it turns into a writer.
    beginTransaction: (connection) => run(connection, options.role === 'writer' ? 'begin immediate' : 'begin deferred'),
    commitTransaction: (connection) => run(connection, 'commit'),
    async rollbackTransaction(connection) {
      // A full disk ends the transaction by itself; the first error is the one that counts.
      await run(connection, 'rollback').catch((error: Error) => {
        if (!/no transaction is active/.test(error.message)) throw error;
      });
    },
    /** What was asked before is answered first. */
    async destroy() {
      await Promise.all(all.map(acquire));
      await Promise.all(all.map(({ thread }) => thread.close()));
    },
  };
}

function createConnection(thread: SqliteThread): ThreadConnection {
  return {
    thread,
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes } = await thread.run(sql, parameters);
      const result = { rows: rows as R[] };
      return changes === undefined ? result : { ...result, numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: pages by cursor are used instead, so that no reader is held for long.
    async *streamQuery() {
      throw new Error('streaming queries are not used');
    },
  };
}
