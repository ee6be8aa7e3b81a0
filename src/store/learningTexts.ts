import { type RawBuilder, sql } from 'kysely';
import type { UndecidedComment } from '../feedback/learning/fitWorkspaceModel.ts';
import type { Scope } from '../feedback/read.ts';
import { breathe } from '../pace.ts';
import { beyond, type Position } from './cursors.ts';
import type { Db } from './database/schema.ts';

const rowsPerRead = 200;

interface TextRow {
  id: string;
  occurred_at: string;
  text: string;
  rating: number | null;
  scale_min: number;
  scale_max: number;
}

/** Comments as training and previews read them. */
export function createLearningTexts(reader: Db) {
  /** The latest ones, in lots; up to `limit`. */
  async function* latest(scope: Scope, limit: number, which = sql`true`): AsyncGenerator<UndecidedComment[]> {
    let after: Position | null = null;
    for (let left = limit; left > 0; ) {
      const rows: TextRow[] = await readRows(reader, scope, which, after, Math.min(left, rowsPerRead));
      if (rows.length === 0) return;
      yield rows.map(({ id, text, rating, scale_min, scale_max }) => {
        return { commentId: id, text, rating, ratingScale: { min: scale_min, max: scale_max } };
      });
      left -= rows.length;
      const last = rows[rows.length - 1];
      after = [last.occurred_at, last.id];
      await breathe();
    }
  }
  return {
    latest: (scope: Scope, limit: number): AsyncGenerator<UndecidedComment[]> => latest(scope, limit),
    /** The latest ones that nobody has decided. */
    undecided: (scope: Scope, limit: number): AsyncGenerator<UndecidedComment[]> =>
      latest(scope, limit, sql`coalesce(a.decided, 0) = 0`),
  };
}

async function readRows(
  reader: Db,
  { workspaceId }: Scope,
  which: RawBuilder<unknown>,
  after: Position | null,
  limit: number,
): Promise<TextRow[]> {
  const more = after ? sql` and ${beyond(['c.occurred_at', 'c.id'], '<', after)}` : sql``;
  const { rows } = await sql<TextRow>`
    select c.id, c.occurred_at, c.text, c.rating, c.scale_min, c.scale_max from comment c
    left join analysis a on a.workspace_id = c.workspace_id and a.comment_id = c.id
    where c.workspace_id = ${workspaceId} and ${which}${more}
    order by c.occurred_at desc, c.id desc limit ${limit}`.execute(reader);
  return rows;
}
