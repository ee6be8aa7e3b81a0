/** The only place that knows how a comment lies in its row. */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { type Comment, defaultRatingScale, type ParsedComment } from '../feedback/comment.ts';
import { ratingFacts } from '../feedback/statistics/satisfaction.ts';
import { dayOf, utc } from './clock.ts';
import type { CommentTable } from './database/schema.ts';

export type CommentRow = Omit<CommentTable, 'seq'> & { seq: number };

/** Scores, positions and ten-point ratings are kept as whole millionths: sums of them are exact. */
export const millionths = 1e6;
/** Keyword weights and polarities likewise, as they are rounded to four digits anyway. */
export const tenThousandths = 1e4;

/** Columns that an ingested comment fills, in the order of `toValues`. */
export const ingestColumns = [
  'workspace_id',
  'id',
  'external_id',
  'source',
  'text',
  'content_hash',
  'rating',
  'scale_min',
  'scale_max',
  'position',
  'ten_point',
  'csat',
  'nps',
  'ratings',
  'channel',
  'language',
  'author',
  'occurred_at',
  'occurred_given',
  'received_at',
  'day',
  'metadata',
  'masked',
] as const;

export function toValues(workspaceId: string, id: string, comment: ParsedComment, receivedAt: string): unknown[] {
  const { rating, ratingScale: scale = defaultRatingScale } = comment;
  const facts = rating === undefined ? null : ratingFacts(rating, scale);
  const occurredAt = comment.occurredAt === undefined ? receivedAt : utc(comment.occurredAt);
  return [
    workspaceId,
    id,
    comment.externalId ?? null,
    comment.source,
    comment.text,
    contentHash(comment),
    rating ?? null,
    scale.min,
    scale.max,
    facts && Math.round(facts.position * millionths),
    facts && Math.round(facts.tenPoint * millionths),
    facts?.csat ?? null,
    facts?.nps ?? null,
    comment.ratings ? JSON.stringify(comment.ratings) : null,
    comment.channel ?? null,
    comment.language ?? null,
    comment.author ?? null,
    occurredAt,
    comment.occurredAt === undefined ? 0 : 1,
    receivedAt,
    dayOf(occurredAt),
    comment.metadata ? JSON.stringify(comment.metadata) : null,
    JSON.stringify(comment.masked),
  ];
}

/** SHA-256 of everything upstream sent; maps in the order of their keys. */
function contentHash(comment: ParsedComment): string {
  const { text, rating, ratingScale: scale = defaultRatingScale, channel, language, author } = comment;
  const occurredAt = comment.occurredAt === undefined ? null : utc(comment.occurredAt);
  const parts = [text, rating, scale.min, scale.max, sorted(comment.ratings), channel, language, author, occurredAt];
  return hash('sha256', JSON.stringify([...parts, sorted(comment.metadata)]), 'base64url');
}

function sorted(map: Record<string, unknown> | undefined): [string, unknown][] | null {
  return map ? Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)) : null;
}

/** The columns of `comment c` that `toComment` reads. */
export const commentColumns = sql.raw(
  'seq workspace_id id external_id source text content_hash revision rating scale_min scale_max position ten_point csat nps ratings channel language author occurred_at occurred_given received_at day metadata masked state failure'
    .split(' ')
    .map((name) => `c.${name}`)
    .join(', '),
);

export function toComment(row: CommentRow): Comment {
  return {
    ...toParsed(row),
    id: row.id,
    revision: row.revision,
    receivedAt: row.received_at,
    occurredAt: row.occurred_at,
    day: row.day,
    state: row.state,
    ...(row.failure === null ? {} : { failure: row.failure }),
  };
}

/** As it was ingested. */
export function toParsed(row: CommentRow): ParsedComment {
  return {
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    source: row.source,
    text: row.text,
    ...(row.rating === null ? {} : { rating: row.rating }),
    ratingScale: { min: row.scale_min, max: row.scale_max },
    ...(row.ratings === null ? {} : { ratings: JSON.parse(row.ratings) as Record<string, number> }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.author === null ? {} : { author: row.author }),
    occurredAt: row.occurred_at,
    ...(row.metadata === null ? {} : { metadata: JSON.parse(row.metadata) as Record<string, string> }),
    masked: JSON.parse(row.masked) as ParsedComment['masked'],
  };
}

/** What of a comment's row is counted; it stays as it is as long as the revision does. */
export interface StoredComment extends Pick<CommentRow, 'seq' | 'rating' | 'position' | 'ten_point' | 'csat' | 'nps'> {
  createdAt: string;
  day: string;
  channel: string;
  source: string;
}

export function toStored(row: CommentRow): StoredComment {
  const { seq, rating, position, ten_point, csat, nps, received_at: createdAt, day, channel, source } = row;
  return { seq, rating, position, ten_point, csat, nps, createdAt, day, channel: channel ?? '', source };
}
