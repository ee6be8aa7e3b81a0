import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely';
import { createLine } from '../../line.ts';
import { SqliteCompiler } from './either.ts';
import { isPatient } from './inWorkspaces.ts';
import { togetherOf } from './sql.ts';
import { createStatementWall } from './statementWall.ts';
import { type SqliteThread, startThread, type ThreadOptions } from './thread.ts';
import { wallInForce } from './wall.ts';

interface ThreadConnection extends DatabaseConnection {
  thread: SqliteThread;
  /** What begins the transaction; it travels with the first statement. */
  begin: string | null;
  /** The transaction was committed with its last statements. */
  committed: boolean;
}

/**
 * Kysely over `count` SQLite threads. A connection is lent to one query or transaction at a time; whoever comes first has
 * it first, but for patient ones.
 */
export function threadDialect(options: ThreadOptions & { count: number; onBroken: (error: Error) => void }): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => createDriver(options),
  };
}

function createDriver(options: ThreadOptions & { count: number; onBroken: (error: Error) => void }): Driver {
  const idle: ThreadConnection[] = [];
  const all: ThreadConnection[] = [];
  const line = createLine<(connection: ThreadConnection) => void>();
  const keepIn = createKeeper();
  /** Ends a transaction, if a statement has begun it, and none has ended it. */
  const end = async (lent: DatabaseConnection, sql: string) => {
    const connection = lent as ThreadConnection;
    const { begin, committed } = connection;
    connection.begin = null;
    connection.committed = false;
    if (begin === null && !committed) await connection.thread.run([{ sql, parameters: [] }]);
  };

  const acquire = async (patient = isPatient()): Promise<ThreadConnection> =>
    idle.pop() ?? new Promise((resolve) => line.push(resolve, patient));

  const passOn = async (connection: ThreadConnection): Promise<void> => {
    // Whoever is answered now may be back in a moment, before those who would let others pass.
    if (line.isPatient()) await twoTurns();
    const next = line.shift();
    if (next) next(connection);
    else idle.push(connection);
  };

  return {
    async init() {
      const starts = Array.from({ length: options.count }, () => startThread(options, options.onBroken));
      for (const thread of await Promise.all(starts)) all.push(createConnection(thread, keepIn));
      idle.push(...all);
    },
    acquireConnection: () => acquire(),
    async releaseConnection(connection) {
      void passOn(connection as ThreadConnection);
    },
    // Immediate: a transaction that starts as a reader could fail when it turns into a writer.
    async beginTransaction(connection) {
      (connection as ThreadConnection).begin = options.role === 'writer' ? 'begin immediate' : 'begin deferred';
    },
    commitTransaction: (connection) => end(connection, 'commit'),
    async rollbackTransaction(connection) {
      // A full disk ends the transaction by itself; the first error is the one that counts.
      await end(connection, 'rollback').catch((error: Error) => {
        if (!/no transaction is active/.test(error.message)) throw error;
      });
    },
    /** What was asked before is answered first. */
    async destroy() {
      await Promise.all(all.map(() => acquire(true)));
      await Promise.all(all.map(({ thread }) => thread.close()));
    },
  };
}

async function twoTurns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

type Keeper = (thread: SqliteThread, query: CompiledQuery) => Promise<void> | undefined;

/** Rejects statements that are not kept in by the wall in force. What tables there are is read once, when all are made. */
function createKeeper(): Keeper {
  let check: Promise<ReturnType<typeof createStatementWall>> | null = null;
  return (thread, { sql, parameters }) => {
    const wall = wallInForce();
    if (wall === null) return;
    check ??= readColumns(thread).then(createStatementWall);
    return check.then((keep) => keep(wall, sql, parameters));
  };
}

async function readColumns(thread: SqliteThread): Promise<ReadonlyMap<string, string>> {
  const query = `select t.name from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and c.name = 'workspace_id'`;
  const [columns] = await thread.run([{ sql: query, parameters: [] }]);
  return new Map([
    ['workspace', 'id'],
    ...(columns!.rows as { name: string }[]).map(({ name }) => [name, 'workspace_id'] as const),
  ]);
}

function createConnection(thread: SqliteThread, keepIn: Keeper): ThreadConnection {
  const connection: ThreadConnection = {
    thread,
    begin: null,
    committed: false,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (connection.committed) throw new Error('the transaction was committed before this statement');
      const { queries, commit, each } = togetherOf(query);
      for (const one of queries) await keepIn(thread, one);
      const { begin } = connection;
      connection.begin = null;
      const first = begin === null ? [] : [{ sql: begin, parameters: [] }];
      const statements = queries.map(({ sql, parameters }) => ({ sql, parameters }));
      const last = commit ? [{ sql: 'commit', parameters: [] }] : [];
      const results = (await thread.run([...first, ...statements, ...last])).slice(first.length);
      connection.committed = commit;
      if (each) return { rows: results.map(({ rows }) => rows as R) };
      const { rows, changes } = results.at(-1)!;
      const result = { rows: rows as R[] };
      return changes === undefined ? result : { ...result, numAffectedRows: BigInt(changes) };
    },
    // biome-ignore lint/correctness/useYield: pages by cursor are used instead, so that no reader is held for long.
    async *streamQuery() {
      throw new Error('streaming queries are not used');
    },
  };
  return connection;
}
