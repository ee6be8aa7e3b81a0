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
  exampleIssues,
  type MachineView,
  type ReviewExample,
} from '../feedback/decision.ts';
import type { CommentReview, Page, PageRequest, Reviewer, Scope } from '../feedback/read.ts';
import { type CommentRow, commentColumns, toParsed } from './commentRows.ts';
import { beyond, type Cursors } from './cursors.ts';
import type { Db, DecisionTable, Trx } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
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
function inForce(name: string) {
  const d = sql.ref(name);
  return sql`${d}.role in ('first', 'final') and ${d}.verdict in ('accept', 'fix', 'reject')
    and not exists (select 1 from decision u where u.workspace_id = ${d}.workspace_id
      and u.comment_id = ${d}.comment_id and u.undoes = ${d}.id)`;
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
  const active = new Map<string, Active>();
  for (const row of rows) {
    const id = row.comment_id;
    if (!contents.has(id)) contents.set(id, contentOf(commentOf(id)));
    if (row.content !== contents.get(id)) continue;
    const decisions = [...(active.get(id)?.decisions ?? []), toDecision(row, false)];
    active.set(id, { decisions, decided: combine(decisions.map(({ decided }) => decided)) });
  }
  return active;
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
        select d.*, (select count(*) from decision u where u.workspace_id = d.workspace_id
          and u.comment_id = d.comment_id and u.undoes = d.id) as undone
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

    /**
     * Decided comments as examples to learn from, in the order of their latest decision; `afterId` and `id` are of that.
     * What was undone, and what was decided about an older text, is left out.
     */
    async *examples(
      scope: Scope,
      { afterId = '', limit = Number.POSITIVE_INFINITY }: { afterId?: string; limit?: number } = {},
    ): AsyncGenerator<ReviewExample> {
      for (let after = afterId, left = limit; left > 0; ) {
        const heads = await latestDecisions(reader, scope, after);
        for (const example of await examplesOf(reader, scope, heads)) {
          if (left-- <= 0) return;
          yield example;
        }
        const last = heads.at(-1);
        if (!last) return;
        after = last.id;
      }
    },
  };
}

interface Head {
  id: string;
  comment_id: string;
}

const commentsPerRead = 500;

/** Decisions after which nobody decided anything about the same comment. */
async function latestDecisions(reader: Db, { workspaceId }: Scope, after: string): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select d.id, d.comment_id from decision d
    where d.workspace_id = ${workspaceId} and d.id > ${after} and ${inForce('d')}
      and not exists (select 1 from decision l where l.workspace_id = d.workspace_id and l.comment_id = d.comment_id
        and l.id > d.id and ${inForce('l')})
    order by d.id limit ${commentsPerRead}`.execute(reader);
  return rows;
}

async function examplesOf(reader: Db, { workspaceId }: Scope, heads: readonly Head[]): Promise<ReviewExample[]> {
  const ids = heads.map(({ comment_id }) => comment_id);
  const comments = await commentsById(reader, workspaceId, ids);
  const keys = ids.filter((id) => comments.has(id)).map((id): CommentKey => [workspaceId, id]);
  const active = await activeDecisions(reader, keys, (id) => comments.get(id)!);
  const machines = await machineIssues(reader, workspaceId, active);
  return heads.flatMap(({ id, comment_id: commentId }) => {
    const of = active.get(commentId);
    if (!of) return [];
    const { decided, decisions } = of;
    const { text, rating = null, ratingScale } = comments.get(commentId)!;
    return [
      {
        id,
        commentId,
        text,
        rating,
        ratingScale,
        decidedAt: decisions.at(-1)!.decidedAt,
        sentiment: decided.sentiment?.label ?? null,
        issues: exampleIssues(decided, machines.get(commentId) ?? []),
        conflict: decided.conflict?.flagged ?? null,
      },
    ];
  });
}

async function commentsById(
  db: Db | Trx,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, ParsedComment>> {
  const { rows } = await sql<CommentRow>`select ${commentColumns} from comment c
    where c.workspace_id = ${workspaceId} and c.id in ${jsonList(ids)}`.execute(db);
  return new Map(rows.map((row) => [row.id, toParsed(row)]));
}

type MachineIssues = MachineView['issues'];

/** What the machine had found when each comment was decided last. */
async function machineIssues(
  reader: Db,
  workspaceId: string,
  active: Map<string, Active>,
): Promise<Map<string, MachineIssues>> {
  const ids = [...active.values()].flatMap(({ decisions }) => decisions.at(-1)!.id);
  const { rows } = await sql<{ comment_id: string; machine: string }>`
    select comment_id, machine from decision where workspace_id = ${workspaceId} and id in ${jsonList(ids)}`.execute(
    reader,
  );
  return new Map(
    rows.map(({ comment_id, machine }) => [comment_id, (JSON.parse(machine) as { issues: MachineIssues }).issues]),
  );
}
