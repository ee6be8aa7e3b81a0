/** Writes the analyses of a batch and everything derived from them, in few statements. */
import { sql } from 'kysely';
import type { Keyword } from '../feedback/analysis.ts';
import { startClock } from '../feedback/issue.ts';
import { analysisText } from '../feedback/kept.ts';
import { reviewNeeds } from '../feedback/queue.ts';
import { iso } from './clock.ts';
import { type CommentRow, millionths, tenThousandths } from './commentRows.ts';
import type { KeywordTable, Trx } from './database/schema.ts';
import { insertRows, jsonRows, search } from './database/sql.ts';
import { belongsTo, clearWords, TermCounts } from './derived.ts';
import { idBeside } from './ids.ts';
import { issueColumns, issueRows } from './issueRows.ts';
import { addToRollups, type CommentKey, subtractFromRollups } from './rollups.ts';
import type { AnalysedTask, ClaimedTask } from './tasks.ts';

export async function saveAnalyses(trx: Trx, results: AnalysedTask[], now: number): Promise<void> {
  if (results.length === 0) return;
  const keys = results.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  await subtractFromRollups(trx, keys);
  await clearWords(trx, keys);
  const comments = await markAnalysed(trx, keys);
  await saveAnalysisRows(trx, results, iso(now));
  await saveIssues(trx, results, keys, comments, now);
  await saveReviews(trx, results, keys, iso(now));
  await saveWords(trx, results, comments);
  await addToRollups(trx, keys);
}

interface MarkedComment {
  seq: number;
  createdAt: string;
  receivedAt: number;
  day: string;
  channel: string;
}

async function markAnalysed(trx: Trx, keys: CommentKey[]): Promise<Map<string, MarkedComment>> {
  const { rows } = await sql<Pick<CommentRow, 'id' | 'seq' | 'received_at' | 'day' | 'channel'>>`
    update comment set state = 'analysed', failure = null
    where (workspace_id, id) in (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], keys)} as k)
    returning id, seq, received_at, day, channel`.execute(trx);
  return new Map(
    rows.map(({ id, seq, received_at, day, channel }) => {
      return [id, { seq, createdAt: received_at, receivedAt: Date.parse(received_at), day, channel: channel ?? '' }];
    }),
  );
}

const analysisColumns = [
  'workspace_id',
  'comment_id',
  'revision',
  'label',
  'score',
  'confidence',
  'language',
  'kind',
  'escalation',
  'conflict_type',
  'conflict_flagged',
  'issue_count',
  'analysed_at',
];

async function saveAnalysisRows(trx: Trx, results: AnalysedTask[], now: string): Promise<void> {
  const rows = results.map(({ task, analysis }) => [
    task.workspaceId,
    task.commentId,
    task.revision,
    analysis.sentiment.label,
    Math.round(analysis.sentiment.score * millionths),
    analysis.sentiment.confidence,
    analysis.language,
    analysis.kind,
    analysis.escalation,
    analysis.conflict?.type ?? null,
    analysis.conflict?.flagged ? 1 : 0,
    analysis.issues.length,
    now,
  ]);
  await upsertRows(trx, 'analysis', analysisColumns, rows);
  const bodies = results.map(({ task, analysis, candidates }) => [
    task.workspaceId,
    task.commentId,
    analysisText(analysis),
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

/** Takes these columns from the row that could not be inserted. */
function renew(columns: string[]) {
  return sql.join(columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
}

/** An issue keeps its id, and with it its life cycle, for as long as its comment, leaf and polarity stay. */
async function saveIssues(
  trx: Trx,
  results: AnalysedTask[],
  keys: CommentKey[],
  comments: Map<string, MarkedComment>,
  now: number,
): Promise<void> {
  const updatedAt = iso(now);
  const rows = results.flatMap(({ task, analysis }) => {
    const { createdAt, receivedAt, day, channel } = comments.get(task.commentId)!;
    return issueRows(task.workspaceId, task.commentId, analysis.issues, (slaHours) => ({
      day,
      channel,
      createdAt,
      updatedAt,
      dueAt: iso(startClock(receivedAt, slaHours).dueAt),
    }));
  });
  const ids = rows.map((row) => [row[0], row[1]]);
  await sql`delete from issue where touched = 0 and ${belongsTo(keys)} and (workspace_id, id) not in
    (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], ids)} as k)`.execute(trx);
  const found = issueColumns.slice(3, issueColumns.indexOf('needs_action') + 1);
  const fresh = rows.map((row) => [...row, 'open', 0]);
  await insertRows(
    trx,
    'issue',
    [...issueColumns, 'state', 'touched'],
    fresh,
    sql`
    on conflict (workspace_id, id) do update set ${renew(found)}`,
  );
}

/** What the review queue needs to know of an analysis. */
interface Reviewable {
  task: Pick<ClaimedTask, 'workspaceId' | 'commentId'>;
  analysis: Parameters<typeof reviewNeeds>[0];
}

export async function saveReviews(trx: Trx, results: Reviewable[], keys: CommentKey[], now: string): Promise<void> {
  const rows = results.flatMap(({ task, analysis }) =>
    reviewNeeds(analysis).map(({ reason, priority }) => [
      task.workspaceId,
      idBeside(task.commentId, task.workspaceId, 'review', reason),
      task.commentId,
      reason,
      priority,
      now,
    ]),
  );
  const ids = rows.map((row) => [row[0], row[1]]);
  await sql`delete from review_item where state <> 'done' and ${belongsTo(keys)} and (workspace_id, id) not in
    (select workspace_id, id from ${jsonRows(['workspace_id', 'id'], ids)} as k)`.execute(trx);
  if (rows.length === 0) return;
  const columns = ['workspace_id', 'id', 'comment_id', 'reason', 'priority', 'created_at'];
  const names = sql.join(columns.map((name) => sql.ref(name)));
  await sql`insert into review_item (${names}, state) select ${names}, 'open' from ${jsonRows(columns, rows)} as r
    where true on conflict (workspace_id, id) do update set priority = excluded.priority`.execute(trx);
}

/** Keywords, term counts and the full-text index. */
async function saveWords(trx: Trx, results: AnalysedTask[], comments: Map<string, MarkedComment>): Promise<void> {
  const counts = new TermCounts();
  const texts: [number, string][] = [];
  const keywords = results.flatMap(({ task, analysis }) => keywordRows(task, analysis.keywords));
  for (const { task, searchText, candidates } of results) {
    counts.addTerms(task.workspaceId, distinctTerms(candidates), 1);
    texts.push([comments.get(task.commentId)!.seq, searchText]);
  }
  for (const row of keywords) counts.addKeyword(row, 1);
  await counts.write(trx);
  await search.insert(texts).execute(trx);
  if (keywords.length === 0) return;
  const columns = ['workspace_id', 'comment_id', 'term', 'weight', 'polarity'] as const;
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const values = keywords.map((row) => columns.map((name) => row[name]));
  await sql`insert into keyword (${names}) select ${names} from ${jsonRows(columns, values)} as r`.execute(trx);
}

function distinctTerms(candidates: readonly { term: string }[]): string[] {
  return [...new Set(candidates.map(({ term }) => term))];
}

/** One row a term, the first where a term comes twice. */
function keywordRows(task: ClaimedTask, keywords: readonly Keyword[]): KeywordTable[] {
  const rows = new Map<string, KeywordTable>();
  for (const { term, weight, polarity } of keywords) {
    if (rows.has(term)) continue;
    rows.set(term, {
      workspace_id: task.workspaceId,
      comment_id: task.commentId,
      term,
      weight: Math.round(weight * tenThousandths),
      polarity: Math.round(polarity * tenThousandths),
    });
  }
  return [...rows.values()];
}
