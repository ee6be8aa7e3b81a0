import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LabelledComment } from '../../src/cli/dataSets.ts';
import { clearPosition } from '../../src/cli/suites/polarity.ts';
import type { SentimentLabel } from '../../src/feedback/analysis.ts';
import type { ParsedComment } from '../../src/feedback/comment.ts';

/** A comment with the answer that a reviewer would give. */
export interface GoldComment {
  id: string;
  comment: ParsedComment;
  gold: Extract<SentimentLabel, 'positive' | 'negative'>;
  /** Its rating was mirrored: a conflict that was planted. */
  planted: boolean;
}

/** One rating in so many is mirrored. */
const plantedShare = 20;

/**
 * The comments of one split that are clearly positive or negative, by label or rating, in an order by hash that never
 * changes; empty if there is no such file. A label stands for the rating at that end of 1–5.
 */
export function goldComments(folder: string, set: string, split: string, seed: number, limit: number): GoldComment[] {
  const file = join(folder, `${set}.${split}.jsonl.gz`);
  if (!existsSync(file)) return [];
  const rows = gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line): LabelledComment => JSON.parse(line))
    .flatMap((row) => toGold(row, seed) ?? []);
  return rows
    .map((one) => ({ one, order: sha1(one.id + one.comment.text) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, limit)
    .map(({ one }) => one);
}

function toGold(row: LabelledComment, seed: number): GoldComment | null {
  const position = clearPosition(row);
  if (position === null || row.text.trim() === '') return null;
  const planted = Number.parseInt(sha1(`flip${seed === 1 ? '' : seed}${row.id}`).slice(0, 8), 16) % plantedShare === 0;
  const rating = 1 + 4 * (planted ? 1 - position : position);
  const comment: ParsedComment = {
    source: 'simulation',
    text: row.text,
    rating,
    ratingScale: { min: 1, max: 5 },
    masked: [],
  };
  return { id: row.id, comment, gold: position > 0.5 ? 'positive' : 'negative', planted };
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
