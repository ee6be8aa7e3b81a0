import { sql } from 'kysely';
import type { CommentFilter } from '../../feedback/filter.ts';
import type { Scope } from '../../feedback/read.ts';
import type { MentionPattern } from '../../feedback/statistics/drivers.ts';
import { breathe } from '../../pace.ts';
import type { Db } from '../database/schema.ts';
import { packedRows } from '../database/sql.ts';
import { conditionsOf, rated as counts, type SearchTerms, says } from '../filters.ts';
import { withAnalysis } from '../rollups.ts';

const rowsPerRead = 5000;

/**
 * Analysed comments (`rated`: those with a valid rating) by what they say about which leaves: comments with the same praise and complaints are one row. Read in
 * pieces, in the order of the patterns.
 */
export async function countMentions(
  reader: Db,
  searchTerms: SearchTerms,
  { workspaceId }: Scope,
  filter: CommentFilter,
  { rated }: { rated: boolean },
): Promise<MentionPattern[]> {
  const where = await conditionsOf(workspaceId, filter, searchTerms, 'all');
  // `n` and `p` mark blame and praise, `o` what is only mentioned; mixed opinions (no rank) are both.
  const rows = sql`select m.pattern, count(*) as n, sum(m.ten) as ten, sum(m.ten * m.ten) as squares
    from (select case when ${counts} then c.ten_point / 1000000.0 else 0 end as ten, coalesce((
          select string_agg(s.side, ' ' order by s.side) from (
            select distinct mark.side || i.code as side
            from issue i cross join (select 'n' as side union all select 'p' union all select 'o') as mark
            where i.workspace_id = c.workspace_id and i.comment_id = c.id and i.withdrawn = 0
              and case mark.side when 'n' then ${says.negative} when 'p' then ${says.positive}
                else ${says.neutral} end) as s
        ), '') as pattern
      from comment c ${withAnalysis}
      where ${where} and a.comment_id is not null ${rated ? sql`and ${counts}` : sql``}) as m
    group by m.pattern order by m.pattern`;
  const columns = ['pattern', 'n', 'ten', 'squares'];
  const { rows: pieces } = await packedPieces(reader, columns, rows);
  const patterns: MentionPattern[] = [];
  for (const piece of pieces) {
    for (const row of JSON.parse(piece.packed) as [string, number, number, number][]) patterns.push(toPattern(row));
    await breathe();
  }
  return patterns;
}

/** One computation, its rows packed by pieces, so that no piece holds up the event loop. */
function packedPieces(reader: Db, columns: string[], query: ReturnType<typeof sql>) {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const piece = packedRows(columns, sql`select ${names} from numbered where piece = p.piece`);
  return sql<{ packed: string }>`with numbered as materialized (
      select ${names}, (row_number() over (order by pattern) - 1) / ${rowsPerRead} as piece from (${query}) as q)
    select (${piece}) as packed from (select distinct piece from numbered order by 1) as p`.execute(reader);
}

function toPattern([pattern, n, sum, squares]: [string, number, number, number]): MentionPattern {
  const sides = pattern === '' ? [] : pattern.split(' ');
  const of = (mark: string) => sides.filter((side) => side.startsWith(mark)).map((side) => side.slice(1));
  return { negative: of('n'), positive: of('p'), neutral: of('o'), n, sum, squares };
}
