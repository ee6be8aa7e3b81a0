/**
 * A worker thread that owns one SQLite connection and runs the statements it is sent, so that no SQL ever runs on
 * the event loop. `role: 'writer'` also takes the lock of the data folder.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { standBack } from '../../priority.ts';
import type { Statement, StatementResult, ThreadAnswer, ThreadOptions, ThreadRequest } from './thread.ts';

/** The write-ahead log of older versions could be corrupted by a checkpoint that raced a write. */
const oldestVersion = [3, 51, 3];
const statementsKept = 500;

const options = workerData as ThreadOptions;
const port = parentPort!;
if (options.role === 'copier') standBack();
const lock = options.role === 'writer' ? lockFolder(options.lockPath) : null;
const database = open();
const statements = new Map<string, Database.Statement>();
port.on('message', (request: ThreadRequest) => port.postMessage(answer(request)));
port.postMessage({ id: 0, results: [] } satisfies ThreadAnswer);

/** An exclusive transaction that is never committed: the operating system drops it with the process, however it dies. */
function lockFolder(path: string): Database.Database {
  const handle = new Database(path, { timeout: 0 });
  try {
    handle.exec('begin exclusive');
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      fail(`another process is using this data folder (it holds ${path})`);
    }
    throw error;
  }
  return handle;
}

function open(): Database.Database {
  const handle = new Database(options.path, { timeout: 5000 });
  const version = String(handle.prepare('select sqlite_version()').pluck().get());
  if (isOlder(version)) fail(`SQLite ${version} is older than ${oldestVersion.join('.')}`);
  handle.pragma('journal_mode = WAL');
  // After journal_mode: on its own, WAL falls back to NORMAL with the first write, and a power cut loses commits.
  handle.pragma('synchronous = FULL');
  handle.pragma('foreign_keys = ON');
  handle.pragma('trusted_schema = OFF');
  handle.pragma('secure_delete = ON');
  handle.pragma('temp_store = MEMORY');
  if (options.role === 'reader') handle.pragma('query_only = ON');
  if (options.role === 'writer') tuneForWriting(handle);
  return handle;
}

/** Bulk writes touch many index pages: keep them at hand (32 MB), and begin the log anew seldom (at 32 MB). */
function tuneForWriting(handle: Database.Database): void {
  handle.pragma('cache_size = -32768');
  handle.pragma('wal_autocheckpoint = 8000');
}

function isOlder(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldestVersion.entries()) {
    if (parts[index] !== least) return (parts[index] ?? 0) < least;
  }
  return false;
}

function fail(message: string): never {
  throw new Error(message);
}

function prepare(sql: string): Database.Statement {
  let statement = statements.get(sql);
  if (statement) {
    statements.delete(sql);
  } else {
    statement = database.prepare(sql);
    const oldest = statements.keys().next();
    if (statements.size >= statementsKept && !oldest.done) statements.delete(oldest.value);
  }
  statements.set(sql, statement);
  return statement;
}

/** A single parameter that is a list of rows stands for one run of the statement per row. */
function manyRows(parameters: readonly unknown[]): unknown[][] | null {
  return parameters.length === 1 && Array.isArray(parameters[0]) ? parameters[0] : null;
}

function execute({ sql, parameters }: Statement): StatementResult {
  const statement = prepare(sql);
  const each = manyRows(parameters) ?? [parameters];
  if (statement.reader) return { rows: each.flatMap((row) => statement.all(row)), changes: undefined };
  let changes = 0;
  for (const row of each) changes += statement.run(row).changes;
  return { rows: [], changes };
}

function answer(request: ThreadRequest): ThreadAnswer {
  const { id } = request;
  try {
    if (request.statements === null) {
      database.close();
      lock?.close();
      return { id, results: [] };
    }
    return { id, results: request.statements.map(execute) };
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    return { id, error: { message, code: code ?? '' } };
  }
}
