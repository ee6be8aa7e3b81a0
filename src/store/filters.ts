/** A filter as conditions over `comment c left join analysis a`. Only the columns named here can be asked for. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import { type Polarity, polarities, readMention } from '../feedback/mention.ts';
import { iso, utc } from './clock.ts';
import { search } from './database/search.ts';
import { jsonList, mapHolds } from './database/sql.ts';

export type Condition = RawBuilder<SqlBool>;
/** The words of a search query, cut as the comments were. */
export type SearchTerms = (query: string) => Promise<string[]>;

const valueColumns = {
  sentiment: sql`a.label`,
  kind: sql`a.kind`,
  escalation: sql`a.escalation`,
  language: sql`a.language`,
  channel: sql`coalesce(c.channel, '')`,
  source: sql`c.source`,
  author: sql`c.author`,
  state: sql`c.state`,
};

const never = sql<SqlBool>`1 = 0`;

/** What an issue `i` says of its leaf; without a rank its opinion is mixed, which is praise and blame. */
export const says: Record<Polarity, Condition> = {
  positive: sql<SqlBool>`coalesce(i.label_rank, 1) > 0`,
  negative: sql<SqlBool>`coalesce(i.label_rank, -1) < 0`,
  neutral: sql<SqlBool>`i.label_rank = 0`,
};

/** A rating that a reviewer found not to say what the customer thinks counts nowhere. */
export const rated = sql<SqlBool>`(c.rating is not null and coalesce(a.rating_valid, 1) = 1)`;

/**
 * How the comments are read. `page`: the latest ones, until there are enough: each is asked whether it belongs. `all`: what
 * belongs is gathered first by an index, where there is one, and no other comment is looked at.
 */
export type Reading = 'page' | 'all';

export async function conditionsOf(
  workspaceId: string,
  filter: CommentFilter,
  searchTerms: SearchTerms,
  reading: Reading = 'page',
): Promise<Condition> {
  const all: Condition[] = [sql<SqlBool>`c.workspace_id = ${workspaceId}`];
  for (const [key, column] of Object.entries(valueColumns)) {
    const values = filter[key as keyof typeof valueColumns];
    if (values) all.push(sql<SqlBool>`${column} in ${jsonList(values)}`);
  }
  if (reading === 'all') all.push(...memberships(workspaceId, filter, sql.ref('c.id')));
  if (reading === 'page') all.push(...oneByOne(filter));
  if (filter.noMention && filter.noMention.length > 0) all.push(silentOn(workspaceId, filter.noMention, reading));
  if (filter.topic) all.push(inTopics(filter.topic));
  if (filter.conflict) all.push(conflicting(workspaceId, filter.conflict));
  if (filter.covered !== undefined)
    all.push(filter.covered ? sql<SqlBool>`a.issue_count > 0` : sql<SqlBool>`a.issue_count = 0`);
  if (filter.quality === 'without') all.push(sql<SqlBool>`not ${flagged(sql`q.excluded = 1`)}`);
  if (filter.flag) all.push(flagged(sql`q.flag in ${jsonList(filter.flag)}`));
  if (filter.scanned !== undefined) all.push(filter.scanned ? scanned : sql<SqlBool>`not ${scanned}`);
  if (filter.rated !== undefined) all.push(filter.rated ? rated : sql<SqlBool>`not ${rated}`);
  if (filter.ratingMin !== undefined) all.push(sql<SqlBool>`c.rating >= ${filter.ratingMin}`);
  if (filter.ratingMax !== undefined) all.push(sql<SqlBool>`c.rating <= ${filter.ratingMax}`);
  if (filter.from !== undefined) all.push(sql<SqlBool>`c.occurred_at >= ${startOf(filter.from)}`);
  if (filter.to !== undefined) all.push(sql<SqlBool>`c.occurred_at < ${endOf(filter.to)}`);
  if (filter.text !== undefined) {
    const terms = await searchTerms(filter.text);
    all.push(terms.length === 0 ? never : search.holds(sql.ref('c.seq'), terms));
  }
  return sql<SqlBool>`(${sql.join(all, sql` and `)})`;
}

/** True for filters that choose comments by nothing but what an index gathers: their leaves, keywords and metadata. */
export function asksMembershipsOnly({ label, mention, keyword, metadata, ...others }: CommentFilter): boolean {
  const gathered = [label, mention, keyword, ...Object.values(metadata ?? {})].some((values) => values !== undefined);
  return gathered && Object.keys(others).length === 0;
}

/** `id`: the column with the comment. */
export function memberships(workspaceId: string, filter: CommentFilter, id: RawBuilder<unknown>): Condition[] {
  return gathered(workspaceId, filter).map((set) => sql<SqlBool>`${id} in (${set})`);
}

/** The comments of a filter that asks for memberships only, as `comment_id`; one may be there more than once. */
export function membersOf(workspaceId: string, filter: CommentFilter): RawBuilder<unknown> {
  const [first, ...others] = gathered(workspaceId, filter);
  const all = others.map((set) => sql`said.comment_id in (${set})`);
  return all.length === 0
    ? first!
    : sql`select said.comment_id from (${first}) as said where ${sql.join(all, sql` and `)}`;
}

/** The comments of each membership that a filter asks for, as sets that an index gathers. */
function gathered(workspaceId: string, { label, mention, keyword, metadata = {} }: CommentFilter) {
  return [
    ...(label ? [commentsThatSay(workspaceId, label)] : []),
    ...(mention ? [commentsThatSay(workspaceId, mention)] : []),
    ...(keyword ? [commentsWithKeyword(workspaceId, keyword)] : []),
    ...Object.entries(metadata).map(([key, values]) => commentsWithMetadata(workspaceId, key, values)),
  ];
}

function oneByOne(filter: CommentFilter): Condition[] {
  return [
    ...(filter.label ? [mentioned(filter.label)] : []),
    ...(filter.mention ? [mentioned(filter.mention)] : []),
    ...(filter.keyword ? [withKeyword(filter.keyword)] : []),
    ...Object.entries(filter.metadata ?? {}).map(([key, values]) => mapHolds(sql.ref('c.metadata'), key, values)),
  ];
}

/** A code stands for its whole subtree; a label is a mention of any polarity. */
function mentioned(values: readonly string[]): Condition {
  if (values.length === 0) return never;
  const said = byPolarity(values).map(({ codes, condition }) => sql`(${inPlaces(codes)} ${condition})`);
  return sql<SqlBool>`exists (select 1 from issue i where i.workspace_id = c.workspace_id and i.comment_id = c.id
    and i.withdrawn = 0 and (${sql.join(said, sql` or `)}))`;
}

/** The codes of which the same is said; `condition`: of an issue `i` under them, where one is asked. */
function byPolarity(values: readonly string[]): { codes: string[]; condition: RawBuilder<unknown> }[] {
  const all = values.map(readMention);
  return [null, ...polarities].flatMap((polarity) => {
    const codes = all.filter((one) => one.polarity === polarity).map(({ code }) => code);
    return codes.length > 0 ? [{ codes, condition: polarity === null ? sql`` : sql`and ${says[polarity]}` }] : [];
  });
}

/** Where `i.code` stands in the workspace's own taxonomy, if it has one; a leaf is also found by the codes it once had. */
function inPlaces(codes: readonly string[]): Condition {
  if (codes.length === 0) return never;
  const place = sql`select 1 from leaf_place p where p.workspace_id = i.workspace_id and p.code = i.code`;
  const named = sql`select n.leaf from leaf_place n where n.workspace_id = i.workspace_id and n.code in ${jsonList(codes)}`;
  return sql<SqlBool>`((${inSubtrees('i.code', codes)} and not exists (${place}))
    or exists (${place} and (${inSubtrees('p.place', codes)} or p.leaf in (${named}))))`;
}

/** As a set that is gathered once where all comments are read. */
function silentOn(workspaceId: string, values: readonly string[], reading: Reading): Condition {
  if (reading === 'page') return sql<SqlBool>`not ${mentioned(values)}`;
  return sql<SqlBool>`not exists (select 1 from (${commentsThatSay(workspaceId, values)}) as said where said.comment_id = c.id)`;
}

/** The comments that say one of it; each part is a range of the index by code. */
function commentsThatSay(workspaceId: string, values: readonly string[]): RawBuilder<unknown> {
  if (values.length === 0)
    return sql`select i.comment_id from issue i where i.workspace_id = ${workspaceId} and ${never}`;
  const parts = byPolarity(values).flatMap(({ codes, condition }) => issuesIn(workspaceId, codes, condition));
  return sql.join(parts, sql` union all `);
}

function issuesIn(workspaceId: string, codes: readonly string[], condition: RawBuilder<unknown>) {
  const ofIssues = sql`i.workspace_id = ${workspaceId} and i.withdrawn = 0`;
  const placed = sql`select p.code from leaf_place p where p.workspace_id = ${workspaceId}`;
  const named = sql`select n.leaf from leaf_place n where n.workspace_id = ${workspaceId} and n.code in ${jsonList(codes)}`;
  return [
    ...subtreeRanges('i.code', codes).map(
      (range) =>
        sql`select i.comment_id from issue i where ${ofIssues} and ${range} and i.code not in (${placed}) ${condition}`,
    ),
    sql`select i.comment_id from issue i where ${ofIssues} and i.code in
      (${placed} and (${inSubtrees('p.place', codes)} or p.leaf in (${named}))) ${condition}`,
  ];
}

function commentsWithKeyword(workspaceId: string, terms: readonly string[]): RawBuilder<unknown> {
  return sql`select k.comment_id from keyword k where k.workspace_id = ${workspaceId}
    and (k.term in ${jsonList(terms)} or k.term in (select s.word from synonym s where s.workspace_id = ${workspaceId} and s.term in ${jsonList(terms)}))`;
}

function commentsWithMetadata(workspaceId: string, key: string, values: readonly string[]): RawBuilder<unknown> {
  return sql`select m.comment_id from comment_metadata m
    where m.workspace_id = ${workspaceId} and m.key = ${key} and m.value in ${jsonList(values)}`;
}

function withKeyword(terms: string[]): Condition {
  return sql<SqlBool>`exists (select 1 from keyword k where k.workspace_id = c.workspace_id and k.comment_id = c.id
    and (k.term in ${jsonList(terms)} or k.term in (select s.word from synonym s
      where s.workspace_id = c.workspace_id and s.term in ${jsonList(terms)})))`;
}

function inTopics(topics: string[]): Condition {
  if (topics.length === 0) return never;
  const any = topics.map((topic) => {
    const [run, n] = topic.split('.');
    return sql`(t.run_id = ${run} and t.topic = ${Number(n)})`;
  });
  return sql<SqlBool>`exists (select 1 from topic_assignment t where t.workspace_id = c.workspace_id
    and t.comment_id = c.id and (${sql.join(any, sql` or `)}))`;
}

/** Codes are dot paths; `/` follows `.` in the order of text, so a subtree is a range of an index. */
export function inSubtrees(column: string, codes: readonly string[]): Condition {
  if (codes.length === 0) return never;
  return sql<SqlBool>`(${sql.join(subtreeRanges(column, codes), sql` or `)})`;
}

function subtreeRanges(column: string, codes: readonly string[]): Condition[] {
  const name = sql.ref(column);
  return codes.flatMap((code) => [
    sql<SqlBool>`${name} = ${code}`,
    sql<SqlBool>`(${name} >= ${`${code}.`} and ${name} < ${`${code}/`})`,
  ]);
}

/** By the end of the last scan it had come as it is. */
const scanned = sql<SqlBool>`exists (select 1 from quality_scan s where s.workspace_id = c.workspace_id
    and s.ended_at >= c.received_at)`;

/** By the scan that counts. */
function flagged(how: RawBuilder<unknown>): Condition {
  return sql<SqlBool>`exists (select 1 from quality_flag q where q.workspace_id = c.workspace_id and q.comment_id = c.id
    and ${how} and q.scan = (select s.scan from quality_scan s where s.workspace_id = c.workspace_id))`;
}

function conflicting(workspaceId: string, values: string[]): Condition {
  if (values.length === 0) return never;
  const types = values.filter((value) => value !== 'flagged' && value !== 'in_review');
  const any = types.length > 0 ? [sql`a.conflict_type in ${jsonList(types)}`] : [];
  if (values.includes('flagged')) any.push(sql`a.conflict_flagged = 1`);
  if (values.includes('in_review'))
    any.push(sql`c.id in (select q.comment_id from review_item q where q.workspace_id = ${workspaceId}
      and q.reason = 'conflict' and q.state in ('open', 'claimed'))`);
  return sql<SqlBool>`(${sql.join(any, sql` or `)})`;
}

const wholeDay = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;

/** First instant, inclusive. */
export function startOf(instant: string): string {
  return checked(instant, () => utc(instant));
}

/** End, exclusive; a day includes that day. */
export function endOf(instant: string): string {
  return checked(instant, () => (wholeDay.test(instant) ? iso(Date.parse(instant) + dayMs) : utc(instant)));
}

function checked(instant: string, read: () => string): string {
  try {
    return read();
  } catch {
    throw new AppError('invalid_format', `${instant} is not an ISO-8601 time`);
  }
}
