/** Writes the analyses of a batch and everything derived from them, in few statements. */
import { type CompiledQuery, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import type { KeptAnalysis } from '../feedback/analysed.ts';
import type { Keyword } from '../feedback/analysis.ts';
import { applyDecided } from '../feedback/decision.ts';
import { analysisText } from '../feedback/kept.ts';
import { mapInPieces } from '../pace.ts';
import { decidedCells, decidedColumns } from './analysisRows.ts';
import { iso } from './clock.ts';
import { millionths, tenThousandths } from './commentRows.ts';
import type { KeywordTable, Trx } from './database/schema.ts';
import { search } from './database/search.ts';
import { executeAll, insertion, jsonRows, type Question, question, renew } from './database/sql.ts';
import { type Active, activeDecisions } from './decisions.ts';
import { clearWords, TermCounts } from './derived.ts';
import { type AuditShares, firstReviews, saveReviews } from './reviewRows.ts';
import { type CommentKey, countsOfComment, leafLabelOf, RollupChange } from './rollups.ts';
import { issueInsertion, type Leaves, leavesOf, rowsOfIssues, saveIssues } from './saveIssues.ts';
import type { AnalysedTask, ClaimedTask } from './tasks.ts';

/** What the first analyses of comments write, as statements that nothing in the database has a say in. */
export interface PreparedFirst {
  statements: CompiledQuery[];
  rollups: RollupChange;
}

/** Prepares the rows of a batch as if none of its comments had been analysed before, which holds for most batches. */
export async function prepareFirst(
  db: QueryExecutorProvider,
  results: readonly AnalysedTask[],
  now: number,
): Promise<PreparedFirst> {
  const folded = results.map((result): FoldedTask => ({ ...result, machine: result.analysis, active: undefined }));
  const issues = (await mapInPieces(sourcesOf(folded), (source) => rowsOfIssues(source, now))).flat();
  const statements = [...issueInsertion(db, issues), ...(await statementsOf(db, folded, now))];
  const rollups = new RollupChange();
  const leaves = leavesOf(issues);
  await mapInPieces(results, ({ task, analysis }) => countFirst(rollups, task, analysis, leaves.get(task.commentId)));
  return { statements, rollups };
}

/** What a batch is saved with. */
export interface SaveWith {
  /** Of just these results; null where nothing is prepared, or of others too. */
  prepared: PreparedFirst | null;
  /** Those of the comments that something was derived from before. */
  known: readonly CommentKey[];
  shares: AuditShares;
  /** Statements that travel with the rest. */
  more: readonly CompiledQuery[];
  /** `executeLast` where nothing follows. */
  execute: typeof executeAll;
}

export async function saveAnalyses(trx: Trx, results: AnalysedTask[], using: SaveWith, now: number): Promise<void> {
  const { prepared, known, shares, more, execute } = using;
  if (results.length === 0) return execute(trx, more);
  if (known.length > 0) {
    await saveAgain(trx, results, known, now);
    return execute(trx, more);
  }
  // Most comments are new, and none of their rows need a look.
  const { statements, rollups } = prepared ?? (await prepareFirst(trx, results, now));
  const reviews = firstReviews(trx, sourcesOf(results), shares, now);
  const marked = markedAnalysed(keysOf(results)).compile(trx);
  await execute(trx, [marked, ...statements, ...reviews, ...rollups.compile(trx), ...more], rollups.compileDrop(trx));
}

/** The same for comments of which some are `known`. */
async function saveAgain(trx: Trx, results: AnalysedTask[], known: readonly CommentKey[], now: number): Promise<void> {
  const rollups = new RollupChange();
  const folded = await foldDecisions(trx, results, known);
  await rollups.subtract(trx, known);
  await clearWords(trx, known);
  await markedAnalysed(keysOf(results)).execute(trx);
  const sources = sourcesOf(folded);
  const leaves = await saveIssues(trx, sources, known, now);
  await executeAll(trx, await statementsOf(trx, folded, now));
  await saveReviews(trx, sources, known, now);
  await rollups.add(trx, known);
  const looked = new Set(known.map(([, id]) => id));
  for (const { task, analysis } of results)
    if (!looked.has(task.commentId)) countFirst(rollups, task, analysis, leaves.get(task.commentId));
  await rollups.write(trx);
}

export const keysOf = (results: readonly AnalysedTask[]) =>
  results.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);

function sourcesOf(results: readonly (AnalysedTask & { active?: Active | undefined })[]) {
  return results.map(({ task: { workspaceId, commentId, stored }, analysis, active }) => {
    const { issues } = analysis;
    return { workspaceId, commentId, stored, analysis, issues, ...(active && { decided: active.decided }) };
  });
}

/** Writes all but issues, reviews and roll-ups. */
async function statementsOf(
  db: QueryExecutorProvider,
  folded: readonly FoldedTask[],
  now: number,
): Promise<CompiledQuery[]> {
  const makers = [searchTexts, analysisRows, bodies, words];
  const statements: CompiledQuery[] = [];
  for (const make of makers) statements.push(...(await make(db, folded, iso(now))));
  return statements;
}

/** Those that anything was derived from, or decided about, before: all others wait for their first analysis. */
export function knownComments(trx: Trx, keys: readonly CommentKey[]): Question<CommentKey[]> {
  const has = (table: string) =>
    sql`exists (select 1 from ${sql.table(table)} as d where d.workspace_id = c.workspace_id and d.comment_id = c.id)`;
  const any = sql.join(['analysis', 'issue', 'review_item', 'decision'].map(has), sql` or `);
  const query = sql<{ workspace_id: string; id: string }>`
    select c.workspace_id, c.id from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c
    where c.workspace_id = r.workspace_id and c.id = r.id and (c.state <> 'pending' or ${any})`;
  return question(query.compile(trx), (rows) => rows.map(({ workspace_id, id }): CommentKey => [workspace_id, id]));
}

/** A comment that was counted as waiting is counted as analysed. */
function countFirst(
  rollups: RollupChange,
  { workspaceId, stored }: ClaimedTask,
  { sentiment, issues }: KeptAnalysis,
  leaves: Leaves = new Map(),
): void {
  const { day, channel, source } = stored;
  const cell = { workspace_id: workspaceId, day, channel, source, leaf: '', label: 'pending' };
  const counts = countsOfComment(stored, { score: Math.round(sentiment.score * millionths), issues: issues.length });
  rollups.count(cell, countsOfComment(stored, null), -1);
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

function markedAnalysed(keys: readonly CommentKey[]): RawBuilder<unknown> {
  return sql`update comment set state = 'analysed', failure = null
    where (workspace_id, id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)`;
}

type Make = (db: QueryExecutorProvider, results: readonly FoldedTask[], now: string) => Promise<CompiledQuery[]>;

const analysisRows: Make = async (db, results, now) => {
  const rows = await mapInPieces(results, ({ task, analysis, active }) => [
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
  return upsertion(db, 'analysis', columns, rows);
};

const bodies: Make = async (db, results) => {
  const rows = await mapInPieces(results, ({ task, machine, candidates }) => [
    task.workspaceId,
    task.commentId,
    analysisText(machine),
    JSON.stringify(distinctTerms(candidates)),
  ]);
  return upsertion(db, 'analysis_body', ['body', 'terms'], rows);
};

/** Rows that begin with their key, the workspace and the comment. */
function upsertion(db: QueryExecutorProvider, table: string, columns: string[], rows: unknown[][]): CompiledQuery[] {
  const conflict = sql`on conflict (workspace_id, comment_id) do update set ${renew(columns)}`;
  return insertion(db, table, ['workspace_id', 'comment_id', ...columns], rows, conflict);
}

/** What the full-text index has of each comment, by its number. */
const searchTexts: Make = async (db, results) => [
  search.insert(results.map(({ task, searchText }) => [task.stored.seq, searchText])).compile(db),
];

/** Keywords and term counts. */
const words: Make = async (db, results) => {
  const counts = new TermCounts();
  const columns = ['workspace_id', 'comment_id', 'term', 'weight', 'polarity', 'day', 'channel', 'source'] as const;
  const values = await mapInPieces(results, ({ task, analysis, candidates }) => {
    const rows = keywordRows(task, analysis.keywords);
    counts.addTerms(task.workspaceId, distinctTerms(candidates), 1);
    for (const row of rows) counts.addKeyword(row, 1);
    return rows.map((row) => columns.map((name) => row[name]));
  });
  return [...counts.compile(db), ...insertion(db, 'keyword', columns, values.flat(), sql``)];
};

function distinctTerms(candidates: readonly { term: string }[]): string[] {
  return [...new Set(candidates.map(({ term }) => term))];
}

/** One row a term, the first where a term comes twice. */
function keywordRows(
  { workspaceId, commentId, stored: { day, channel, source } }: ClaimedTask,
  keywords: readonly Keyword[],
): KeywordTable[] {
  const rows = new Map<string, KeywordTable>();
  for (const { term, weight, polarity } of keywords) {
    if (rows.has(term)) continue;
    rows.set(term, {
      workspace_id: workspaceId,
      comment_id: commentId,
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
