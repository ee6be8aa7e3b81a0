/** Kysely over a pool of connections to PostgreSQL. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { AppError } from '../../errors.ts';
import { isConflict, repeatOnConflict } from './conflicts.ts';
import { PostgresCompiler } from './either.ts';
import { namedLocks } from './inWorkspaces.ts';
import { connectionOf } from './postgresAddress.ts';
import { type PostgresWatch, watchPostgres } from './postgresWatch.ts';
import { standBehind } from './rowSecurity.ts';
import { wallInForce } from './wall.ts';

export interface PostgresOptions {
  /** postgres://… */
  url: string;
  role: 'writer' | 'reader';
  /** Connections that are open at most. */
  count: number;
  /** What the server knows them by, for what is not the service and may take as long as it takes. */
  patientName?: string;
  /** What connections turn into within a wall; null: they stay what they are. */
  wallRole: () => string | null;
  /** Milliseconds that anybody waits for a connection that is free, before the answer is `overloaded`. */
  turnMs?: number;
}

/**
 * Milliseconds. A server that does not answer must not hold requests for ever, nor a stuck statement or transaction hold
 * up all others. The answer is awaited a little longer here than the server works on it: that one knows why it gave up.
 */
const connectMs = 4_000;
const statementMs = 120_000;
const lockMs = 30_000;
const idleInTransactionMs = 60_000;
/** As long as others may hold a lock: who waits longer meets a service that has more to do than it can. */
const usualTurnMs = lockMs;

/**
 * Transactions that write run one after the other, as the code relies on: those that name their workspaces share the first
 * lock and take one of the second kind for each, any other takes the first alone.
 */
const databaseLock = 7_206_519_253;
const workspaceLocks = 720_651_925;

/** Counts and sums are far below 2^53; they are numbers here, as they are with SQLite. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format as 'text'),
};

export function postgresDialect(options: PostgresOptions): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => createDriver(options),
  };
}

/** A wall that stays: '' for none. */
type KeptWalls = WeakMap<pg.PoolClient, string>;

interface PooledConnection extends DatabaseConnection {
  client: pg.PoolClient;
  options: PostgresOptions;
  walls: KeptWalls;
  watch: PostgresWatch;
  inTransaction: boolean;
  /** Nobody knows what state it is in: it is not used again. */
  broken: boolean;
}

function createPool({ url, role, count, patientName }: PostgresOptions): pg.Pool {
  // Compiling one of our queries takes longer than running it.
  const options = `-c jit=off${role === 'reader' ? ' -c default_transaction_read_only=on' : ''}`;
  const pool = new pg.Pool({
    ...connectionOf(url, patientName ?? `huiyin ${role}`, options),
    max: count,
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    ...(patientName === undefined && {
      statement_timeout: statementMs,
      query_timeout: statementMs + connectMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
    }),
    keepAlive: true,
    types,
    // A service that has nothing to do is still seen to be there.
    ...(role === 'reader' && { min: 1 }),
  });
  // An idle connection that ends is replaced by the pool, and one in use fails its query: neither ends the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A connection is lent to one query or transaction at a time, first come first served. */
function createDriver(options: PostgresOptions): Driver {
  let pool: pg.Pool | null = null;
  const turns = createTurns(options);
  const watch = watchPostgres(options.url);
  const walls: KeptWalls = new WeakMap();

  return {
    async init() {
      pool = createPool(options);
    },
    async acquireConnection() {
      watch.requireAnswering();
      await turns.take();
      try {
        watch.requireAnswering();
        return createConnection(await pool!.connect(), { watch, options, walls });
      } catch (error) {
        turns.giveBack();
        throw storageError(error);
      }
    },
    async releaseConnection(connection) {
      const { client, broken } = connection as PooledConnection;
      client.release(broken);
      turns.giveBack();
    },
    async beginTransaction(connection) {
      await begin(connection as PooledConnection);
    },
    async commitTransaction(connection) {
      await end(connection as PooledConnection, 'commit');
    },
    async rollbackTransaction(connection) {
      // What went wrong before is the error that counts; the server rolls back what it loses.
      await end(connection as PooledConnection, 'rollback').catch(() => {});
    },
    async destroy() {
      watch.stop();
      await pool?.end();
    },
  };
}

interface Waiting {
  resolve(): void;
  timer: NodeJS.Timeout | undefined;
}

/** As many turns at a time as there are connections. Throws `overloaded` when none comes in time. */
function createTurns({ count, patientName, turnMs = usualTurnMs }: PostgresOptions) {
  let free = count;
  const queue = new Set<Waiting>();

  return {
    async take(): Promise<void> {
      if (free > 0) free--;
      else
        await new Promise<void>((resolve, reject) => {
          const waiting: Waiting = { resolve, timer: undefined };
          queue.add(waiting);
          if (patientName !== undefined) return;
          waiting.timer = setTimeout(() => {
            queue.delete(waiting);
            reject(new AppError('overloaded', 'all connections to the database are in use', { retryAfter: 2 }));
          }, turnMs);
        });
    },
    giveBack(): void {
      const [next] = queue;
      if (!next) {
        free++;
        return;
      }
      queue.delete(next);
      clearTimeout(next.timer);
      next.resolve();
    },
  };
}

function createConnection(
  client: pg.PoolClient,
  more: Pick<PooledConnection, 'watch' | 'options' | 'walls'>,
): PooledConnection {
  const connection: PooledConnection = {
    client,
    ...more,
    inTransaction: false,
    broken: false,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (connection.inTransaction) return run<R>(connection, query);
      if (more.options.role === 'reader') {
        await changeWall(connection);
        return run<R>(connection, query);
      }
      return repeatOnConflict(() => runAlone<R>(connection, query));
    },
    // biome-ignore lint/correctness/useYield: pages by cursor are used instead, so that no connection is held for long.
    async *streamQuery() {
      throw new Error('streaming queries are not used');
    },
  };
  return connection;
}

/** A statement by itself waits for its turn like a transaction. */
async function runAlone<R>(connection: PooledConnection, query: CompiledQuery): Promise<QueryResult<R>> {
  await begin(connection);
  try {
    const result = await run<R>(connection, query);
    await end(connection, 'commit');
    return result;
  } catch (error) {
    if (connection.inTransaction) await end(connection, 'rollback').catch(() => {});
    throw error;
  }
}

/** Snapshots of a transaction that only reads are of one moment; one that writes sees all that was written before its turn. */
async function begin(connection: PooledConnection): Promise<void> {
  const { role, wallRole } = connection.options;
  const start =
    role === 'reader'
      ? ['begin isolation level repeatable read read only']
      : ['begin isolation level read committed', ...waitForTurn(namedLocks())];
  const wall = wallInForce();
  // Those that write are behind none between transactions.
  if (role === 'reader' || wall !== null) start.push(...standBehind(wall, wallRole(), 'local'));
  connection.inTransaction = true;
  try {
    // One message, however many statements.
    await run(connection, CompiledQuery.raw(start.join(';')));
  } catch (error) {
    // Kysely rolls back nothing that did not begin.
    await end(connection, 'rollback').catch(() => {});
    throw error;
  }
}

/** Statements that only read and stand alone share what the connection was told, as long as they are of one workspace. */
async function changeWall(connection: PooledConnection): Promise<void> {
  const { client, walls, options } = connection;
  const wall = wallInForce();
  const wanted = wall === null ? '' : JSON.stringify(wall);
  if ((walls.get(client) ?? '') === wanted) return;
  await run(connection, CompiledQuery.raw(standBehind(wall, options.wallRole(), 'session').join(';')));
  walls.set(client, wanted);
}

function waitForTurn(locks: readonly number[] | null): string[] {
  if (locks === null) return [`select pg_advisory_xact_lock(${databaseLock})`];
  return [
    `select pg_advisory_xact_lock_shared(${databaseLock})`,
    ...locks.map((number) => `select pg_advisory_xact_lock(${workspaceLocks}, ${number})`),
  ];
}

async function end(connection: PooledConnection, how: 'commit' | 'rollback'): Promise<void> {
  connection.inTransaction = false;
  // The server ends it with the connection, when it notices.
  if (connection.broken) throw new AppError('storage_failed', 'the connection to the database was lost');
  try {
    const { command } = await connection.watch.answer(connection.client.query(how));
    // The server answers so when the transaction had failed.
    if (how === 'commit' && command !== 'COMMIT') throw new Error('the transaction was rolled back');
  } catch (error) {
    connection.broken = true;
    throw storageError(error);
  }
}

async function run<R>(connection: PooledConnection, { sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
  try {
    const { rows, rowCount, command } = await connection.watch.answer(
      connection.client.query<R & object>(sql, [...parameters]),
    );
    const result = { rows: rows ?? [] };
    return command === 'SELECT' || rowCount === null ? result : { ...result, numAffectedRows: BigInt(rowCount ?? 0) };
  } catch (error) {
    const failure = storageError(error);
    if (failure instanceof AppError && !isConflict(failure)) connection.broken = true;
    throw failure;
  }
}

/**
 * 08: connection, 28: not let in, 3D: no such database, 53: out of resources, 57: cancelled or shut down, 58: disk, XX001 and
 * XX002: damaged files.
 */
const failing = /^(08|28|3D|53|57|58|55P03|25P03|25006|40001|40P01|XX00[12])/;

/** Full disks and a server that is away are expected failures with codes of their own; anything else is a bug. */
function storageError(error: unknown): Error {
  const { message, code = '' } = error as { message: string; code?: string };
  if (error instanceof AppError) return error;
  if (code === '53100') return new AppError('storage_full', 'the disk of the database is full', { cause: error });
  // Without a SQLSTATE it is not from the server: the connection was lost, or there was none.
  if (failing.test(code) || !/^[0-9A-Z]{5}$/.test(code)) {
    return new AppError('storage_failed', `the database failed: ${message}`, { cause: error });
  }
  return error as Error;
}
