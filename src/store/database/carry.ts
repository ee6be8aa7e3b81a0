/** What moving between the databases takes of each of them beside its rows: numbers given out, words, and being alone. */
import { type QueryExecutorProvider, sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { Table } from './catalogue.ts';
import { isPostgres } from './either.ts';
import type { Trx } from './schema.ts';
import { lastPlace, positionsKept, search, stagedWord } from './search.ts';
import { insertRows } from './sql.ts';

/** The name by which PostgreSQL knows the connections of a move; those of services have others. */
export const moving = 'huiyin migrate-store';

/** Throws `state_conflict` while a service is connected. The embedded database has its lock for that. */
export async function requireAlone(db: QueryExecutorProvider): Promise<void> {
  if (!isPostgres(db)) return;
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name like 'huiyin %' and application_name <> ${moving}`.execute(
    db,
  );
  if (rows[0]!.count > 0) throw new AppError('state_conflict', 'a service is connected to the PostgreSQL database');
}

/** Without figures of new rows PostgreSQL would read them all for each page. */
export async function countRows(trx: Trx, { name }: Table): Promise<void> {
  if (isPostgres(trx)) await sql`analyze ${sql.table(name)}`.execute(trx);
}

/** The last number that was given out, 0 for none. */
export async function lastNumber(db: QueryExecutorProvider, { name, numbered }: Table): Promise<number> {
  if (!isPostgres(db)) {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${name}`.execute(db);
    return rows[0]?.seq ?? 0;
  }
  const { rows } = await sql<{ sequence: string }>`
    select pg_get_serial_sequence(${name}, ${numbered}) as sequence`.execute(db);
  const last = await sql<{ last: number }>`
    select case when is_called then last_value else 0 end as last from ${sql.raw(rows[0]!.sequence)}`.execute(db);
  return last.rows[0]!.last;
}

/** Numbers of rows that are gone are not given out again. */
export async function goOnAfter(trx: Trx, { name, numbered }: Table, last: number): Promise<void> {
  if (isPostgres(trx)) {
    await sql`select setval(pg_get_serial_sequence(${name}, ${numbered}), ${Math.max(last, 1)}::bigint, ${last > 0})`.execute(
      trx,
    );
    return;
  }
  await sql`delete from sqlite_sequence where name = ${name}`.execute(trx);
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${last})`.execute(trx);
}

const wordsPerPage = 100_000;
const commentsPerPage = 1000;

/** Carries the index of words; answers how many entries [comment, word, place] it wrote. */
export async function carryWords(from: QueryExecutorProvider, to: Trx): Promise<number> {
  return isPostgres(to) ? wordsToPostgres(from, to) : wordsToSqlite(from, to);
}

/** Entries [comment, word, place] of an index, as far as PostgreSQL keeps places. */
export async function countWords(db: QueryExecutorProvider): Promise<number> {
  if (isPostgres(db)) {
    const { rows } = await sql<{ count: number }>`
      select coalesce(sum(cardinality(u.positions)), 0) as count from search s, unnest(s.words) u`.execute(db);
    return rows[0]!.count;
  }
  await openVocabulary(db);
  const { rows } = await sql<{ count: number }>`select coalesce(sum(min(count, ${positionsKept})), 0) as count
    from (select count(distinct min("offset", ${lastPlace})) as count from temp.search_words group by term, doc)`.execute(
    db,
  );
  return rows[0]!.count;
}

/** The embedded index keeps no texts, but says of each word where it stands. */
async function openVocabulary(db: QueryExecutorProvider): Promise<void> {
  await sql`create virtual table if not exists temp.search_words using fts5vocab(main, search, instance)`.execute(db);
}

interface WordRow {
  term: string;
  doc: number;
  offset: number;
}

/** The vocabulary is sorted by words: entries go into a table of their own first, which PostgreSQL sorts by comments. */
async function wordsToPostgres(from: QueryExecutorProvider, to: Trx): Promise<number> {
  await openVocabulary(from);
  await sql`create temporary table carried_word (seq bigint, word text) on commit drop`.execute(to);
  for (let read = 0; ; ) {
    const { rows } = await sql<WordRow>`
      select term, doc, "offset" from temp.search_words limit ${wordsPerPage} offset ${read}`.execute(from);
    const staged = rows.map(({ term, doc, offset }) => [doc, stagedWord(term, offset)]);
    await insertRows(to, 'carried_word', ['seq', 'word'], staged, sql``);
    read += rows.length;
    if (rows.length < wordsPerPage) break;
  }
  await sql`insert into search (seq, words) select seq, string_agg(word, ' ')::tsvector from carried_word group by seq`.execute(
    to,
  );
  return countWords(to);
}

async function wordsToSqlite(from: QueryExecutorProvider, to: Trx): Promise<number> {
  for (let after = 0; ; ) {
    const { rows } = await sql<{ seq: number; words: string | null }>`
      select s.seq, string_agg(u.lexeme, ' ' order by place) as words
      from (select seq, words from search where seq > ${after} order by seq limit ${commentsPerPage}) s
        left join unnest(s.words) u on true left join unnest(u.positions) place on true
      group by s.seq order by s.seq`.execute(from);
    if (rows.length === 0) return countWords(to);
    await search.insert(rows.map(({ seq, words }) => [seq, words ?? ''])).execute(to);
    after = rows.at(-1)!.seq;
  }
}
