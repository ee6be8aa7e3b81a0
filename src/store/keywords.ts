/** Keywords of many comments: ranked, compared, and what stands beside them. All sums are made by the database. */
import { type RawBuilder, sql } from 'kysely';
import { sentimentLabels } from '../feedback/analysis.ts';
import { contrastKeywords, fewestComments, risingKeywords } from '../feedback/corpusKeywords.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { KeywordAnswer, KeywordComparison, KeywordQuery, KeywordRow } from '../feedback/keywordQuery.ts';
import type { Scope } from '../feedback/read.ts';
import { wilson } from '../text/maths/wilson.ts';
import { rankNeighbours } from '../text/vectorise/wordCounts.ts';
import { tenThousandths } from './commentRows.ts';
import { countsOf, sumCounts } from './counts.ts';
import type { Db } from './database/schema.ts';
import { jsonList, jsonRows } from './database/sql.ts';
import { type Condition, conditionsOf, type SearchTerms } from './filters.ts';
import { withAnalysis } from './rollups.ts';
import { readSynonyms } from './synonyms.ts';

/** Words that are compared at most, the most frequent ones: what comes back from the database is held in one piece. */
const mostCompared = 10_000;
/** Comments that two words share at least, and words that are looked at beside each keyword, the most frequent. */
const fewestTogether = 3;
const mostBeside = 60;

/** A set of comments whose keywords are counted. */
interface CommentSet {
  workspaceId: string;
  /** True for all comments of the workspace: their sums are kept ready. */
  whole: boolean;
  where: Condition;
  /** [word, the word that stands for it], with each of the latter standing for itself. */
  synonyms: (readonly [string, string])[];
}

/** `mentions`: keywords that were counted; more than `comments` where synonyms stand side by side. */
interface Sums {
  term: string;
  comments: number;
  weight_sum: number;
  polarity_sum: number;
  mentions: number;
}

interface ComparedSums extends Sums {
  other: number;
}

export function createKeywords(reader: Db, searchTerms: SearchTerms) {
  async function setOf(scope: Scope, filter: CommentFilter): Promise<CommentSet> {
    const { groups } = await readSynonyms(reader, scope);
    return {
      workspaceId: scope.workspaceId,
      whole: Object.keys(filter).length === 0,
      where: await conditionsOf(scope.workspaceId, filter, searchTerms),
      synonyms: groups.flatMap(({ term, words }) => [term, ...words].map((word) => [word, term] as const)),
    };
  }

  async function analysed(scope: Scope, filter: CommentFilter): Promise<number> {
    const counts = await countsOf(reader, scope, filter, 'none', searchTerms);
    const labels: readonly string[] = sentimentLabels;
    return sumCounts(counts.filter(({ label }) => labels.includes(label))).comments;
  }

  /** The heaviest first. */
  async function ranked(set: CommentSet, comments: number, limit: number): Promise<KeywordRow[]> {
    const { rows } = await sql<Sums>`select * from ${counted(set)} as k
      order by weight_sum desc, term limit ${limit}`.execute(reader);
    return rows.map((row) => rowOf(row, comments));
  }

  async function compared(
    set: CommentSet,
    scope: Scope,
    comments: number,
    { compare, filter, limit }: KeywordQuery & { compare: KeywordComparison },
  ): Promise<{ otherComments: number; items: KeywordRow[] }> {
    const rest = compare.rank === 'contrast' && compare.other === 'rest';
    const otherFilter = compare.rank === 'rise' ? { ...filter, ...compare.before } : compare.other;
    const otherSet = await setOf(scope, otherFilter === 'rest' ? {} : otherFilter);
    const otherAll = await analysed(scope, otherFilter === 'rest' ? {} : otherFilter);
    const otherComments = rest ? otherAll - comments : otherAll;
    if (comments === 0 || otherComments === 0) return { otherComments, items: [] };
    const { rows } = await sql<ComparedSums>`${both(counted(set), counted(otherSet), rest)}`.execute(reader);
    const now = { documents: comments, counts: new Map(rows.map((row) => [row.term, row.comments])) };
    const before = { documents: otherComments, counts: new Map(rows.map((row) => [row.term, row.other])) };
    const byTerm = new Map(rows.map((row) => [row.term, row]));
    const rank = compare.rank === 'contrast' ? contrastKeywords : risingKeywords;
    const items = rank(now, before, limit).map((keyword) => {
      const row = byTerm.get(keyword.term)!;
      return { ...rowOf(row, comments), otherComments: row.other, ...keyword };
    });
    return { otherComments, items };
  }

  /** Words beside each of the terms, by term. */
  async function beside(set: CommentSet, comments: number, items: KeywordRow[], most: number) {
    const pairs = await sharing(
      reader,
      set,
      items.map(({ term }) => term),
    );
    const others = [...new Set(pairs.map(({ other }) => other))];
    const { rows } = await sql<Sums>`select * from ${counted(set, others)} as k`.execute(reader);
    const countOf = new Map(rows.map((row) => [row.term, row.comments]));
    return items.map((item) => {
      const candidates = pairs
        .filter(({ term }) => term === item.term)
        .map(({ other, together }) => ({ word: other, together, documents: countOf.get(other) ?? together }));
      const found = rankNeighbours(item.comments, comments, candidates).slice(0, most);
      return { ...item, beside: found.map(({ word, together, npmi }) => ({ term: word, comments: together, npmi })) };
    });
  }

  return {
    async find(scope: Scope, query: KeywordQuery): Promise<KeywordAnswer> {
      const set = await setOf(scope, query.filter);
      const comments = await analysed(scope, query.filter);
      const found =
        query.compare === null
          ? { items: await ranked(set, comments, query.limit) }
          : await compared(set, scope, comments, { ...query, compare: query.compare });
      const items = query.beside === 0 ? found.items : await beside(set, comments, found.items, query.beside);
      const rank = query.compare?.rank ?? 'tfidf';
      return { rank, comments, ...found, items: items.map((item) => withSynonyms(item, set)) };
    },
  };
}

function rowOf({ term, comments, weight_sum, polarity_sum, mentions }: Sums, all: number): KeywordRow {
  return {
    term,
    weight: weight_sum / tenThousandths,
    comments,
    share: wilson(comments, Math.max(all, comments, 1)),
    polarity: mentions === 0 ? 0 : polarity_sum / tenThousandths / mentions,
  };
}

function withSynonyms(item: KeywordRow, { synonyms }: CommentSet): KeywordRow {
  const words = synonyms.filter(([word, term]) => term === item.term && word !== term).map(([word]) => word);
  return words.length === 0 ? item : { ...item, synonyms: words };
}

const fromKeywords = sql`from comment c ${withAnalysis}
  join keyword k on k.workspace_id = c.workspace_id and k.comment_id = c.id`;

/** Sums by term as a table expression; synonyms that stand in one comment count once. `only`: no other terms. */
function counted(set: CommentSet, only: string[] | null = null): RawBuilder<unknown> {
  if (set.synonyms.length === 0) return sql`(${plain(set, only)})`;
  return sql`(${plain(set, only)} union all
    select s.stands_for as term, count(distinct k.comment_id) as comments, sum(k.weight) as weight_sum,
      sum(k.polarity) as polarity_sum, count(*) as mentions
    ${fromKeywords} join ${jsonRows(['word', 'stands_for'], set.synonyms)} as s on s.word = k.term
    where ${set.where} ${only ? sql`and s.stands_for in ${jsonList(only)}` : sql``} group by s.stands_for)`;
}

/** Sums of the terms that have no synonyms: kept ready for the workspace as a whole, counted for a filter. */
function plain({ workspaceId, whole, where, synonyms }: CommentSet, only: string[] | null): RawBuilder<unknown> {
  const chosen = (column: RawBuilder<unknown>) =>
    sql`${
      synonyms.length === 0 ? sql`` : sql`and ${column} not in ${jsonList(synonyms.map(([word]) => word))}`
    } ${only ? sql`and ${column} in ${jsonList(only)}` : sql``}`;
  if (whole)
    return sql`select term, keywords as comments, weight_sum, polarity_sum, keywords as mentions from term
      where workspace_id = ${workspaceId} and keywords > 0 ${chosen(sql`term`)}`;
  return sql`select k.term, count(*) as comments, sum(k.weight) as weight_sum, sum(k.polarity) as polarity_sum,
      count(*) as mentions
    ${fromKeywords} where ${where} ${chosen(sql`k.term`)} group by k.term`;
}

/** Two sets side by side. `rest`: the second one holds the first, whose share is taken off. */
function both(set: RawBuilder<unknown>, other: RawBuilder<unknown>, rest: boolean): RawBuilder<unknown> {
  const sums = ['comments', 'weight_sum', 'polarity_sum', 'mentions'].map((name) => sql.ref(name));
  const total = rest ? sql`sum(other)` : sql`sum(comments) + sum(other)`;
  return sql`select term, ${sql.join(sums.map((name) => sql`sum(${name}) as ${name}`))},
      ${rest ? sql`sum(other) - sum(comments)` : sql`sum(other)`} as other
    from (select term, ${sql.join(sums)}, 0 as other from ${set} as a
      union all select term, 0, 0, 0, 0, comments from ${other} as b) as sides
    group by term having ${total} >= ${fewestComments} order by ${total} desc, term limit ${mostCompared}`;
}

/** How many comments each of the terms shares with the words that it shares most with. */
async function sharing(
  reader: Db,
  set: CommentSet,
  terms: string[],
): Promise<{ term: string; other: string; together: number }[]> {
  const pairs = new Map<string, string>([...terms.map((term) => [term, term] as const), ...set.synonyms]);
  const wanted = new Set(terms);
  const hits = [...pairs].filter(([, term]) => wanted.has(term));
  const synonyms = jsonRows(['word', 'stands_for'], set.synonyms);
  const { rows } = await sql<{ term: string; other: string; together: number }>`
    with hit as materialized (select distinct k.comment_id, h.term ${fromKeywords}
      join ${jsonRows(['word', 'term'], hits)} as h on h.word = k.term where ${set.where}),
    pair as (select hit.term, coalesce(s.stands_for, o.term) as other, count(distinct o.comment_id) as together
      from hit join keyword o on o.workspace_id = ${set.workspaceId} and o.comment_id = hit.comment_id
      left join ${synonyms} as s on s.word = o.term
      group by 1, 2 having count(*) >= ${fewestTogether}),
    placed as (select term, other, together,
        row_number() over (partition by term order by together desc, other) as place
      from pair where other <> term and together >= ${fewestTogether})
    select term, other, together from placed where place <= ${mostBeside} order by term, place`.execute(reader);
  return rows;
}
