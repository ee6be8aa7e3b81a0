/**
 * Counts per workspace × day × channel × source × leaf × sentiment label, so that a dashboard never counts comments one by one.
 * Law: the roll-up equals a recount of the rows. Every change of comments subtracts what they contributed, changes
 * them, and adds what they contribute then, all in one transaction.
 */
import { type CompiledQuery, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import type { SentimentLabel } from '../feedback/analysis.ts';
import type { CommentTable, Trx } from './database/schema.ts';
import { executeAll, insertion, jsonRows } from './database/sql.ts';

/** [workspace, comment] */
export type CommentKey = readonly [string, string];

/** A rating that a reviewer found not to say what the customer thinks counts nowhere. */
const valid = sql`coalesce(a.rating_valid, 1) = 1`;
const ofRating = (column: string) => sql`sum(case when ${valid} then coalesce(${sql.ref(column)}, 0) else 0 end)`;

/** What a set of comments adds up to, over `comment c left join analysis a`. Sums are whole millionths. */
export const measures = sql`count(*) as comments, sum(coalesce(a.score, 0)) as score_sum,
  count(case when ${valid} then c.rating end) as rated, ${ofRating('c.position')} as position_sum,
  ${ofRating('c.ten_point')} as ten_point_sum, ${ofRating('c.csat')} as csat,
  count(case when ${valid} then c.nps end) as nps_rated,
  sum(case when c.nps = 1 and ${valid} then 1 else 0 end) as promoters,
  sum(case when c.nps = -1 and ${valid} then 1 else 0 end) as detractors,
  sum(case when a.issue_count > 0 then 1 else 0 end) as covered`;

/** Its sentiment, or `pending` or `failed` while there is none. */
export const labelOfComment = sql`coalesce(a.label, c.state)`;

/** Several issues of one comment under one leaf count once: mixed when they disagree, else the strongest. */
export const labelOfLeaf = sql`case
  when count(*) > count(i.label_rank) or (min(i.label_rank) < 0 and max(i.label_rank) > 0) then 'mixed'
  when max(i.label_rank) = 2 then 'very_positive' when max(i.label_rank) = 1 then 'positive'
  when min(i.label_rank) = -2 then 'very_negative' when min(i.label_rank) = -1 then 'negative'
  else 'neutral' end`;

export const withAnalysis = sql`left join analysis a on a.workspace_id = c.workspace_id and a.comment_id = c.id`;

/** Adds the analysis as it is answered, `b.body`. */
export const withBody = sql`${withAnalysis}
  left join analysis_body b on b.workspace_id = c.workspace_id and b.comment_id = c.id`;

const columns = [
  'comments',
  'score_sum',
  'rated',
  'position_sum',
  'ten_point_sum',
  'csat',
  'nps_rated',
  'promoters',
  'detractors',
  'covered',
] as const;

const cellColumns = ['workspace_id', 'day', 'channel', 'source', 'leaf', 'label'] as const;

/** What a comment is counted under; `leaf` is empty for the comment as a whole. */
export type RollupCell = Record<(typeof cellColumns)[number], string>;
export type RollupCounts = Record<(typeof columns)[number], number>;

/**
 * The changes of one transaction to the roll-ups, gathered so that each row is written once. What comments contribute is
 * read from the rows by `subtract` before they change and by `add` after; for comments that are new to the roll-ups the
 * caller knows it, and `count`s it without a look.
 */
export class RollupChange {
  readonly #rows = new Map<string, { cell: RollupCell; counts: RollupCounts }>();

  async subtract(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
    await this.#read(trx, keys, -1);
  }

  async add(trx: Trx, keys: readonly CommentKey[]): Promise<void> {
    await this.#read(trx, keys, 1);
  }

  /** `counts` is what one comment or several of the cell add up to. */
  count(cell: RollupCell, counts: RollupCounts, sign: 1 | -1): void {
    const key = JSON.stringify(cellColumns.map((name) => cell[name]));
    const row = this.#rows.get(key);
    if (row) for (const name of columns) row.counts[name] += sign * counts[name];
    else this.#rows.set(key, { cell, counts: mapCounts((name) => sign * counts[name]) });
  }

  async write(trx: Trx): Promise<void> {
    await executeAll(trx, this.compile(trx), this.compileDrop(trx));
  }

  /** What `write` executes first. */
  compile(db: QueryExecutorProvider): CompiledQuery[] {
    const rows = this.#changed().map(({ cell, counts }) => [
      ...cellColumns.map((name) => cell[name]),
      ...columns.map((name) => counts[name]),
    ]);
    const sums = sql.join(
      columns.map((name) => sql`${sql.ref(name)} = rollup.${sql.ref(name)} + excluded.${sql.ref(name)}`),
    );
    const add = sql`on conflict (workspace_id, leaf, day, channel, source, label) do update set ${sums}`;
    return insertion(db, 'rollup', [...cellColumns, ...columns], rows, add);
  }

  /** What it executes then: rows that nothing is left of go. */
  compileDrop(db: QueryExecutorProvider): CompiledQuery[] {
    const lessened = this.#changed().filter(({ counts }) => counts.comments < 0);
    if (lessened.length === 0) return [];
    const names = sql.join(cellColumns.map((name) => sql.ref(name)));
    const rows = lessened.map(({ cell }) => cellColumns.map((name) => cell[name]));
    const drop = sql`delete from rollup where comments = 0 and (${names}) in
      (select ${names} from ${jsonRows(cellColumns, rows)} as k)`;
    return [drop.compile(db)];
  }

  #changed(): { cell: RollupCell; counts: RollupCounts }[] {
    return [...this.#rows.values()].filter(({ counts }) => columns.some((name) => counts[name] !== 0));
  }

  async #read(trx: Trx, keys: readonly CommentKey[], sign: 1 | -1): Promise<void> {
    if (keys.length === 0) return;
    const { rows } = await sql<RollupCell & RollupCounts>`${wholes(keys)} union all ${leaves(keys)}`.execute(trx);
    for (const row of rows) this.count(row, row, sign);
  }
}

/** What one comment adds to a cell that it is in. */
export function countsOfComment(
  comment: Pick<CommentTable, 'rating' | 'position' | 'ten_point' | 'csat' | 'nps'>,
  /** Millionths; null as long as there is none. Its rating is one that counts. */
  analysis: { score: number; issues: number } | null,
): RollupCounts {
  return {
    comments: 1,
    score_sum: analysis?.score ?? 0,
    rated: comment.rating === null ? 0 : 1,
    position_sum: comment.position ?? 0,
    ten_point_sum: comment.ten_point ?? 0,
    csat: comment.csat ?? 0,
    nps_rated: comment.nps === null ? 0 : 1,
    promoters: comment.nps === 1 ? 1 : 0,
    detractors: comment.nps === -1 ? 1 : 0,
    covered: analysis && analysis.issues > 0 ? 1 : 0,
  };
}

/** As `labelOfLeaf`, of the polarity ranks of the issues of one comment and leaf. */
export function leafLabelOf(ranks: readonly (number | null)[]): SentimentLabel {
  const known = ranks.filter((rank) => rank !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (known.length < ranks.length || (least < 0 && most > 0)) return 'mixed';
  if (most > 0) return most === 2 ? 'very_positive' : 'positive';
  if (least < 0) return least === -2 ? 'very_negative' : 'negative';
  return 'neutral';
}

function mapCounts(countOf: (name: (typeof columns)[number]) => number): RollupCounts {
  return Object.fromEntries(columns.map((name) => [name, countOf(name)])) as RollupCounts;
}

function wholes(keys: readonly CommentKey[]): RawBuilder<unknown> {
  return sql`select c.workspace_id, c.day, coalesce(c.channel, '') as channel, c.source, '' as leaf,
      ${labelOfComment} as label, ${measures}
    from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c ${withAnalysis}
    where c.workspace_id = r.workspace_id and c.id = r.id
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, ${labelOfComment}`;
}

function leaves(keys: readonly CommentKey[]): RawBuilder<unknown> {
  return sql`select c.workspace_id, c.day, coalesce(c.channel, '') as channel, c.source, l.code as leaf, l.label, ${measures}
    from (select i.workspace_id, i.comment_id, i.code, ${labelOfLeaf} as label
        from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join issue i
        where i.workspace_id = r.workspace_id and i.comment_id = r.id and i.withdrawn = 0
        group by i.workspace_id, i.comment_id, i.code) as l
      cross join comment c ${withAnalysis}
    where c.workspace_id = l.workspace_id and c.id = l.comment_id
    group by c.workspace_id, c.day, coalesce(c.channel, ''), c.source, l.code, l.label`;
}
