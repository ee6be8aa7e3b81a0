/** Marks comments of authors and batches whose scale seems to be upside down; `feedback/invertedScales.ts` has the law. */
import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import {
  batchOf,
  contradicts,
  type InvertedScale,
  type RatedReading,
  ratedReading,
  suspectScale,
  suspects,
} from '../feedback/invertedScales.ts';
import { millionths } from './commentRows.ts';
import type { Trx } from './database/schema.ts';
import { jsonRows } from './database/sql.ts';
import { refold } from './refold.ts';
import type { CommentKey } from './rollups.ts';
import type { AnalysedTask } from './tasks.ts';

/** How many comments of an author are looked at, the latest: who learned to read the scale is not suspect for ever. */
const latest = 50;

/** [workspace, author] */
type Author = readonly [string, string];

interface Member {
  workspaceId: string;
  commentId: string;
  reading: RatedReading;
}

type Suspect = Member & { scale: InvertedScale };

/** The analyses of comments that were read together, with those of suspect batches marked: call it before they are saved. */
export function markBatches(results: readonly AnalysedTask[]): AnalysedTask[] {
  const found = new Map(suspectsOf(batchMembers(results), 'batch').map((one) => [one.commentId, one]));
  return results.map((result) => {
    const suspect = found.get(result.task.commentId);
    return suspect ? { ...result, analysis: marked(result.analysis, suspect) } : result;
  });
}

/**
 * Call it after their comments are saved, in the same transaction. Of a suspect author all contradicting comments among the
 * latest are marked, those saved earlier too. A mark stays until its comment is analysed again.
 */
export async function markAuthors(trx: Trx, authors: readonly Author[], now: number): Promise<void> {
  if (authors.length === 0) return;
  const found = suspectsOf(await latestOf(trx, authors), 'author');
  if (found.length > 0) await mark(trx, new Map(found.map((one) => [one.commentId, one])), now);
}

/** Comments without a conflict, or with a mark, stay as they are. */
function marked<Read extends Pick<Analysis, 'conflict'>>(analysis: Read, { scale, reading }: Suspect): Read {
  const { conflict } = analysis;
  if (conflict === null || conflict.type === 'scale_inverted_suspect') return analysis;
  return { ...analysis, conflict: suspectScale(conflict, scale, reading) };
}

function suspectsOf(members: Member[], by: 'author' | 'batch'): Suspect[] {
  const scales = suspects(
    members.map(({ reading }) => reading),
    by,
  );
  return members.flatMap((member, i) => (scales[i] ? [{ ...member, scale: scales[i] }] : []));
}

/** What was analysed together, by workspace, source, channel and scale. */
function batchMembers(results: readonly AnalysedTask[]): Member[] {
  return results.flatMap(({ task: { workspaceId, commentId, comment }, analysis }) => {
    const reading = ratedReading(
      { ...comment, author: groupOf(workspaceId, batchOf(comment)) },
      analysis.sentiment.score,
    );
    return reading ? [{ workspaceId, commentId, reading }] : [];
  });
}

/** Those with a contradiction in this batch, each once: an agreement makes nobody suspect, so that most batches have none. */
export function contradictingAuthors(results: readonly AnalysedTask[]): Author[] {
  const found = new Map<string, Author>();
  for (const { task, analysis } of results) {
    const reading = ratedReading(task.comment, analysis.sentiment.score);
    if (reading === null || !contradicts(reading)) continue;
    found.set(groupOf(task.workspaceId, reading.group), [task.workspaceId, reading.group]);
  }
  return [...found.values()];
}

/** Authors and batches of two workspaces are two, whatever their names. */
function groupOf(workspaceId: string, name: string): string {
  return JSON.stringify([workspaceId, name]);
}

interface Row {
  workspace_id: string;
  id: string;
  author: string;
  rating: number;
  scale_min: number;
  scale_max: number;
  score: number;
}

async function latestOf(trx: Trx, authors: readonly Author[]): Promise<Member[]> {
  const { rows } = await sql<Row>`
    select c.workspace_id, c.id, c.author, c.rating, c.scale_min, c.scale_max, a.score
    from ${jsonRows(['workspace_id', 'author'], authors)} as r cross join comment c cross join analysis a
    where c.seq in (select x.seq from comment x
        where x.workspace_id = r.workspace_id and x.author = r.author and x.rating is not null
        order by x.occurred_at desc, x.id desc limit ${latest})
      and a.workspace_id = c.workspace_id and a.comment_id = c.id`.execute(trx);
  return rows.flatMap(({ workspace_id, id, author, rating, scale_min, scale_max, score }) => {
    const ratingScale = { min: scale_min, max: scale_max };
    const comment = { author: groupOf(workspace_id, author), rating, ratingScale };
    const reading = ratedReading(comment, score / millionths);
    return reading === null ? [] : [{ workspaceId: workspace_id, commentId: id, reading }];
  });
}

async function mark(trx: Trx, byId: Map<string, Suspect>, now: number): Promise<void> {
  const ids = [...byId.values()].map(({ workspaceId, commentId }) => [workspaceId, commentId]);
  const { rows } = await sql<{ comment_id: string; body: string }>`
    select b.comment_id, b.body from ${jsonRows(['workspace_id', 'id'], ids)} as r
      cross join analysis_body b
    where b.workspace_id = r.workspace_id and b.comment_id = r.id`.execute(trx);
  const changed = rows.flatMap(({ comment_id, body }) => {
    const task = byId.get(comment_id)!;
    const before = JSON.parse(body) as Analysis;
    const analysis = marked(before, task);
    return analysis === before ? [] : [{ task, analysis }];
  });
  if (changed.length > 0) await saveMarked(trx, changed, now);
}

async function saveMarked(trx: Trx, changed: { task: Member; analysis: Analysis }[], now: number): Promise<void> {
  const keys = changed.map(({ task }): CommentKey => [task.workspaceId, task.commentId]);
  const bodies = changed.map(({ task, analysis }) => [task.workspaceId, task.commentId, JSON.stringify(analysis)]);
  await sql`update analysis_body set body = r.body
    from ${jsonRows(['workspace_id', 'comment_id', 'body'], bodies)} as r
    where analysis_body.workspace_id = r.workspace_id and analysis_body.comment_id = r.comment_id`.execute(trx);
  await refold(trx, keys, now);
}
