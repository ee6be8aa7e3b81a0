import { sql } from 'kysely';
import { AppError } from '../../errors.ts';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { SubscoreAnswer } from '../../feedback/statistics/facts.ts';
import type { Db } from '../database/schema.ts';
import { conditionsOf, type SearchTerms } from '../filters.ts';
import { withAnalysis } from '../rollups.ts';

const mostRows = 50_000;

/** Answers with sub-scores; equal ones of a source are one row. Throws `out_of_range` beyond what is held. */
export async function subscoreAnswers(
  reader: Db,
  searchTerms: SearchTerms,
  { workspaceId }: Scope,
  filter: CommentFilter,
): Promise<SubscoreAnswer[]> {
  const where = await conditionsOf(workspaceId, filter, searchTerms, 'all');
  const { rows } = await sql<{ source: string; min: number; max: number; ratings: string; n: number }>`
    select c.source, c.scale_min as min, c.scale_max as max, c.ratings, count(*) as n
    from comment c ${withAnalysis} where ${where} and c.ratings is not null
    group by 1, 2, 3, 4 limit ${mostRows + 1}`.execute(reader);
  if (rows.length > mostRows)
    throw new AppError('out_of_range', 'There are too many different answers: choose fewer comments.', {
      reason: 'too_many_groups',
    });
  return rows.map(({ source, min, max, ratings, n }) => ({
    source,
    scale: { min, max },
    ratings: JSON.parse(ratings),
    n,
  }));
}
