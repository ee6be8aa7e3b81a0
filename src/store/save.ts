/** Writes the analyses of a batch and everything derived from them, in few statements. */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { KeptAnalysis } from '../feedback/analysed.ts';
import type { Keyword } from '../feedback/analysis.ts';
import { applyDecided } from '../feedback/decision.ts';
import { analysisText } from '../feedback/kept.ts';
import { decidedCells, decidedColumns } from './analysisRows.ts';
import { iso } from './clock.ts';
import { type CommentRow, millionths, tenThousandths } from './commentRows.ts';
import type { KeywordTable, Trx } from './database/schema.ts';
import { search } from './database/search.ts';
import { insertRows, jsonRows, renew } from './database/sql.ts';
import { type Active, activeDecisions } from './decisions.ts';
import { clearWords, TermCounts } from './derived.ts';
import { saveReviews } from './reviewRows.ts';
import { type CommentKey, countsOfComment, leafLabelOf, RollupChange } from './rollups.ts';
import { type Leaves, saveIssues } from './saveIssues.ts';
import type { AnalysedTask, ClaimedTask } from './tasks.ts';

export async function saveAnalyses(trx: Trx, results: AnalysedTask[], now: number): Promise<void> {
  if (results.length === 0) return;
  const keys = results.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  // Most comments are new, and none of their rows need a look.
  const known = await knownComments(trx, keys);
  const rollups = new RollupChange();
  const folded = await foldDecisions(trx, results, known);
  await rollups.subtract(trx, known);
  await clearWords(trx, known);
  const comments = await markAnalysed(trx, keys);
  const sources = folded.map(({ task: { workspaceId, commentId }, analysis, active }) => {
    return { workspaceId, commentId, analysis, ...(active && { decided: active.decided }) };
  });
  const withIssues = sources.map((source) => ({
    ...source,
    issues: source.analysis.issues,
    ...comments.get(source.commentId)!,
  }));
  // Rows of different tables; what takes little to prepare goes first, since the workspace is locked all the while.
  const [, leaves] = await together([
    () => search.insert(searchTexts(results, comments)).execute(trx),
    () => saveIssues(trx, withIssues, known, now),
    () => saveAnalysisRows(trx, folded, iso(now)),
    () => saveBodies(trx, folded),
    () => saveWords(trx, results, comments),
    () => saveReviews(trx, sources, known, now),
  ]);
  await rollups.add(trx, known);
  const looked = new Set(known.map(([, id]) => id));
  for (const { task, analysis } of results)
    if (!looked.has(task.commentId))
      countFirst(rollups, task.workspaceId, comments.get(task.commentId)!, analysis, leaves.get(task.commentId));
  await rollups.write(trx);
}

/**
 * Begins one after the other, so that the database writes the rows of one while those of the next are prepared. Fails only
 * when nothing is under way any more: what a transaction is asked to write after its end would be written for good.
 */
async function together<Work extends readonly (() => Promise<unknown>)[]>(
  work: readonly [...Work],
): Promise<{ [At in keyof Work]: Awaited<ReturnType<Work[At]>> }> {
  const begun: Promise<unknown>[] = [];
  for (const begin of work) {
    const promise = begin();
    // It is told of below.
    promise.catch(() => {});
    begun.push(promise);
    await setImmediate();
  }
  await Promise.allSettled(begun);
  return Promise.all(begun) as Promise<{ [At in keyof Work]: Awaited<ReturnType<Work[At]>> }>;
}

/** Those that anything was derived from, or decided about, before: all others wait for their first analysis. */
async function knownComments(trx: Trx, keys: readonly CommentKey[]): Promise<CommentKey[]> {
  const has = (table: string) =>
    sql`exists (select 1 from ${sql.table(table)} as d where d.workspace_id = c.workspace_id and d.comment_id = c.id)`;
  const any = sql.join(['analysis', 'issue', 'review_item', 'decision'].map(has), sql` or `);
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select c.workspace_id, c.id from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c
    where c.workspace_id = r.workspace_id and c.id = r.id and (c.state <> 'pending' or ${any})`.execute(trx);
  return rows.map(({ workspace_id, id }) => [workspace_id, id]);
}

/** A comment that was counted as waiting is counted as analysed. */
function countFirst(
  rollups: RollupChange,
  workspaceId: string,
  comment: MarkedComment,
  { sentiment, issues }: KeptAnalysis,
  leaves: Leaves = new Map(),
): void {
  const { day, channel, source } = comment;
  const cell = { workspace_id: workspaceId, day, channel, source, leaf: '', label: 'pending' };
  const counts = countsOfComment(comment, { score: Math.round(sentiment.score * millionths), issues: issues.length });
  rollups.count(cell, countsOfComment(comment, null), -1);
  rollups.count({ ...cell, label: sentiment.label }, counts, 1);
  for (const [leaf, ranks] of leaves) rollups.count({ ...cell, leaf, label: leafLabelOf(ranks) }, counts, 1);
}

/** A result as it is kept and counted; `machine` is what the analyser said. */
interface FoldedTask extends AnalysedTask {
  machine: KeptAnalysis;
  active: Active | undefined;
}

/** A new analysis never changes what people decided. */
async function foldDecisions(trx: Trx, results: AnalysedTask[], keys: readonly CommentKey[]): Promise<FoldedTask[]> {
  const comments = new Map(results.map(({ task }) => [task.commentId, task.comment]));
  const decisions = await activeDecisions(trx, keys, (id) => comments.get(id)!);
  return results.map((result) => {
    const active = decisions.get(result.task.commentId);
    const { analysis: machine } = result;
    return { ...result, machine, active, analysis: active ? applyDecided(machine, active.decided) : machine };
  });
}

interface MarkedComment extends Pick<CommentRow, 'rating' | 'position' | 'ten_point' | 'csat' | 'nps'> {
  seq: number;
  createdAt: string;
  receivedAt: number;
  day: string;
  channel: string;
  source: string;
}

const marked = [
  'id',
  'seq',
  'received_at',
  'day',
  'channel',
  'source',
  'rating',
  'position',
  'ten_point',
  'csat',
  'nps',
] as const;

async function markAnalysed(trx: Trx, keys: CommentKey[]): Promise<Map<string, MarkedComment>> {
  const { rows } = await sql<Pick<CommentRow, (typeof marked)[number]>>`
    update comment set state = 'analysed', failure = null
    where (workspace_id, id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)
    returning ${sql.join(marked.map((name) => sql.ref(name)))}`.execute(trx);
  return new Map(
    rows.map(({ id, received_at: createdAt, channel, ...row }) => {
      return [id, { ...row, createdAt, receivedAt: Date.parse(createdAt), channel: channel ?? '' }];
    }),
  );
}

async function saveAnalysisRows(trx: Trx, results: readonly FoldedTask[], now: string): Promise<void> {
  const rows = results.map(({ task, analysis, active }) => [
    task.workspaceId,
    task.commentId,
    ...decidedCells(analysis, active?.decided),
    task.revision,
    analysis.language,
    analysis.kind,
    analysis.escalation,
    now,
  ]);
  const columns = [...decidedColumns, 'revision', 'language', 'kind', 'escalation', 'analysed_at'];
  await upsertRows(trx, 'analysis', ['workspace_id', 'comment_id', ...columns], rows);
}

async function saveBodies(trx: Trx, results: readonly FoldedTask[]): Promise<void> {
  const bodies = results.map(({ task, machine, candidates }) => [
    task.workspaceId,
    task.commentId,
    analysisText(machine),
    JSON.stringify(distinctTerms(candidates)),
  ]);
  await upsertRows(trx, 'analysis_body', ['workspace_id', 'comment_id', 'body', 'terms'], bodies);
}

/** Rows whose first two columns are their key. */
async function upsertRows(trx: Trx, table: string, columns: string[], rows: unknown[][]): Promise<void> {
  await insertRows(
    trx,
    table,
    columns,
    rows,
    sql`on conflict (workspace_id, comment_id) do update set ${renew(columns.slice(2))}`,
  );
}

/** What the full-text index has of each comment, by its number. */
function searchTexts(results: AnalysedTask[], comments: Map<string, MarkedComment>): [number, string][] {
  return results.map(({ task, searchText }) => [comments.get(task.commentId)!.seq, searchText]);
}

/** Keywords and term counts. */
async function saveWords(trx: Trx, results: AnalysedTask[], comments: Map<string, MarkedComment>): Promise<void> {
  const counts = new TermCounts();
  const keywords = results.flatMap(({ task, analysis }) =>
    keywordRows(task, comments.get(task.commentId)!, analysis.keywords),
  );
  for (const { task, candidates } of results) counts.addTerms(task.workspaceId, distinctTerms(candidates), 1);
  for (const row of keywords) counts.addKeyword(row, 1);
  await counts.write(trx);
  const columns = ['workspace_id', 'comment_id', 'term', 'weight', 'polarity', 'day', 'channel', 'source'] as const;
  const values = keywords.map((row) => columns.map((name) => row[name]));
  await insertRows(trx, 'keyword', columns, values, sql``);
}

function distinctTerms(candidates: readonly { term: string }[]): string[] {
  return [...new Set(candidates.map(({ term }) => term))];
}

/** One row a term, the first where a term comes twice. */
function keywordRows(
  task: ClaimedTask,
  { day, channel, source }: MarkedComment,
  keywords: readonly Keyword[],
): KeywordTable[] {
  const rows = new Map<string, KeywordTable>();
  for (const { term, weight, polarity } of keywords) {
    if (rows.has(term)) continue;
    rows.set(term, {
      workspace_id: task.workspaceId,
      comment_id: task.commentId,
      term,
      weight: Math.round(weight * tenThousandths),
      polarity: Math.round(polarity * tenThousandths),
      day,
      channel,
      source,
    });
  }
  return [...rows.values()];
}
