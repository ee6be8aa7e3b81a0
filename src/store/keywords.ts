/** Keywords of many comments: ranked, compared, and what stands beside them. All sums are made by the database. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { sentimentLabels } from '../feedback/analysis.ts';
import { contrastKeywords, fewestComments, risingKeywords } from '../feedback/corpusKeywords.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import type { KeywordAnswer, KeywordComparison, KeywordQuery, KeywordRow } from '../feedback/keywordQuery.ts';
import type { Scope } from '../feedback/read.ts';
import { breathe } from '../pace.ts';
import { wilson } from '../text/maths/wilson.ts';
import { rankNeighbours } from '../text/vectorise/wordCounts.ts';
import { tenThousandths } from './commentRows.ts';
import { asksCellsOnly, cellConditions, countsOf, inCells, sumCounts } from './counts.ts';
import type { Db } from './database/schema.ts';
import { jsonList, jsonRows, packedRows } from './database/sql.ts';
import { asksMembershipsOnly, type Condition, conditionsOf, memberships, type SearchTerms } from './filters.ts';
import { withAnalysis } from './rollups.ts';
import { readSynonyms } from './synonyms.ts';

/** Words that are compared at most, the most frequent ones: what comes back from the database is held in one piece. */
const mostCompared = 10_000;
/** Comments that two words share at least, and words that are looked at beside each keyword, the most frequent. */
const fewestTogether = 3;
const mostBeside = 60;
const commentsBeside = 10_000;
/** Leaders of the workspace that are counted at first for each keyword that is asked for. */
const leadersPerKeyword = 10;

/** A set of comments whose keywords are counted. */
interface CommentSet {
  workspaceId: string;
  filter: CommentFilter;
  /** True for all comments of the workspace: their sums are kept ready. */
  whole: boolean;
  /** True for whole cells: the keywords know theirs, and no comment is looked at. */
  cells: boolean;
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

type Leader = Pick<Sums, 'term' | 'weight_sum'>;

/** `mostCounted`: comments in which words that stand beside each other are counted at most, the latest ones. */
export function createKeywords(reader: Db, searchTerms: SearchTerms, mostCounted = commentsBeside) {
  async function setOf(scope: Scope, filter: CommentFilter): Promise<CommentSet> {
    const { groups } = await readSynonyms(reader, scope);
    return {
      workspaceId: scope.workspaceId,
      filter,
      whole: Object.keys(filter).length === 0,
      cells: asksCellsOnly(filter),
      where: await conditionsOf(scope.workspaceId, filter, searchTerms, 'all'),
      synonyms: groups.flatMap(({ term, words }) => [term, ...words].map((word) => [word, term] as const)),
    };
  }

  async function analysed(scope: Scope, filter: CommentFilter): Promise<number> {
    if (asksMembershipsOnly(filter)) return countAnalysed(reader, scope, filter);
    const counts = await countsOf(reader, scope, filter, 'none', searchTerms);
    const labels: readonly string[] = sentimentLabels;
    return sumCounts(counts.filter(({ label }) => labels.includes(label))).comments;
  }

  async function sumsOf(set: CommentSet, terms: string[]): Promise<Map<string, Sums>> {
    const { rows } = await sql<Sums>`select * from ${counted(set, terms)} as k`.execute(reader);
    return new Map(rows.map((row) => [row.term, row]));
  }

  async function heaviest(set: CommentSet, only: string[] | null, limit: number): Promise<Sums[]> {
    const { rows } = await sql<Sums>`select * from ${counted(set, only)} as k
      order by weight_sum desc, term limit ${limit}`.execute(reader);
    return rows;
  }

  /**
   * The heaviest first. No term is heavier in some comments than in the whole workspace: those that lead there are counted,
   * and then only what is not lighter there than the last of what was found.
   */
  async function ranked(set: CommentSet, comments: number, limit: number): Promise<KeywordRow[]> {
    const known = set.whole ? null : await leading(set, limit);
    return (known ?? (await heaviest(set, null, limit))).map((row) => rowOf(row, comments));
  }

  /** null where the leaders of the workspace are too few of them. */
  async function leading(set: CommentSet, limit: number): Promise<Sums[] | null> {
    const merged = set.synonyms.map(([, term]) => term);
    const among = (leaders: Leader[]) => heaviest(set, [...leaders.map(({ term }) => term), ...merged], limit);
    const first = await leadersOf(set, sql`true`, limit * leadersPerKeyword);
    const rows = await among(first);
    if (rows.length < limit) return null;
    const least = rows[limit - 1]!.weight_sum;
    if (first.at(-1)!.weight_sum < least) return rows;
    return among(await leadersOf(set, sql`weight_sum >= ${least}`, null));
  }

  /** Words of the workspace, the heaviest first. */
  async function leadersOf({ workspaceId }: CommentSet, which: Condition, limit: number | null): Promise<Leader[]> {
    const { rows } = await sql<Leader>`select term, weight_sum from term
      where workspace_id = ${workspaceId} and keywords > 0 and ${which}
      order by weight_sum desc ${limit === null ? sql`` : sql`limit ${limit}`}`.execute(reader);
    return rows;
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
    const query = both(set, otherSet, rest);
    const { rows } = await packedRows(['term', 'comments', 'other'], query).execute(reader);
    const counts = JSON.parse(rows[0]!.packed) as [string, number, number][];
    await breathe();
    const now = { documents: comments, counts: new Map(counts.map(([term, count]) => [term, count])) };
    const before = { documents: otherComments, counts: new Map(counts.map(([term, , count]) => [term, count])) };
    await breathe();
    const found = (compare.rank === 'contrast' ? contrastKeywords : risingKeywords)(now, before, limit);
    const sums = await sumsOf(
      set,
      found.map(({ term }) => term),
    );
    const none = { comments: 0, weight_sum: 0, polarity_sum: 0, mentions: 0 };
    const items = found.map((keyword) => ({
      ...rowOf(sums.get(keyword.term) ?? { term: keyword.term, ...none }, comments),
      otherComments: before.counts.get(keyword.term)!,
      ...keyword,
    }));
    return { otherComments, items };
  }

  /** Words beside each of the terms, by term, in the latest comments of the set. */
  async function beside(set: CommentSet, comments: number, items: KeywordRow[], most: number) {
    const counted = Math.min(comments, mostCounted);
    const among = counted < comments ? latest(set, counted) : set;
    const terms = items.map(({ term }) => term);
    const pairs = await sharing(reader, among, terms);
    const sums = await sumsOf(among, [...new Set([...terms, ...pairs.map(({ other }) => other)])]);
    const found = items.map((item) => {
      const candidates = pairs
        .filter(({ term }) => term === item.term)
        .map(({ other, together }) => ({ word: other, together, documents: sums.get(other)?.comments ?? together }));
      const ranked = rankNeighbours(sums.get(item.term)?.comments ?? 0, counted, candidates).slice(0, most);
      return { ...item, beside: ranked.map(({ word, together, npmi }) => ({ term: word, comments: together, npmi })) };
    });
    return { besideComments: counted, items: found };
  }

  return {
    async find(scope: Scope, query: KeywordQuery): Promise<KeywordAnswer> {
      const set = await setOf(scope, query.filter);
      const comments = await analysed(scope, query.filter);
      const found =
        query.compare === null
          ? { items: await ranked(set, comments, query.limit) }
          : await compared(set, scope, comments, { ...query, compare: query.compare });
      const rank = query.compare?.rank ?? 'tfidf';
      const full =
        query.beside === 0 ? found : { ...found, ...(await beside(set, comments, found.items, query.beside)) };
      return { rank, comments, ...full, items: full.items.map((item) => withSynonyms(item, set)) };
    },
  };
}

/** The latest comments of a set that have been analysed. */
function latest(set: CommentSet, limit: number): CommentSet {
  const where = sql<SqlBool>`c.workspace_id = ${set.workspaceId} and c.id in (select c.id
    from comment c ${withAnalysis} where ${set.where} and c.state = 'analysed'
    order by c.occurred_at desc, c.id desc limit ${limit})`;
  return { ...set, whole: false, cells: false, filter: {}, where };
}

/** Comments with an analysis, of a filter that asks for memberships only. */
async function countAnalysed(reader: Db, { workspaceId }: Scope, filter: CommentFilter): Promise<number> {
  const members = memberships(workspaceId, filter, sql.ref('a.comment_id'));
  const { rows } = await sql<{ n: number }>`select count(*) as n from analysis a
    where a.workspace_id = ${workspaceId} and ${sql.join(members, sql` and `)}`.execute(reader);
  return rows[0]!.n;
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

/**
 * The term of `keywordsOf`. Beside comments it is as it is read: never looked up in the primary key, which would be once a
 * comment for each term of a list, nor walked through in order, which would be all comments.
 */
const termOf = ({ cells }: CommentSet) => (cells ? sql`k.term` : sql`k.term || ''`);

/** Keywords of the comments of a set. Cross joins keep the order: comments first, then their keywords by the primary key. */
function keywordsOf({ workspaceId, cells, where, filter }: CommentSet): RawBuilder<unknown> {
  if (cells) return sql`from keyword k where k.workspace_id = ${workspaceId} and ${inCells(filter)}`;
  if (asksMembershipsOnly(filter)) {
    const members = memberships(workspaceId, filter, sql.ref('k.comment_id'));
    return sql`from keyword k where k.workspace_id = ${workspaceId} and ${sql.join(members, sql` and `)}`;
  }
  return sql`from comment c ${asksAnalysis(filter) ? withAnalysis : sql``} cross join keyword k
    where ${where} and k.workspace_id = c.workspace_id and k.comment_id = c.id`;
}

/** True for filters with conditions over the analysis; without it, it is not looked up. */
function asksAnalysis({ sentiment, kind, escalation, language, conflict, covered, rated }: CommentFilter): boolean {
  return [sentiment, kind, escalation, language, conflict, covered, rated].some((value) => value !== undefined);
}

/** Sums by term as a table expression; synonyms that stand in one comment count once. `only`: no other terms. */
function counted(set: CommentSet, only: string[] | null = null): RawBuilder<unknown> {
  if (set.synonyms.length === 0) return sql`(${plain(set, only)})`;
  return sql`(${plain(set, only)} union all
    select s.stands_for as term, count(distinct k.comment_id) as comments, sum(k.weight) as weight_sum,
      sum(k.polarity) as polarity_sum, count(*) as mentions
    from (select k.comment_id, k.term, k.weight, k.polarity ${keywordsOf(set)}
        and ${termOf(set)} in ${jsonList(set.synonyms.map(([word]) => word))}) as k
      join ${jsonRows(['word', 'stands_for'], set.synonyms)} as s on s.word = k.term
    ${only ? sql`where s.stands_for in ${jsonList(only)}` : sql``} group by s.stands_for)`;
}

/**
 * Sums of the terms that have no synonyms: kept ready for the workspace as a whole; for cells, counted term by term in an
 * index, which sorts nothing; else counted from the comments.
 */
function plain(set: CommentSet, only: string[] | null): RawBuilder<unknown> {
  const { workspaceId, whole, cells, filter, synonyms } = set;
  const chosen = (column: RawBuilder<unknown>) =>
    sql`${
      synonyms.length === 0 ? sql`` : sql`and ${column} not in ${jsonList(synonyms.map(([word]) => word))}`
    } ${only ? sql`and ${column} in ${jsonList(only)}` : sql``}`;
  if (whole)
    return sql`select term, keywords as comments, weight_sum, polarity_sum, keywords as mentions from term
      where workspace_id = ${workspaceId} and keywords > 0 ${chosen(sql`term`)}`;
  const sums = sql`count(*) as comments, sum(k.weight) as weight_sum, sum(k.polarity) as polarity_sum,
    count(*) as mentions`;
  if (cells)
    return sql`select t.term, ${sums} from term t cross join keyword k
      where t.workspace_id = ${workspaceId} and t.keywords > 0 ${chosen(sql`t.term`)}
        and k.workspace_id = t.workspace_id and k.term = t.term and ${inCells(filter)} group by t.term`;
  return sql`select ${termOf(set)} as term, ${sums} ${keywordsOf(set)} ${chosen(termOf(set))} group by 1`;
}

/** Two sets side by side. `rest`: the second one holds the first, whose share is taken off. */
function both(set: CommentSet, otherSet: CommentSet, rest: boolean): RawBuilder<unknown> {
  const total = rest ? sql`other` : sql`comments + other`;
  return sql`select term, comments, ${rest ? sql`other - comments` : sql`other`} as other
    from (${sides(set, otherSet, rest)}) as sides
    where ${total} >= ${fewestComments} order by ${total} desc, term limit ${mostCompared}`;
}

function sides(set: CommentSet, other: CommentSet, rest: boolean): RawBuilder<unknown> {
  const cells = set.cells && other.cells && set.synonyms.length === 0;
  if (cells && !other.whole) return cellsSideBySide(set, other);
  return cells && rest ? cellsBesideWhole(set) : oneAfterTheOther(set, other);
}

function oneAfterTheOther(set: CommentSet, other: CommentSet): RawBuilder<unknown> {
  return sql`select term, sum(comments) as comments, sum(other) as other
    from (select term, comments, 0 as other from ${counted(set)} as a
      union all select term, 0, comments from ${counted(other)} as b) as sides group by term`;
}

/** Both in one walk through the index of terms, over the days that hold them. */
function cellsSideBySide({ workspaceId, filter }: CommentSet, other: CommentSet): RawBuilder<unknown> {
  const days = {
    ...(filter.from !== undefined &&
      other.filter.from !== undefined && { from: [filter.from, other.filter.from].toSorted()[0] }),
    ...(filter.to !== undefined && other.filter.to !== undefined && { to: [filter.to, other.filter.to].toSorted()[1] }),
  };
  const within = (one: CommentFilter) => sql`count(*) filter (where ${cellConditions(one)})`;
  return sql`select t.term, ${within(filter)} as comments, ${within(other.filter)} as other
    from term t cross join keyword k where t.workspace_id = ${workspaceId} and t.keywords >= ${fewestComments}
      and k.workspace_id = t.workspace_id and k.term = t.term and ${inCells(days)} group by t.term`;
}

/** The whole, whose sums are kept ready, beside a part of it, which is all that is counted. */
function cellsBesideWhole({ workspaceId, filter }: CommentSet): RawBuilder<unknown> {
  return sql`select t.term, t.keywords as other, count(k.term) as comments
    from term t left join keyword k on k.workspace_id = t.workspace_id and k.term = t.term and ${inCells(filter)}
    where t.workspace_id = ${workspaceId} and t.keywords >= ${fewestComments} group by t.term, t.keywords`;
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
  const merged = set.synonyms.length > 0;
  const words = jsonList(hits.map(([word]) => word));
  const hit = merged
    ? sql`select distinct k.comment_id, h.term from (select k.comment_id, k.term ${keywordsOf(set)} and ${termOf(set)} in ${words}) as k
        join ${jsonRows(['word', 'term'], hits)} as h on h.word = k.term`
    : sql`select k.comment_id, k.term ${keywordsOf(set)} and ${termOf(set)} in ${words}`;
  const synonyms = sql`left join ${jsonRows(['word', 'stands_for'], set.synonyms)} as s on s.word = o.term`;
  const { rows } = await sql<{ term: string; other: string; together: number }>`
    with hit as materialized (${hit}),
    pair as (select hit.term, ${merged ? sql`coalesce(s.stands_for, o.term)` : sql`o.term`} as other,
        ${merged ? sql`count(distinct o.comment_id)` : sql`count(*)`} as together
      from hit cross join keyword o ${merged ? synonyms : sql``}
      where o.workspace_id = ${set.workspaceId} and o.comment_id = hit.comment_id
      group by 1, 2 having count(*) >= ${fewestTogether}),
    placed as (select term, other, together,
        row_number() over (partition by term order by together desc, other) as place
      from pair where other <> term and together >= ${fewestTogether})
    select term, other, together from placed where place <= ${mostBeside} order by term, place`.execute(reader);
  return rows;
}
