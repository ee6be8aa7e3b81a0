/** Decisions of reviewers: rows that are only ever added, and what they add up to for a comment. */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Analysis } from '../feedback/analysis.ts';
import type { ParsedComment } from '../feedback/comment.ts';
import {
  applyDecided,
  combine,
  type Decided,
  type Decision,
  type DecisionFilter,
  type DecisionStep,
  type MachineView,
} from '../feedback/decision.ts';
import type { CommentReview, Page, PageRequest, Reviewer, Scope } from '../feedback/read.ts';
import type { LeafPlace } from '../feedback/taxonomy.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, DecisionTable, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { inPresentCodes, placesOf } from './leafPlaces.ts';
import type { CommentKey } from './rollups.ts';

/** What is in force for a comment, oldest first. */
export interface Active {
  decisions: Decision[];
  decided: Decided;
}

type Content = Pick<ParsedComment, 'text' | 'rating' | 'ratingScale' | 'ratings'>;

/** Hash of what a reviewer judges: decisions count while the comment still says the same. */
export function contentOf({ text, rating, ratingScale, ratings }: Content): string {
  const scores = Object.entries(ratings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([text, rating ?? null, ratingScale.min, ratingScale.max, scores]), 'base64url');
}

/** Whose values are read: opinions that are only compared change nothing. `name` is that of the decision in the query. */
export function inForce(name: string) {
  const d = sql.ref(name);
  return sql`${d}.role in ('first', 'final') and ${d}.verdict in ('accept', 'fix', 'reject')
    and not exists (select 1 from decision u where u.workspace_id = ${d}.workspace_id and u.undoes = ${d}.id)`;
}

/** By comment id; comments without a decision in force are absent. `commentOf` answers the comment as it is now. */
export async function activeDecisions(
  db: Db | Trx,
  keys: readonly CommentKey[],
  commentOf: (commentId: string) => Content,
): Promise<Map<string, Active>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<DecisionTable>`
    select d.* from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join decision d
    where d.workspace_id = r.workspace_id and d.comment_id = r.id and ${inForce('d')} order by d.id`.execute(db);
  const contents = new Map<string, string>();
  const places = new Map<string, Map<string, LeafPlace>>();
  for (const workspaceId of new Set(rows.map((row) => row.workspace_id)))
    places.set(workspaceId, await placesOf(db, workspaceId));
  const active = new Map<string, Active>();
  for (const row of rows) {
    const id = row.comment_id;
    if (!contents.has(id)) contents.set(id, contentOf(commentOf(id)));
    if (row.content !== contents.get(id)) continue;
    const made = toDecision(row, false);
    const decided = inPresentCodes(made.decided, places.get(row.workspace_id)!);
    const decisions = [...(active.get(id)?.decisions ?? []), { ...made, decided }];
    active.set(id, { decisions, decided: combine(decisions.map(({ decided }) => decided)) });
  }
  return active;
}

/** What others decided about the comment as it says now, with what was settled after a disagreement. */
export async function decidedBefore(
  trx: Trx,
  workspaceId: string,
  commentId: string,
  content: string,
): Promise<Decided> {
  const { rows } = await sql<DecisionTable>`
    select d.* from decision d where d.workspace_id = ${workspaceId} and d.comment_id = ${commentId}
      and d.content = ${content} and ${inForce('d')} order by d.id`.execute(trx);
  const places = await placesOf(trx, workspaceId);
  return combine(rows.map((row) => inPresentCodes(toDecision(row, false).decided, places)));
}

export function toDecision(row: DecisionTable, undone: boolean): Decision {
  return {
    id: row.id,
    commentId: row.comment_id,
    itemId: row.item_id,
    verdict: row.verdict as Decision['verdict'],
    role: row.role as Decision['role'],
    decidedAt: row.decided_at,
    actor: row.actor,
    reviewer: row.reviewer,
    note: row.note,
    undoes: row.undoes,
    undone,
    decided: JSON.parse(row.decided) as Decided,
  };
}

/** The analysis as it is read, and what of it people decided, beside what the machine says now. */
export function reviewed(
  machine: Analysis,
  { decisions, decided }: Active,
): { analysis: Analysis; review: CommentReview } {
  const by = (field: keyof Decided): Reviewer & { decisionId: string; decidedAt: string; note: string | null } => {
    const { id, decidedAt, actor, reviewer, note } = decisions.findLast((one) => one.decided[field] !== undefined)!;
    return { decisionId: id, decidedAt, actor, reviewer, note };
  };
  const { sentiment, ratingValid, conflict, issues } = decided;
  const { label, score } = machine.sentiment;
  const codes = issues?.leaves.map(({ code }) => code) ?? [];
  const review: CommentReview = {
    ...(sentiment && { sentiment: { human: sentiment, machine: { label, score }, ...by('sentiment') } }),
    ...(ratingValid !== undefined && { ratingValid: { human: ratingValid, machine: null, ...by('ratingValid') } }),
    ...(conflict && {
      conflict: {
        human: conflict,
        machine: machine.conflict && { flagged: machine.conflict.flagged, type: machine.conflict.type },
        ...by('conflict'),
      },
    }),
    ...(issues && {
      issues: {
        human: issues.leaves.flatMap((leaf) => leaf.issues),
        machine: machine.issues.filter(({ code }) => issues.complete || codes.includes(code)),
        complete: issues.complete,
        codes,
        ...by('issues'),
      },
    }),
  };
  return { analysis: applyDecided(machine, decided), review };
}

export function createDecisions(reader: Db, cursors: Cursors) {
  return {
    /** All that were ever made about a comment, the oldest first. */
    async history(scope: Scope, commentId: string): Promise<DecisionStep[]> {
      const { rows } = await sql<DecisionTable>`select d.* from decision d
        where d.workspace_id = ${scope.workspaceId} and d.comment_id = ${commentId} order by d.id`.execute(reader);
      const undone = new Set(rows.map(({ undoes }) => undoes));
      return rows.map((row) => {
        return { ...toDecision(row, undone.has(row.id)), machine: JSON.parse(row.machine) as MachineView };
      });
    },

    /** All that were ever made, the newest first. */
    async list(scope: Scope, filter: DecisionFilter, page: PageRequest): Promise<Page<Decision>> {
      const bound = ['decisions', scope.workspaceId, filter];
      const after = cursors.read(page.cursor, bound);
      const conditions = [sql`d.workspace_id = ${scope.workspaceId}`];
      if (filter.commentId !== undefined) conditions.push(sql`d.comment_id = ${filter.commentId}`);
      if (filter.itemId !== undefined) conditions.push(sql`d.item_id = ${filter.itemId}`);
      if (filter.reviewer) conditions.push(sql`coalesce(d.reviewer, d.actor) in ${jsonList(filter.reviewer)}`);
      if (filter.verdict) conditions.push(sql`d.verdict in ${jsonList(filter.verdict)}`);
      if (after) conditions.push(beyond(['d.id'], '<', after));
      const { rows } = await sql<DecisionTable & { undone: number }>`
        select d.*, (select count(*) from decision u where u.workspace_id = d.workspace_id and u.undoes = d.id) as undone
        from decision d where ${sql.join(conditions, sql` and `)} order by d.id desc limit ${page.limit + 1}`.execute(
        reader,
      );
      return cursors.page(
        rows,
        page.limit,
        bound,
        (row) => [row.id],
        (row) => toDecision(row, row.undone > 0),
      );
    },
  };
}
