/** Brings all that is derived from comments in step with the decisions in force, from the analyses as they are stored. */
import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import { applyDecided } from '../feedback/decision.ts';
import { mapInPieces } from '../pace.ts';
import { decidedCells, decidedColumns, decidedNumbers } from './analysisRows.ts';
import { type CommentRow, commentColumns, toParsed, toStored } from './commentRows.ts';
import type { Trx } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';
import { activeDecisions } from './decisions.ts';
import { saveReviews } from './reviewRows.ts';
import { type CommentKey, RollupChange } from './rollups.ts';
import { saveIssues } from './saveIssues.ts';

/** Call it in the transaction that changes the decisions. Comments without an analysis are left out. */
export async function refold(trx: Trx, keys: readonly CommentKey[], now: number): Promise<void> {
  if (keys.length === 0) return;
  const rows = await readAnalysed(trx, keys);
  const comments = new Map(rows.map((row) => [row.id, toParsed(row)]));
  const decisions = await activeDecisions(trx, keys, (id) => comments.get(id)!);
  const sources = await mapInPieces(rows, (row) => {
    const machine = JSON.parse(row.body) as Analysis;
    const decided = decisions.get(row.id)?.decided;
    const analysis = decided ? applyDecided(machine, decided) : machine;
    return { row, workspaceId: row.workspace_id, commentId: row.id, analysis, ...(decided && { decided }) };
  });
  const rollups = new RollupChange();
  await rollups.subtract(trx, keys);
  await updateAnalyses(
    trx,
    sources.map(({ workspaceId, commentId, analysis, decided }) => {
      return [workspaceId, commentId, ...decidedCells(analysis, decided)];
    }),
  );
  const issues = sources.map(({ row, ...source }) => ({
    ...source,
    issues: source.analysis.issues,
    stored: toStored(row),
  }));
  await saveIssues(trx, issues, keys, now);
  await saveReviews(trx, sources, keys, now);
  await rollups.add(trx, keys);
  await rollups.write(trx);
}

async function readAnalysed(trx: Trx, keys: readonly CommentKey[]): Promise<(CommentRow & { body: string })[]> {
  const { rows } = await sql<CommentRow & { body: string }>`
    select ${commentColumns}, b.body from ${jsonRows(['workspace_id', 'id'], keys)} as r
      cross join comment c cross join analysis_body b
    where c.workspace_id = r.workspace_id and c.id = r.id
      and b.workspace_id = c.workspace_id and b.comment_id = c.id`.execute(trx);
  return rows;
}

async function updateAnalyses(trx: Trx, rows: readonly unknown[][]): Promise<void> {
  const sets = sql.join(decidedColumns.map((name) => sql`${sql.ref(name)} = r.${sql.ref(name)}`));
  await sql`update analysis set ${sets}
    from ${jsonRows(['workspace_id', 'comment_id', ...decidedColumns], rows, decidedNumbers)} as r
    where analysis.workspace_id = r.workspace_id and analysis.comment_id = r.comment_id`.execute(trx);
}
