/** A filter as conditions over `comment c left join analysis a`. Only the columns named here can be asked for. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { CommentFilter } from '../feedback/filter.ts';
import { iso, utc } from './clock.ts';
import { jsonList, mapHolds, search } from './database/sql.ts';

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

export async function conditionsOf(
  workspaceId: string,
  filter: CommentFilter,
  searchTerms: SearchTerms,
): Promise<Condition> {
  const all: Condition[] = [sql<SqlBool>`c.workspace_id = ${workspaceId}`];
  for (const [key, column] of Object.entries(valueColumns)) {
    const values = filter[key as keyof typeof valueColumns];
    if (values) all.push(sql<SqlBool>`${column} in ${jsonList(values)}`);
  }
  if (filter.label) all.push(labelled(filter.label));
  if (filter.conflict) all.push(conflicting(filter.conflict));
  if (filter.covered !== undefined)
    all.push(filter.covered ? sql<SqlBool>`a.issue_count > 0` : sql<SqlBool>`a.issue_count = 0`);
  if (filter.ratingMin !== undefined) all.push(sql<SqlBool>`c.rating >= ${filter.ratingMin}`);
  if (filter.ratingMax !== undefined) all.push(sql<SqlBool>`c.rating <= ${filter.ratingMax}`);
  if (filter.from !== undefined) all.push(sql<SqlBool>`c.occurred_at >= ${startOf(filter.from)}`);
  if (filter.to !== undefined) all.push(sql<SqlBool>`c.occurred_at < ${endOf(filter.to)}`);
  for (const [key, values] of Object.entries(filter.metadata ?? {})) {
    all.push(mapHolds(sql.ref('c.metadata'), key, values));
  }
  if (filter.text !== undefined) {
    const terms = await searchTerms(filter.text);
    all.push(terms.length === 0 ? never : search.holds(sql.ref('c.seq'), terms));
  }
  return sql<SqlBool>`(${sql.join(all, sql` and `)})`;
}

/** A code stands for its whole subtree. */
function labelled(codes: string[]): Condition {
  return sql<SqlBool>`exists (select 1 from issue i where i.workspace_id = c.workspace_id and i.comment_id = c.id
    and i.withdrawn = 0 and ${inSubtrees('i.code', codes)})`;
}

/** Codes are dot paths; `/` follows `.` in the order of text, so a subtree is a range of an index. */
export function inSubtrees(column: string, codes: readonly string[]): Condition {
  if (codes.length === 0) return never;
  const name = sql.ref(column);
  const ranges = codes.map((code) => sql`${name} = ${code} or (${name} >= ${`${code}.`} and ${name} < ${`${code}/`})`);
  return sql<SqlBool>`(${sql.join(ranges, sql` or `)})`;
}

function conflicting(values: string[]): Condition {
  if (values.length === 0) return never;
  const types = values.filter((value) => value !== 'flagged');
  const any = types.length > 0 ? [sql`a.conflict_type in ${jsonList(types)}`] : [];
  if (types.length < values.length) any.push(sql`a.conflict_flagged = 1`);
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
