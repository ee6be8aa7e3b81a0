import { sql } from 'kysely';
import type { SentimentLabel } from '../feedback/analysis.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { Scope } from '../feedback/read.ts';
import type { TopicQuote, TopicSource } from '../feedback/topics/stored.ts';
import { millionths } from './commentRows.ts';
import { beyond, type Position } from './cursors.ts';
import type { Db } from './database/schema.ts';
import { jsonList } from './database/sql.ts';
import { type Condition, conditionsOf, type SearchTerms } from './filters.ts';
import { withAnalysis } from './rollups.ts';

const rowsPerRead = 500;
/** Characters from which on a lot takes no further comment: it passes through two threads in one piece each. */
const lotCharacters = 200_000;
const quoteCharacters = 300;

interface FactRow {
  id: string;
  occurred_at: string;
  characters: number;
  label: SentimentLabel | null;
  score: number | null;
  position: number | null;
  channel: string | null;
  day: string;
  before: number | null;
}

/** Comments as topic runs read them: texts and facts, without the analyses. */
export function createTopicComments(reader: Db, searchTerms: SearchTerms) {
  return {
    /** In the order of the list of comments, in lots. `previous`: the run whose topics `before` names. */
    async *lots(scope: Scope, filter: CommentFilter, previous: string | null): AsyncGenerator<TopicSource[]> {
      const where = await conditionsOf(scope.workspaceId, filter, searchTerms);
      for (let after: Position | null = null; ; ) {
        const rows: FactRow[] = await readFacts(reader, where, after, previous);
        for (const lot of inLots(rows)) yield await completed(reader, scope, lot);
        const last = rows.at(-1);
        if (!last || rows.length < rowsPerRead) return;
        after = [last.occurred_at, last.id];
      }
    },

    /** The beginnings of these comments; those that are gone are left out. */
    async quotes(scope: Scope, ids: string[]): Promise<TopicQuote[]> {
      const { rows } = await sql<{ id: string; external_id: string | null; text: string }>`
        select id, external_id, substr(text, 1, ${quoteCharacters}) as text from comment
        where workspace_id = ${scope.workspaceId} and id in ${jsonList(ids)}`.execute(reader);
      return rows.map(({ id, external_id, text }) => ({ commentId: id, externalId: external_id, text }));
    },
  };
}

async function readFacts(
  reader: Db,
  where: Condition,
  after: Position | null,
  previous: string | null,
): Promise<FactRow[]> {
  const rest = after ? sql`and ${beyond(['c.occurred_at', 'c.id'], '<', after)}` : sql``;
  const { rows } = await sql<FactRow>`
    select c.id, c.occurred_at, length(c.text) as characters, a.label, a.score, c.position, c.channel, c.day,
      (select p.topic from topic_assignment p
        where p.workspace_id = c.workspace_id and p.run_id = ${previous} and p.comment_id = c.id) as before
    from comment c ${withAnalysis}
    where ${where} ${rest} order by c.occurred_at desc, c.id desc limit ${rowsPerRead}`.execute(reader);
  return rows;
}

function inLots(rows: FactRow[]): FactRow[][] {
  const lots: FactRow[][] = [];
  let size = lotCharacters;
  for (const row of rows) {
    if (size >= lotCharacters) {
      lots.push([]);
      size = 0;
    }
    lots.at(-1)!.push(row);
    size += row.characters;
  }
  return lots;
}

/** With texts and leaves; what was erased in the meantime is left out. */
async function completed(reader: Db, { workspaceId }: Scope, lot: FactRow[]): Promise<TopicSource[]> {
  const ids = jsonList(lot.map(({ id }) => id));
  const texts = await sql<{ id: string; text: string }>`
    select id, text from comment where workspace_id = ${workspaceId} and id in ${ids}`.execute(reader);
  const issues = await sql<{ comment_id: string; code: string }>`select distinct comment_id, code from issue
    where workspace_id = ${workspaceId} and comment_id in ${ids} and withdrawn = 0 order by comment_id, code`.execute(
    reader,
  );
  const textOf = new Map(texts.rows.map(({ id, text }) => [id, text]));
  const leavesOf = new Map<string, string[]>(lot.map(({ id }) => [id, []]));
  for (const { comment_id, code } of issues.rows) leavesOf.get(comment_id)!.push(code);
  return lot.flatMap(({ id, label, score, position, channel, day, before }): TopicSource[] => {
    const text = textOf.get(id);
    if (text === undefined) return [];
    const facts = {
      sentiment: label,
      score: score === null ? null : score / millionths,
      rating: position === null ? null : position / millionths,
      channel,
      day,
      leaves: leavesOf.get(id)!,
    };
    return [{ id, text, facts, before }];
  });
}
