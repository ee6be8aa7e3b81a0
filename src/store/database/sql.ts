/** What the databases say differently: bulk rows, JSON maps, column types. Search has a file of its own. */
import { CompiledQuery, type Expression, type QueryExecutorProvider, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type ListType, listOf, typeOfValues } from './arrays.ts';
import { either, isPostgres } from './either.ts';
import type { Db, Trx } from './schema.ts';
import { requireWithinWall } from './wall.ts';

/**
 * Many rows as a table expression with the given columns. `rows` hold the values in the order of the columns, which are
 * texts but for those in `numbers`. One statement, compiled and cached once, whatever the number of rows.
 */
export function jsonRows(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  numbers: Readonly<Record<string, NumberType>> = {},
): RawBuilder<unknown> {
  const place = columns.indexOf('workspace_id');
  if (place >= 0) requireWithinWall(rows, place);
  const fields = () => columns.map((name, index) => sql`value->>${sql.lit(index)} as ${sql.id(name)}`);
  const lists = () =>
    columns.map((name, index) =>
      castList(
        rows.map((row) => row[index]),
        numbers[name] ?? 'text',
      ),
    );
  return either(
    () => sql`(select ${sql.join(fields())} from json_each(${JSON.stringify(rows)}))`,
    () => sql`(select * from unnest(${sql.join(lists())}) as r (${sql.join(columns.map((name) => sql.id(name)))}))`,
  );
}

export type NumberType = 'integer' | 'bigint' | 'double precision';

/**
 * Inserts wide rows and answers what the statement returns. `rows` hold the values in the order of `columns`. Call it within
 * a transaction.
 */
export async function insertRows<Row>(
  trx: Trx,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  conflict: RawBuilder<unknown>,
): Promise<Row[]> {
  const inserted: Row[] = [];
  for (const query of insertion<Row>(trx, table, columns, rows, conflict)) {
    inserted.push(...(await trx.executeQuery<Row>(query)).rows);
  }
  return inserted;
}

/**
 * The same, ready to be executed. To SQLite the rows travel in few messages and run through one prepared statement there: for
 * rows of twenty columns four times as fast as taking them out of JSON.
 */
export function insertion<Row>(
  db: QueryExecutorProvider,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  conflict: RawBuilder<unknown>,
): CompiledQuery<Row>[] {
  if (rows.length === 0) return [];
  const into = sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})`;
  if (isPostgres(db)) return [sql<Row>`${into} ${columnsOf(columns, rows)} ${conflict}`.compile(db)];
  const places = sql.raw(columns.map(() => '?').join(', '));
  const query = sql<Row>`${into} values (${places}) ${conflict}`.compile(db);
  return messagesOf(rows, (row) => row).map((message) => CompiledQuery.raw(query.sql, [message]) as CompiledQuery<Row>);
}

/**
 * Executes statements that change rows of different tables and answer nothing. Others wait for this transaction, so it should
 * not wait for us in between: for PostgreSQL they are one statement, to SQLite they travel in few messages. `after`: those
 * that look at what the first have written.
 */
export async function executeAll(
  trx: Trx,
  queries: readonly CompiledQuery[],
  after: readonly CompiledQuery[] = [],
): Promise<void> {
  if (isPostgres(trx)) {
    await executeAsOne(trx, queries);
    await executeAsOne(trx, after);
    return;
  }
  await sendAll(trx, [...queries, ...after], false);
}

/** The same for the last ones of a transaction: to SQLite the commit travels with them, so nothing may follow. */
export async function executeLast(
  trx: Trx,
  queries: readonly CompiledQuery[],
  after: readonly CompiledQuery[] = [],
): Promise<void> {
  if (isPostgres(trx)) return executeAll(trx, queries, after);
  await sendAll(trx, [...queries, ...after], true);
}

async function sendAll(trx: Trx, all: readonly CompiledQuery[], commit: boolean): Promise<void> {
  const messages = messagesOf(all, valuesOf);
  for (const [index, queries] of messages.entries()) {
    const isLast = index === messages.length - 1;
    await trx.executeQuery(asOne({ queries, commit: commit && isLast, each: false }));
  }
}

/** A query, and what its rows say. */
export interface Question<Answer> {
  query: CompiledQuery;
  answer(rows: unknown[]): Answer;
}

export function question<Row, Answer>(query: CompiledQuery<Row>, answer: (rows: Row[]) => Answer): Question<Answer> {
  return { query, answer: (rows) => answer(rows as Row[]) };
}

export async function ask<Answer>(db: Db | Trx, { query, answer }: Question<Answer>): Promise<Answer> {
  return answer((await db.executeQuery(query)).rows);
}

/** Asks what does not depend on each other's answers: to SQLite the questions travel in one message. */
export async function askAll<Answers extends readonly unknown[]>(
  trx: Trx,
  questions: { [N in keyof Answers]: Question<Answers[N]> },
): Promise<Answers> {
  const all: readonly Question<unknown>[] = questions;
  if (isPostgres(trx)) {
    const answers: unknown[] = [];
    for (const one of all) answers.push(await ask(trx, one));
    return answers as unknown as Answers;
  }
  const queries = all.map(({ query }) => query);
  const { rows } = await trx.executeQuery<unknown[]>(asOne({ queries, commit: false, each: true }));
  return all.map(({ answer }, index) => answer(rows[index]!)) as unknown as Answers;
}

const valuesOf = ({ parameters }: CompiledQuery): unknown[] => parameters.flat(2);

async function executeAsOne(trx: Trx, queries: readonly CompiledQuery[]): Promise<void> {
  if (queries.length < 2) {
    for (const query of queries) await trx.executeQuery(query);
    return;
  }
  const parameters: unknown[] = [];
  const parts = queries.map(({ sql: statement, parameters: own }, index) => {
    const before = parameters.length;
    parameters.push(...own);
    return `part${index} as (${statement.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + before}`)})`;
  });
  await trx.executeQuery(CompiledQuery.raw(`with ${parts.join(', ')} select 1`, parameters));
}

/** Rows for an insert. Of a column that is empty the type is not known, nor needed. */
function columnsOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const lists: RawBuilder<unknown>[] = [];
  const names: RawBuilder<unknown>[] = [];
  const selected = columns.map((_, index) => {
    const values = rows.map((row) => row[index]);
    const type = typeOfValues(values);
    if (type === null) return sql`null`;
    lists.push(castList(values, type));
    names.push(sql.ref(`v${index}`));
    return sql.ref(`r.v${index}`);
  });
  return sql`select ${sql.join(selected)} from unnest(${sql.join(lists)}) as r (${sql.join(names)})`;
}

function castList(values: readonly unknown[], type: ListType): RawBuilder<unknown> {
  return sql`${listOf(values, type)}::${sql.raw(type)}[]`;
}

/** In `on conflict do update set`: takes these columns from the row that could not be inserted. */
export function renew(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
}

/** UTF-16 units of text from which on a message takes no further row: sending it holds up the event loop. */
const messageUnits = 500_000;

function messagesOf<Part>(parts: readonly Part[], valuesOf: (part: Part) => readonly unknown[]): Part[][] {
  const messages: Part[][] = [];
  let units = messageUnits;
  for (const part of parts) {
    if (units >= messageUnits) {
      messages.push([]);
      units = 0;
    }
    messages.at(-1)!.push(part);
    for (const value of valuesOf(part)) if (typeof value === 'string') units += value.length;
  }
  return messages;
}

/** Queries that Kysely takes for one, by the connection for SQLite. */
interface Together {
  queries: readonly CompiledQuery[];
  /** They are the last of their transaction. */
  commit: boolean;
  /** The rows of the one that they are taken for are the rows of each. */
  each: boolean;
}
const together = new WeakMap<CompiledQuery, Together>();

function asOne<Row>(several: Together): CompiledQuery<Row> {
  const one = CompiledQuery.raw('') as CompiledQuery<Row>;
  together.set(one, several);
  return one;
}

/** What a query stands for: itself, or several. */
export function togetherOf(query: CompiledQuery): Together {
  return together.get(query) ?? { queries: [query], commit: false, each: false };
}

/** Bytes of a text, without reading it. */
export function byteLength(text: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`octet_length(${text})`;
}

/** The members of a list as a subquery of one column. */
export function jsonList(values: readonly (string | number)[]): RawBuilder<string> {
  const type = typeOfValues(values) === 'bigint' ? 'bigint' : 'text';
  return either(
    () => sql`(select value from json_each(${JSON.stringify(values)}))`,
    () => sql`(select unnest(${castList(values, type)}))`,
  );
}

/** The rows of a query as one JSON text, a list of lists with the values of `columns`: ten thousand rows are one message. */
export function packedRows(columns: readonly string[], query: RawBuilder<unknown>): RawBuilder<{ packed: string }> {
  const values = sql.join(columns.map((name) => sql.ref(name)));
  return either(
    () => sql<{ packed: string }>`select json_group_array(json_array(${values})) as packed from (${query}) as r`,
    () => sql<{ packed: string }>`select coalesce(json_agg(json_build_array(${values}))::text, '[]') as packed
      from (${query}) as r`,
  );
}

/** True where the JSON object in `column` holds one of `values` under `key`. The key is a bound value, never SQL. */
export function mapHolds(column: Expression<unknown>, key: string, values: readonly string[]): RawBuilder<SqlBool> {
  return either(
    () => sql<SqlBool>`exists (select 1 from json_each(${column}) as entry
      where entry.key = ${key} and entry.value in ${jsonList(values)})`,
    () => sql<SqlBool>`coalesce(${column}::json ->> ${key} in ${jsonList(values)}, false)`,
  );
}

/** The value under `key` of the JSON object in `column`; null where there is none. The key is a bound value. */
export function mapValue(column: Expression<unknown>, key: string): RawBuilder<string | null> {
  return either(
    () => sql<string | null>`(select entry.value from json_each(${column}) as entry where entry.key = ${key})`,
    () => sql<string | null>`(${column}::json ->> ${key})`,
  );
}

/** As much of a text as is a number, and not too large for one. */
const startOfNumber = sql.lit(
  '^\\s*([+-]?(?:\\d{1,200}(?:\\.\\d{0,200})?|\\.\\d{1,200})(?:[eE][+-]?\\d{1,2}(?!\\d))?)',
);

/** A text as a number; 0 where it is none. */
export function numberOf(text: RawBuilder<unknown>): RawBuilder<number> {
  return either(
    () => sql<number>`cast(${text} as real)`,
    () => sql<number>`case when ${text} is not null
      then coalesce(substring(${text} from ${startOfNumber})::double precision, 0) end`,
  );
}

/** The members of the JSON object in `column` as rows with `key` and `value`, to be joined under the name `entry`. */
export function mapEntries(column: Expression<unknown>): RawBuilder<unknown> {
  return either(
    () => sql`json_each(${column}) as entry`,
    () => sql`json_each_text(${column}::json) as entry (key, value)`,
  );
}

/**
 * At the end of a query: takes its rows of `table` for this transaction, but for those that another one has. SQLite has one
 * writer.
 */
export function skipLocked(table: string): RawBuilder<unknown> {
  return either(
    () => sql``,
    () => sql`for update of ${sql.table(table)} skip locked`,
  );
}

/** Column definition of a number that the database gives out, in order of insertion. */
export const sequence = either(
  () => sql`integer primary key autoincrement`,
  () => sql`bigint generated by default as identity primary key`,
);

/** Fills the pages of a table to so many percent, where a row that changes stays on its page. */
export async function roomForUpdates(db: QueryExecutorProvider, table: string, percent: number): Promise<void> {
  if (isPostgres(db)) await sql`alter table ${sql.table(table)} set (fillfactor = ${sql.lit(percent)})`.execute(db);
}

/** Compresses long texts that are written from now on by LZ4, where the server has it: several times quicker, a little larger. */
export async function quickCompression(db: QueryExecutorProvider, table: string, columns: string[]): Promise<void> {
  if (!isPostgres(db)) return;
  const { rows } = await sql`select 1 from pg_settings
    where name = 'default_toast_compression' and 'lz4' = any (enumvals)`.execute(db);
  if (rows.length === 0) return;
  for (const column of columns)
    await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} set compression lz4`.execute(db);
}

/** Column type of bytes. */
export const bytes = either(
  () => sql`blob`,
  () => sql`bytea`,
);

/** For narrow tables that are only read by their primary key. */
export const clustered = either(
  () => sql`without rowid`,
  () => sql``,
);
