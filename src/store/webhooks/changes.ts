/** What endpoints are told of comments that are analysed or decided: the difference of before and after. */
import { sql } from 'kysely';
import { mapInPieces } from '../../pace.ts';
import type { IssueTable, Trx } from '../database/schema.ts';
import { jsonRows } from '../database/sql.ts';
import { issueData } from '../issueRows.ts';
import type { CommentKey } from '../rollups.ts';
import { emit, type NewEvent, type Subscriptions } from './outbox.ts';

interface Seen {
  issues: Set<string>;
  flagged: Set<string>;
}

interface AnalysedRow {
  workspace_id: string;
  id: string;
  external_id: string | null;
  source: string;
  channel: string | null;
  revision: number;
  language: string;
  label: string;
  score: number;
  confidence: number;
  kind: string;
  escalation: string;
  conflict_flagged: number;
  conflict_type: string | null;
}

const millionths = 1e6;

/**
 * Call it before the rows change, and what it answers after, in the same transaction; null where nobody listens, which costs
 * nothing. `analysed`: the comments were read anew.
 */
export async function watchComments(
  trx: Trx,
  all: readonly CommentKey[],
  subscriptions: Subscriptions,
): Promise<((analysed: boolean, now: number) => Promise<void>) | null> {
  const types = ['comment.analysed', 'issue.opened', 'conflict.flagged'] as const;
  const keys = all.filter(([workspaceId]) => types.some((type) => subscriptions.wants(workspaceId, type)));
  if (keys.length === 0) return null;
  const before: Seen = {
    issues: new Set((await issuesOf(trx, keys)).map(({ id }) => id)),
    flagged: new Set((await commentsOf(trx, keys)).filter(isFlagged).map(({ id }) => id)),
  };
  return async (analysed, now) => {
    const issues = new Map<string, IssueTable[]>();
    for (const issue of await issuesOf(trx, keys)) {
      const ofComment = issues.get(issue.comment_id);
      if (ofComment) ofComment.push(issue);
      else issues.set(issue.comment_id, [issue]);
    }
    const events = await mapInPieces(await commentsOf(trx, keys), (comment) =>
      eventsOf(comment, issues.get(comment.id) ?? [], before, analysed),
    );
    await emit(trx, events.flat(), now, subscriptions);
  };
}

function eventsOf(comment: AnalysedRow, issues: IssueTable[], before: Seen, analysed: boolean): NewEvent[] {
  const about = { workspaceId: comment.workspace_id, commentId: comment.id };
  const named = { commentId: comment.id, externalId: comment.external_id, source: comment.source };
  const conflict = { flagged: comment.conflict_flagged === 1, type: comment.conflict_type };
  const events: NewEvent[] = [];
  if (analysed) {
    const { channel, revision, language, label, kind, escalation, confidence } = comment;
    const sentiment = { label, score: comment.score / millionths, confidence };
    const data = { ...named, channel, revision, language, sentiment, kind, escalation, conflict };
    events.push({ ...about, type: 'comment.analysed', data: { ...data, issues: issues.map(issueData) } });
  }
  for (const issue of issues)
    if (!before.issues.has(issue.id))
      events.push({ ...about, type: 'issue.opened', data: { ...named, issue: issueData(issue) } });
  if (conflict.flagged && !before.flagged.has(comment.id))
    events.push({ ...about, type: 'conflict.flagged', data: { ...named, conflict } });
  return events;
}

const isFlagged = ({ conflict_flagged }: AnalysedRow): boolean => conflict_flagged === 1;

async function commentsOf(trx: Trx, keys: readonly CommentKey[]): Promise<AnalysedRow[]> {
  const { rows } = await sql<AnalysedRow>`
    select c.workspace_id, c.id, c.external_id, c.source, c.channel, c.revision, a.language, a.label, a.score,
      a.confidence, a.kind, a.escalation, a.conflict_flagged, a.conflict_type
    from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join comment c cross join analysis a
    where c.workspace_id = r.workspace_id and c.id = r.id
      and a.workspace_id = c.workspace_id and a.comment_id = c.id`.execute(trx);
  return rows;
}

async function issuesOf(trx: Trx, keys: readonly CommentKey[]): Promise<IssueTable[]> {
  const { rows } = await sql<IssueTable>`
    select i.* from ${jsonRows(['workspace_id', 'id'], keys)} as r cross join issue i
    where i.workspace_id = r.workspace_id and i.comment_id = r.id and i.withdrawn = 0`.execute(trx);
  return rows;
}
