/** Writes the analyses of a batch and everything derived from them, in few statements. */
import { sql } from 'kysely';
import type { KeptAnalysis } from '../feedback/analysed.ts';
import type { Keyword } from '../feedback/analysis.ts';
import { applyDecided } from '../feedback/decision.ts';
import { analysisText } from '../feedback/kept.ts';
import { decidedCells, decidedColumns } from './analysisRows.ts';
import { iso } from './clock.ts';
import { type CommentRow, tenThousandths } from './commentRows.ts';
import type { KeywordTable, Trx } from './database/schema.ts';
import { insertRows, jsonRows, renew, search } from './database/sql.ts';
import { type Active, activeDecisions } from './decisions.ts';
import { clearWords, TermCounts } from './derived.ts';
import { saveReviews } from './reviewRows.ts';
import { addToRollups, type CommentKey, subtractFromRollups } from './rollups.ts';
import { saveIssues } from './saveIssues.ts';
import type { AnalysedTask, ClaimedTask } from './tasks.ts';

export async function saveAnalyses(trx: Trx, results: AnalysedTask[], now: number): Promise<void> {
  if (results.length === 0) return;
  const keys = results.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  const folded = await foldDecisions(trx, results, keys);
  await subtractFromRollups(trx, keys);
  await clearWords(trx, keys);
  const comments = await markAnalysed(trx, keys);
  await saveAnalysisRows(trx, folded, iso(now));
  const sources = folded.map(({ task: { workspaceId, commentId }, analysis, active }) => {
    return { workspaceId, commentId, analysis, ...(active && { decided: active.decided }) };
  });
  await saveIssues(
    trx,
    sources.map((source) => ({ ...source, issues: source.analysis.issues, ...comments.get(source.commentId)! })),
    now,
  );
  await saveReviews(trx, sources, now);
  await saveWords(trx, results, comments);
  await addToRollups(trx, keys);
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

interface MarkedComment {
  seq: number;
  createdAt: string;
  receivedAt: number;
  day: string;
  channel: string;
  source: string;
}

async function markAnalysed(trx: Trx, keys: CommentKey[]): Promise<Map<string, MarkedComment>> {
  const { rows } = await sql<Pick<CommentRow, 'id' | 'seq' | 'received_at' | 'day' | 'channel' | 'source'>>`
    update comment set state = 'analysed', failure = null
    where (workspace_id, id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)
    returning id, seq, received_at, day, channel, source`.execute(trx);
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

/** Keywords, term counts and the full-text index. */
async function saveWords(trx: Trx, results: AnalysedTask[], comments: Map<string, MarkedComment>): Promise<void> {
  const counts = new TermCounts();
  const texts: [number, string][] = [];
  const keywords = results.flatMap(({ task, analysis }) =>
    keywordRows(task, comments.get(task.commentId)!, analysis.keywords),
  );
  for (const { task, searchText, candidates } of results) {
    counts.addTerms(task.workspaceId, distinctTerms(candidates), 1);
    texts.push([comments.get(task.commentId)!.seq, searchText]);
  }
  for (const row of keywords) counts.addKeyword(row, 1);
  await counts.write(trx);
  await search.insert(texts).execute(trx);
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
