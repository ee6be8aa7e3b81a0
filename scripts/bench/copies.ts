/** Copies of what `bench:scale` filled through the service, made within the database: a hundred times as quick as a fill. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { idBefore } from '../../src/store/ids.ts';
import { labelOfComment, labelOfLeaf, measures, withAnalysis } from '../../src/store/rollups.ts';

type Db = Kysely<unknown>;
type Trx = Transaction<unknown>;

/** The rows of the fill itself: its comments have the external ids `e0`, `e1`, … */
interface Base {
  workspaceId: string;
  firstId: string;
  lastId: string;
  firstSeq: number;
  lastSeq: number;
  receivedAt: string;
}

const copied = ['comment', 'analysis', 'analysis_body', 'issue', 'review_item', 'keyword', 'search'];
/** How many copies an author comes back in. */
const copiesOfAuthor = 5;
/** The first digits of an id are its time, in steps of 9 hours: an id of another day differs in these alone. */
const prefixDigits = 5;

/**
 * Brings the copies beside the fill to `count`, spread over so many `years` before it. A copy is the fill some whole days
 * earlier, under other ids; authors come back in five copies. It comes with its part of the roll-ups and of the counts of words,
 * so that a run that breaks off leaves whole copies. Secondary indexes are dropped meanwhile and made again as they were; who
 * kills the process makes them himself. `db` has one connection, of a superuser.
 */
export async function copyFill(db: Db, count: number, years: number, log: (line: string) => void): Promise<void> {
  const base = await readBase(db);
  const there = await copiesThere(db, count);
  if (there >= count) return;
  await keepBase(db, base);
  const indexes = await secondaryIndexes(db);
  for (const { name } of indexes) await sql`drop index ${sql.id(name)}`.execute(db);
  try {
    for (let copy = there + 1; copy <= count; copy++) {
      const start = performance.now();
      await db.transaction().execute((trx) => addCopy(trx, base, copy, daysEarlier(copy, years)));
      log(`copy ${copy} of ${count}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  } finally {
    for (const { name, definition } of indexes) {
      const start = performance.now();
      await sql.raw(definition).execute(db);
      log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  }
}

/** By the golden ratio: however many there are, they lie evenly, and no two on the same day. */
function daysEarlier(copy: number, years: number): number {
  return 1 + Math.floor(((copy * 0.618_033_988_75) % 1) * (years - 1) * 365);
}

async function readBase(db: Db): Promise<Base> {
  const { rows } = await sql<Base>`select workspace_id as "workspaceId", min(id) as "firstId", max(id) as "lastId",
      min(seq)::int as "firstSeq", max(seq)::int as "lastSeq", min(received_at) as "receivedAt"
    from comment where external_id like 'e%' and state = 'analysed' group by workspace_id`.execute(db);
  if (rows.length !== 1) throw new Error('one workspace is filled, or there is nothing to copy');
  return rows[0]!;
}

async function copiesThere(db: Db, count: number): Promise<number> {
  const names = Array.from({ length: count }, (_, i) => `k${i + 1}.e0`);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from comment where external_id in (${sql.join(names)})`.execute(db);
  return rows[0]!.n;
}

/** The rows that are copied, by themselves: no copy has to find them among all the others. */
async function keepBase(db: Db, base: Base): Promise<void> {
  for (const table of copied) {
    const id = sql.ref(table === 'comment' ? 'id' : 'comment_id');
    const rows =
      table === 'search'
        ? sql`seq between ${base.firstSeq} and ${base.lastSeq}`
        : sql`workspace_id = ${base.workspaceId} and ${id} between ${base.firstId} and ${base.lastId}`;
    const name = sql.table(`base_${table}`);
    await sql`create temporary table ${name} as select * from ${sql.table(table)} where ${rows}`.execute(db);
  }
  await sql`create temporary table base_rollup as ${recounted(base)}`.execute(db);
  const counts = sql.join(wordSums.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`));
  await sql`create temporary table base_term as
    select workspace_id, term, ${counts} from (${wordsOf(base)}) as w group by 1, 2`.execute(db);
}

async function secondaryIndexes(db: Db): Promise<{ name: string; definition: string }[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relname in (${sql.join(copied)}) and t.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`.execute(db);
  return rows;
}

async function addCopy(trx: Trx, base: Base, copy: number, days: number): Promise<void> {
  // Foreign keys hold by the way the rows are made; looking each of them up is most of the time.
  await sql`set local session_replication_role = replica`.execute(trx);
  const prefix = idBefore(Date.parse(base.receivedAt) - days * 86_400_000).slice(0, prefixDigits);
  const { rows } = await sql<{ seq: number }>`select max(seq)::int as seq from comment`.execute(trx);
  const value = valuesOf({ prefix, copy, days, numbers: rows[0]!.seq + 1 - base.firstSeq });
  for (const table of copied) {
    const columns = await columnsOf(trx, table);
    const names = sql.join(columns.map((name) => sql.ref(name)));
    const values = sql.join(columns.map((name) => sql.raw(value(table, name))));
    await sql`insert into ${sql.table(table)} (${names}) select ${values} from ${sql.table(`base_${table}`)}`.execute(
      trx,
    );
  }
  await sumUp(trx, days);
  await sql`select setval(pg_get_serial_sequence('comment', 'seq'), (select max(seq) from comment))`.execute(trx);
}

/** What a column of a copy holds, as SQL over that of the original. */
function valuesOf({ prefix, copy, days, numbers }: { prefix: string; copy: number; days: number; numbers: number }) {
  const id = (column: string) => `'${prefix}' || substr(${column}, ${prefixDigits + 1})`;
  const day = (column: string) => `(left(${column}, 10)::date - ${days})::text`;
  const times = /_at$|^occurred_at$|^waiting_since$|^overdue_told$/;
  return (table: string, column: string): string => {
    if (table === 'analysis_body' && column === 'body') return `replace(body, comment_id, ${id('comment_id')})`;
    if (column === 'id' || column === 'comment_id') return id(column);
    if (column === 'seq') return `seq + ${numbers}`;
    if (column === 'external_id') return `'k${copy}.' || external_id`;
    if (column === 'author') return `author || '.${Math.floor(copy / copiesOfAuthor)}'`;
    if (column === 'day') return day(column);
    return times.test(column) ? `${day(column)} || substr(${column}, 11)` : column;
  };
}

async function columnsOf(trx: Trx, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select column_name as name from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} order by ordinal_position`.execute(trx);
  return rows.map(({ name }) => name);
}

const sums = [
  ...['comments', 'score_sum', 'rated', 'position_sum', 'ten_point_sum', 'csat'],
  ...['nps_rated', 'promoters', 'detractors', 'covered'],
];
const wordSums = ['comments', 'keywords', 'weight_sum', 'polarity_sum'];

/** Adds a copy to the roll-ups, on its days, and to the counts of words. */
async function sumUp(trx: Trx, days: number): Promise<void> {
  const cell = ['workspace_id', 'day', 'channel', 'source', 'leaf', 'label'];
  await sql`insert into rollup (${list(cell)}, ${list(sums)})
    select workspace_id, (day::date - ${sql.lit(days)})::text, channel, source, leaf, label, ${list(sums)} from base_rollup
    on conflict (${list(cell)}) do update set ${added('rollup', sums)}`.execute(trx);
  await sql`insert into term (workspace_id, term, ${list(wordSums)})
    select workspace_id, term, ${list(wordSums)} from base_term
    on conflict (workspace_id, term) do update set ${added('term', wordSums)}`.execute(trx);
}

const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));
const added = (table: string, names: readonly string[]) =>
  sql.join(names.map((name) => sql`${sql.ref(name)} = ${sql.ref(`${table}.${name}`)} + excluded.${sql.ref(name)}`));

/** The empty term counts the comments. */
function wordsOf({ workspaceId, firstId, lastId }: Base) {
  const those = sql`workspace_id = ${workspaceId} and comment_id between ${firstId} and ${lastId}`;
  return sql`select workspace_id, '' as term, 1 as comments, 0 as keywords, 0 as weight_sum, 0 as polarity_sum
      from analysis_body where ${those}
    union all
    select workspace_id, t.term, 1, 0, 0, 0
      from analysis_body cross join json_array_elements_text(terms::json) as t (term) where ${those}
    union all
    select workspace_id, term, 0, 1, weight, polarity from keyword where ${those}`;
}

function recounted({ workspaceId, firstId, lastId }: Base) {
  return sql`select c.workspace_id, c.day, coalesce(c.channel, '') as channel, c.source, '' as leaf,
      ${labelOfComment} as label, ${measures}
    from comment c ${withAnalysis} where c.workspace_id = ${workspaceId} and c.id between ${firstId} and ${lastId} group by 1, 2, 3, 4, 5, 6
    union all
    select c.workspace_id, c.day, coalesce(c.channel, ''), c.source, l.code, l.label, ${measures}
    from (select i.workspace_id, i.comment_id, i.code, ${labelOfLeaf} as label from issue i
        where i.workspace_id = ${workspaceId} and i.comment_id between ${firstId} and ${lastId} and i.withdrawn = 0 group by 1, 2, 3) as l
      join comment c on c.workspace_id = l.workspace_id and c.id = l.comment_id ${withAnalysis}
    group by 1, 2, 3, 4, 5, 6`;
}
