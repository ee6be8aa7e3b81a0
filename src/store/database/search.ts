/** Full-text search over words that were cut beforehand. The index keeps no text, only words and their positions. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import { either, isPostgres } from './either.ts';
import type { Db, Trx } from './schema.ts';
import { jsonList, jsonRows } from './sql.ts';

export const search = {
  create: either(
    () => sql`create virtual table search using fts5(
      words, content = '', contentless_delete = 1, tokenize = "unicode61 categories 'L* N* Co So'")`,
    () => sql`create table search (seq bigint primary key, words tsvector not null);
      create index search_words on search using gin (words)`,
  ),

  /** `rows`: [sequence number of the comment, words joined by spaces] */
  insert: (rows: readonly (readonly [number, string])[]) =>
    either(
      () =>
        sql`insert into search (rowid, words) select seq, words from ${jsonRows(['seq', 'words'], rows)} as r where true`,
      () => sql`insert into search (seq, words) select seq, words::tsvector
        from ${jsonRows(
          ['seq', 'words'],
          rows.map(([seq, words]) => [seq, vectorOf(words)]),
          { seq: 'bigint' },
        )} as r`,
    ),

  delete: (numbers: readonly number[]) =>
    either(
      () => sql`delete from search where rowid in ${jsonList(numbers)}`,
      () => sql`delete from search where seq in ${jsonList(numbers)}`,
    ),

  /** True where the comment with sequence number `column` holds all `terms`. */
  holds: (column: Expression<unknown>, terms: readonly string[]): RawBuilder<SqlBool> =>
    either(
      () => sql<SqlBool>`${column} in (select rowid from search where search match ${terms.map(quote).join(' ')})`,
      () => sql<SqlBool>`${column} in (select seq from search where words @@ ${queryOf(terms)}::tsquery)`,
    ),
};

/**
 * Rewrites the full-text index without the words of deleted comments, and the log without their pages. In short steps,
 * each a transaction of its own, so that nothing else waits for long. PostgreSQL does so by itself (autovacuum).
 */
export async function forgetDeleted(writer: Db): Promise<void> {
  if (isPostgres(writer)) return;
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
  await forgetLog(writer);
}

/** Who reads and what copies the log are in the way for a while. Throws `storage_failed` when they do not give way. */
async function forgetLog(writer: Db): Promise<void> {
  for (let tries = 20; tries > 0; tries--) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(writer);
    if (rows[0]!.busy === 0) return;
    await pause(250);
  }
  throw new AppError('storage_failed', 'the log is in use and still holds what was erased');
}

function quote(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

/** PostgreSQL keeps no more places of one word in a text. */
export const positionsKept = 256;
const lastPosition = 16_383;
/** Counted from 0; what stands behind it stands there for PostgreSQL. */
export const lastPlace = lastPosition - 1;

/** One word of a text, at a place that counts from 0, as part of what PostgreSQL takes for a text's words. */
export function stagedWord(word: string, place: number): string {
  return `${lexeme(shorten(word))}:${Math.min(place + 1, lastPosition)}`;
}

const longestWordBytes = 2000;
const wordCharacters = /[\p{L}\p{N}\p{Co}\p{So}]+/gu;

/** What SQLite's tokenizer makes of a text: runs of word characters, without case and accents. */
function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const plain = withoutAccents.test(lower)
    ? lower
    : lower
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC');
  return (plain.match(wordCharacters) ?? []).map(shorten);
}

/** ASCII, Chinese and its punctuation: nothing in such a text is made of a letter and an accent. */
const withoutAccents = /^[\0-\x7f\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*$/;

/** PostgreSQL refuses longer ones. They are cut in the question too. */
function shorten(word: string): string {
  if (word.length * 3 <= longestWordBytes) return word;
  return Buffer.from(word)
    .subarray(0, longestWordBytes)
    .toString()
    .replace(/\ufffd+$/, '');
}

function lexeme(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** No word needs an escape: there are no quotes and no backslashes in one. */
function vectorOf(words: string): string {
  let vector = '';
  let place = 0;
  for (const word of wordsOf(words)) vector += ` '${word}':${Math.min(++place, lastPosition)}`;
  return vector;
}

/** The words of one term stand side by side. */
function queryOf(terms: readonly string[]): string {
  return terms
    .map((term) => wordsOf(term).map(lexeme).join(' <-> '))
    .filter((phrase) => phrase !== '')
    .map((phrase) => `(${phrase})`)
    .join(' & ');
}
