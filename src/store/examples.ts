/** Decided comments as something to learn from. */
import { sql } from 'kysely';
import type { ParsedComment } from '../feedback/comment.ts';
import { exampleConflict, exampleIssues, type MachineView, type ReviewExample } from '../feedback/decision.ts';
import type { Scope } from '../feedback/read.ts';
import { type CommentRow, commentColumns, toParsed } from './commentRows.ts';
import type { Db, Trx } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { type Active, activeDecisions, inForce } from './decisions.ts';
import type { CommentKey } from './rollups.ts';

export function createExamples(reader: Db) {
  return {
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
        conflict: exampleConflict(decided),
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
