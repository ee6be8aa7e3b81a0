/** Figures of a topic run as it is now, counted by the database: comments come to it and are erased. */
import { sql } from 'kysely';
import type { SentimentLabel } from '../feedback/analysis.ts';
import type { Scope } from '../feedback/read.ts';
import { addToTally, emptyTally, figuresOfTallies, type TopicFigures } from '../feedback/topics/describe.ts';
import { millionths } from './commentRows.ts';
import type { Db } from './database/schema.ts';
import { withAnalysis } from './rollups.ts';

/** One sort of count of one topic under one key. */
interface CountRow {
  sort: 'all' | 'sentiment' | 'rating' | 'month' | 'channel';
  topic: number;
  key: string | null;
  comments: number;
  sum: number;
}

export async function topicFigures(
  reader: Db,
  { workspaceId }: Scope,
  runId: string,
  topics: number,
): Promise<TopicFigures[]> {
  const sums = (sort: string, key: string, sum: string) =>
    sql`select ${sql.lit(sort)} as sort, topic, ${sql.raw(key)} as key, count(*) as comments, ${sql.raw(sum)} as sum
      from member ${key === 'null' ? sql`` : sql`where ${sql.raw(key)} is not null`} group by topic, ${sql.raw(key)}`;
  const { rows } = await sql<CountRow>`
    with member as materialized (
      select t.topic, a.label, a.score, c.position, c.channel, substr(c.day, 1, 7) as month,
        cast(case when c.position < ${sql.lit(millionths)} then c.position / ${sql.lit(millionths / 5)}
          when c.position is not null then 4 end as text) as band
      from topic_assignment t
      cross join comment c ${withAnalysis}
      where t.workspace_id = ${workspaceId} and t.run_id = ${runId} and c.workspace_id = t.workspace_id and c.id = t.comment_id)
    ${sql.join(
      [
        sums('all', 'null', '0'),
        sums('sentiment', 'label', 'sum(score)'),
        sums('rating', 'band', 'sum(position)'),
        sums('month', 'month', '0'),
        sums('channel', 'channel', '0'),
      ],
      sql` union all `,
    )}`.execute(reader);
  const leaves = await sql<{ topic: number; code: string; comments: number }>`
    select t.topic, i.code, count(distinct i.comment_id) as comments from topic_assignment t
    cross join issue i where t.workspace_id = ${workspaceId} and t.run_id = ${runId}
      and i.workspace_id = t.workspace_id and i.comment_id = t.comment_id and i.withdrawn = 0 group by t.topic, i.code`.execute(
    reader,
  );
  const tallies = Array.from({ length: topics }, emptyTally);
  for (const { sort, topic, key, comments, sum } of rows) {
    const tally = tallies[topic]!;
    if (sort === 'all') tally.count += comments;
    else if (sort === 'month') addToTally(tally.months, key!, comments);
    else if (sort === 'channel') addToTally(tally.channels, key!, comments);
    else if (sort === 'sentiment') {
      tally.sentiment[key as SentimentLabel] += comments;
      tally.scores += sum / millionths;
      tally.scored += comments;
    } else {
      tally.ratings[Number(key)]! += comments;
      tally.ratingSum += sum / millionths;
      tally.rated += comments;
    }
  }
  for (const { topic, code, comments } of leaves.rows) addToTally(tallies[topic]!.leaves, code, comments);
  return figuresOfTallies(tallies);
}
