/** What the figures of review quality are counted from. */
import { sql } from 'kysely';
import { combine, type Decided, type MachineView } from '../feedback/decision.ts';
import { createModelFigures } from '../feedback/modelFigures.ts';
import { compareDecided, comparedFields, differences, keyFields } from '../feedback/opinions.ts';
import type { Scope } from '../feedback/read.ts';
import {
  agreementFigures,
  checkFigures,
  createReviewerFigures,
  type OpinionPair,
  type ReviewerWork,
  type ReviewQuality,
} from '../feedback/reviewQuality.ts';
import { breathe } from '../pace.ts';
import type { Db, DecisionTable } from './database/schema.ts';
import { inForce } from './decisions.ts';
import { type Condition, endOf, startOf } from './filters.ts';

/** Of the time of the decision; a day as `to` includes that day. */
export interface QualityPeriod {
  from?: string | undefined;
  to?: string | undefined;
}

const rowsPerRead = 500;

export function createReviewQuality(reader: Db) {
  return {
    async quality(scope: Scope, period: QualityPeriod): Promise<ReviewQuality> {
      const within = withinPeriod(scope, period);
      const pairs = await opinionPairs(reader, within);
      const reviewers = createReviewerFigures();
      for await (const work of reviewerWork(reader, within)) reviewers.add({ ...work, undone: work.undone > 0 });
      const model = createModelFigures();
      for await (const row of judged(reader, within)) {
        const [decided, machine] = [JSON.parse(row.decided) as Decided, JSON.parse(row.machine) as MachineView];
        model.add({ decided, machine, audited: row.audited > 0 });
      }
      return {
        reviewers: reviewers.figures(pairs),
        agreement: agreementFigures(pairs),
        checks: checkFigures(pairs),
        model: model.figures(),
      };
    },
  };
}

function withinPeriod({ workspaceId }: Scope, { from, to }: QualityPeriod): Condition {
  const all = [sql`d.workspace_id = ${workspaceId}`];
  if (from !== undefined) all.push(sql`d.decided_at >= ${startOf(from)}`);
  if (to !== undefined) all.push(sql`d.decided_at < ${endOf(to)}`);
  return sql`(${sql.join(all, sql` and `)})`;
}

const undone = sql`exists (select 1 from decision u where u.workspace_id = d.workspace_id and u.undoes = d.id)`;

function reviewerWork(reader: Db, within: Condition) {
  return pages<Omit<ReviewerWork, 'undone'> & { id: string; undone: number }>(reader, (after) => {
    return sql`select d.id, d.actor, d.reviewer, d.seconds, case when ${undone} then 1 else 0 end as undone
      from decision d where ${within} and d.verdict <> 'undo' and d.id > ${after} order by d.id limit ${rowsPerRead}`;
  });
}

/** Opinions that stand, with what stood before them and what was settled after. */
async function opinionPairs(reader: Db, within: Condition): Promise<OpinionPair[]> {
  const pairs: OpinionPair[] = [];
  for await (const opinion of pages<DecisionTable>(reader, (after) => {
    return sql`select d.* from decision d where ${within} and d.role in ('second', 'check') and d.id > ${after}
      and d.verdict in ('accept', 'fix', 'reject') and not ${undone} order by d.id limit ${rowsPerRead}`;
  })) {
    const { rows } = await sql<DecisionTable>`select d.* from decision d
      where d.workspace_id = ${opinion.workspace_id} and d.comment_id = ${opinion.comment_id}
        and d.content = ${opinion.content} and ${inForce('d')} order by d.id`.execute(reader);
    const pair = pairOf(opinion, rows);
    if (pair) pairs.push(pair);
  }
  return pairs;
}

function pairOf(opinion: DecisionTable, others: readonly DecisionTable[]): OpinionPair | null {
  const decidedBy = (rows: readonly DecisionTable[]) =>
    combine(rows.map(({ decided }) => JSON.parse(decided) as Decided));
  const before = others.filter(({ id, role }) => role === 'first' && id < opinion.id);
  const last = before.at(-1);
  if (!last) return null;
  const first = decidedBy(before);
  const fields = opinion.role === 'check' ? keyFields : comparedFields;
  const settled = others.filter(({ id, role }) => role === 'final' && id > opinion.id);
  const settledUnits = compareDecided(first, decidedBy(settled), fields);
  const overturned = differences(settledUnits);
  return {
    commentId: opinion.comment_id,
    level: opinion.role === 'check' ? 'final_check' : 'second_opinion',
    first: { actor: last.actor, reviewer: last.reviewer },
    units: compareDecided(first, JSON.parse(opinion.decided) as Decided, fields),
    upheld: comparedFields.filter(
      (field) => settledUnits.some((unit) => unit.field === field) && !overturned.includes(field),
    ),
  };
}

/** The last decision in force on each comment, and whether the comment is of the audit sample. */
function judged(reader: Db, within: Condition) {
  return pages<DecisionTable & { audited: number }>(reader, (after) => {
    return sql`select d.*, (select count(*) from review_item q where q.workspace_id = d.workspace_id
        and q.comment_id = d.comment_id and q.reason = 'audit') as audited
      from decision d where ${within} and ${inForce('d')} and d.id > ${after}
        and not exists (select 1 from decision l where l.workspace_id = d.workspace_id
          and l.comment_id = d.comment_id and l.id > d.id and ${inForce('l')})
      order by d.id limit ${rowsPerRead}`;
  });
}

async function* pages<Row extends { id: string }>(
  reader: Db,
  query: (after: string) => ReturnType<typeof sql>,
): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const { rows } = await (query(after) as ReturnType<typeof sql<Row>>).execute(reader);
    for (const row of rows) {
      yield row;
      await breathe();
    }
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerRead) return;
    after = last.id;
  }
}
