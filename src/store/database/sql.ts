/**
 * The only file that knows which database it talks to: bulk rows, full-text search, JSON maps.
 * PostgreSQL gets its own version of this file; nothing else changes.
 */
import { CompiledQuery, type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db, Trx } from './schema.ts';

/**
 * Many rows as one bound parameter: a table expression with the given columns. `rows` hold the values in the order of
 * the columns. One statement, compiled and cached once, whatever the number of rows.
 */
export function jsonRows(columns: readonly string[], rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const fields = columns.map((name, index) => sql`value->>${sql.lit(index)} as ${sql.id(name)}`);
  return sql`(select ${sql.join(fields)} from json_each(${JSON.stringify(rows)}))`;
}

/**
 * Inserts wide rows and answers what the statement returns. `rows` hold the values in the order of `columns`. They
 * travel to the database thread in few messages and run through one prepared statement there: for rows of twenty columns
 * four times as fast as taking them out of JSON. Call it within a transaction.
 */
export async function insertRows<Row>(
  trx: Trx,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  conflict: RawBuilder<unknown>,
): Promise<Row[]> {
  if (rows.length === 0) return [];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const places = sql.raw(columns.map(() => '?').join(', '));
  const query = sql<Row>`insert into ${sql.table(table)} (${names}) values (${places}) ${conflict}`.compile(trx);
  const inserted: Row[] = [];
  for (const message of messagesOf(rows)) {
    inserted.push(...(await trx.executeQuery<Row>(CompiledQuery.raw(query.sql, [message]))).rows);
  }
  return inserted;
}

/** In `on conflict do update set`: takes these columns from the row that could not be inserted. */
export function renew(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
}

/** UTF-16 units of text from which on a message takes no further row: sending it holds up the event loop. */
const messageUnits = 500_000;

function messagesOf(rows: readonly (readonly unknown[])[]): (readonly unknown[])[][] {
  const messages: (readonly unknown[])[][] = [];
  let units = messageUnits;
  for (const row of rows) {
    if (units >= messageUnits) {
      messages.push([]);
      units = 0;
    }
    messages.at(-1)!.push(row);
    for (const value of row) if (typeof value === 'string') units += value.length;
  }
  return messages;
}

/** Bytes of a text, without reading it. */
export function byteLength(text: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`octet_length(${text})`;
}

/** The members of a list as a subquery of one column. */
export function jsonList(values: readonly (string | number)[]): RawBuilder<string> {
  return sql`(select value from json_each(${JSON.stringify(values)}))`;
}

/** The rows of a query as one JSON text, a list of lists with the values of `columns`: ten thousand rows are one message. */
export function packedRows(columns: readonly string[], query: RawBuilder<unknown>): RawBuilder<{ packed: string }> {
  const values = sql.join(columns.map((name) => sql.ref(name)));
  return sql<{ packed: string }>`select json_group_array(json_array(${values})) as packed from (${query}) as r`;
}

/** True where the JSON object in `column` holds one of `values` under `key`. The key is a bound value, never SQL. */
export function mapHolds(column: Expression<unknown>, key: string, values: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from json_each(${column}) as entry
    where entry.key = ${key} and entry.value in ${jsonList(values)})`;
}

/** The value under `key` of the JSON object in `column`; null where there is none. The key is a bound value. */
export function mapValue(column: Expression<unknown>, key: string): RawBuilder<string | null> {
  return sql<string | null>`(select entry.value from json_each(${column}) as entry where entry.key = ${key})`;
}

/** A text as a number; 0 where it is none. */
export function numberOf(text: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`cast(${text} as real)`;
}

/** The members of the JSON object in `column` as rows with `key` and `value`, to be joined under the name `entry`. */
export function mapEntries(column: Expression<unknown>): RawBuilder<unknown> {
  return sql`json_each(${column}) as entry`;
}

/** Full-text search over words that were cut beforehand. The index keeps no text, only word positions. */
export const search = {
  create: sql`create virtual table search using fts5(
    words, content = '', contentless_delete = 1, tokenize = "unicode61 categories 'L* N* Co So'")`,

  /** `rows`: [sequence number of the comment, words joined by spaces] */
  insert: (rows: readonly (readonly [number, string])[]) =>
    sql`insert into search (rowid, words) select seq, words from ${jsonRows(['seq', 'words'], rows)} as r where true`,

  delete: (numbers: readonly number[]) => sql`delete from search where rowid in ${jsonList(numbers)}`,

  /** True where the comment with sequence number `column` holds all `terms`. */
  holds: (column: Expression<unknown>, terms: readonly string[]): RawBuilder<SqlBool> =>
    sql<SqlBool>`${column} in (select rowid from search where search match ${terms.map(quote).join(' ')})`,
};

/**
 * Rewrites the full-text index without the words of deleted comments, and the log without their pages. In short steps,
 * each a transaction of its own, so that nothing else waits for long.
 */
export async function forgetDeleted(writer: Db): Promise<void> {
  const merge = (pages: number) => sql`insert into search (search, rank) values ('merge', ${sql.lit(pages)})`;
  const changes = async (trx: Trx) => (await sql<{ n: number }>`select total_changes() as n`.execute(trx)).rows[0]!.n;
  // Negative: begin to merge everything into one piece; then go on until there is nothing left to do.
  for (let pages = -100, more = true; more; pages = 100) {
    more = await writer.transaction().execute(async (trx) => {
      const before = await changes(trx);
      await merge(pages).execute(trx);
      return (await changes(trx)) - before >= 2;
    });
  }
  await sql`pragma wal_checkpoint(truncate)`.execute(writer);
}

function quote(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

/** Column definition of a number that the database gives out, in order of insertion. */
export const sequence = sql`integer primary key autoincrement`;

/** Column type of bytes. */
export const bytes = sql`blob`;

/** For narrow tables that are only read by their primary key. */
export const clustered = sql`without rowid`;

/** Settings of the connection that the service insists on, as [question, answer]. */
export const requiredSettings: readonly (readonly [string, string | number])[] = [
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['foreign_keys', 1],
  ['secure_delete', 1],
  ['trusted_schema', 0],
];
export const readSetting = (name: string): RawBuilder<Record<string, string | number>> =>
  sql<Record<string, string | number>>`pragma ${sql.raw(name)}`;
