/** Rows that are derived from comments: cleared before a comment changes or goes. */
import { type CompiledQuery, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import type { KeywordTable, Trx } from './database/schema.ts';
import { search } from './database/search.ts';
import { jsonRows } from './database/sql.ts';
import { clearMetadata } from './metadata.ts';
import type { CommentKey } from './rollups.ts';

/** In a condition: the row belongs to one of the comments. `column` names the comment in that table. */
export function belongsTo(keys: readonly CommentKey[]) {
  return sql`(workspace_id, comment_id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)`;
}

/**
 * Clears metadata as they are looked up, analyses, keywords, document frequencies, full-text entries, topics, open reviews and issues that nobody touched.
 * Touched issues stay, without their evidence: its spans were of the old text. What was sent to review by hand waits for
 * the new analysis. The roll-ups are the caller's.
 */
export async function clearDerived(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  await clearMetadata(trx, keys);
  await clearWords(trx, keys);
  await clearTopics(trx, keys);
  await sql`delete from analysis where ${belongsTo(keys)}`.execute(trx);
  await sql`delete from analysis_body where ${belongsTo(keys)}`.execute(trx);
  await sql`delete from review_item where state <> 'done' and reason <> 'manual' and ${belongsTo(keys)}`.execute(trx);
  await sql`delete from issue where touched = 0 and ${belongsTo(keys)}`.execute(trx);
  await sql`update issue set evidence = '[]' where ${belongsTo(keys)}`.execute(trx);
}

/** The runs that lose comments make their figures anew. */
async function clearTopics(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  await sql`update topic_run set changes = changes + 1 where (workspace_id, id) in
    (select workspace_id, run_id from topic_assignment where ${belongsTo(keys)})`.execute(trx);
  await sql`delete from topic_assignment where ${belongsTo(keys)}`.execute(trx);
}

/** Keywords, term counts and full-text entries of analysed comments. */
export async function clearWords(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
  const old = await sql<{ workspace_id: string; terms: string; seq: number }>`
    select b.workspace_id, b.terms, c.seq from ${jsonRows(['workspace_id', 'id'], keys)} as r
    cross join analysis_body b cross join comment c
    where b.workspace_id = r.workspace_id and b.comment_id = r.id
      and c.workspace_id = r.workspace_id and c.id = r.id`.execute(trx);
  if (old.rows.length === 0) return;
  const counts = new TermCounts();
  for (const row of old.rows) counts.addTerms(row.workspace_id, JSON.parse(row.terms) as string[], -1);
  const removed = await sql<KeywordTable>`delete from keyword where ${belongsTo(keys)} returning *`.execute(trx);
  for (const row of removed.rows) counts.addKeyword(row, -1);
  await counts.write(trx);
  await search.delete(old.rows.map(({ seq }) => seq)).execute(trx);
}

type Sums = [comments: number, keywords: number, weight: number, polarity: number];

/** Changes of the counts of terms, gathered so that each term is written once. */
export class TermCounts {
  readonly #sums = new Map<string, Map<string, Sums>>();

  #of(workspaceId: string, term: string): Sums {
    const terms = this.#sums.get(workspaceId) ?? new Map<string, Sums>();
    this.#sums.set(workspaceId, terms);
    const sums = terms.get(term) ?? [0, 0, 0, 0];
    terms.set(term, sums);
    return sums;
  }

  /** `terms` are the distinct terms of one comment; the empty term counts the comments themselves. */
  addTerms(workspaceId: string, terms: readonly string[], sign: 1 | -1): void {
    for (const term of ['', ...terms]) this.#of(workspaceId, term)[0] += sign;
  }

  addKeyword({ workspace_id, term, weight, polarity }: KeywordTable, sign: 1 | -1): void {
    const sums = this.#of(workspace_id, term);
    sums[1] += sign;
    sums[2] += sign * weight;
    sums[3] += sign * polarity;
  }

  async write(trx: Trx): Promise<void> {
    const rows = this.#rows();
    if (rows.length === 0) return;
    await addition(rows).execute(trx);
    // A word that no comment holds any more is nobody's business.
    if (rows.some(([, , comments]) => comments < 0)) await dropUnused(trx, rows);
  }

  /** Of counts that were only added to. */
  compile(db: QueryExecutorProvider): CompiledQuery[] {
    const rows = this.#rows();
    return rows.length === 0 ? [] : [addition(rows).compile(db)];
  }

  /** In key order: neighbours share a page. */
  #rows(): TermRow[] {
    const rows: TermRow[] = [];
    for (const [workspaceId, terms] of this.#sums) {
      for (const [term, sums] of terms) if (sums.some((sum) => sum !== 0)) rows.push([workspaceId, term, ...sums]);
    }
    return rows.sort((a, b) => (a[1] < b[1] ? -1 : 1));
  }
}

type TermRow = [workspaceId: string, term: string, ...Sums];

function addition(rows: readonly TermRow[]): RawBuilder<unknown> {
  const counted = ['comments', 'keywords', 'weight_sum', 'polarity_sum'];
  const numbers = Object.fromEntries(counted.map((name) => [name, 'bigint' as const]));
  const columns = ['workspace_id', 'term', ...counted];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const sets = sql.join(
    counted.map((name) => sql`${sql.ref(name)} = term.${sql.ref(name)} + excluded.${sql.ref(name)}`),
  );
  return sql`insert into term (${names}) select ${names} from ${jsonRows(columns, rows, numbers)} as r where true
    on conflict (workspace_id, term) do update set ${sets}`;
}

async function dropUnused(trx: Trx, rows: readonly (readonly unknown[])[]): Promise<void> {
  const keys = rows.map(([workspaceId, term]) => [workspaceId, term]);
  await sql`delete from term where comments = 0 and keywords = 0 and (workspace_id, term) in
    (select workspace_id, term from ${jsonRows(['workspace_id', 'term'], keys)} as k)`.execute(trx);
}
