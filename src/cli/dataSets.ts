import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnalysisPool } from '../feedback/analysed.ts';
import type { Analysis, ChannelCalibration } from '../feedback/analysis.ts';
import type { CommentInput } from '../feedback/comment.ts';
import { parseComment } from '../feedback/parse.ts';

/** One labelled comment of a data set. */
export interface LabelledComment {
  id: string;
  text: string;
  sentiment?: string | null;
  rating?: number | null;
  rating_max?: number | null;
  issues?: { code: string; polarity: string; quote: string }[];
  aspects?: { category: string; polarity: string }[];
}

export interface Evaluation {
  /** The comments of a set, in an order by hash that never changes; empty if there is no such file. */
  load(set: string): LabelledComment[];
  analyse(
    comments: Omit<CommentInput, 'source'>[],
    options?: { taxonomy?: string; calibration?: ChannelCalibration },
  ): Promise<Analysis[]>;
}

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

export function createEvaluation(
  pool: AnalysisPool,
  { folder, split, limit }: { folder: string; split: string; limit: number },
): Evaluation {
  return {
    load(set) {
      const file = join(folder, `${set}.${split}.jsonl.gz`);
      if (!existsSync(file)) return [];
      const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
      return lines
        .map((line): LabelledComment => JSON.parse(line))
        .map((comment) => ({ comment, order: sha1(comment.id + comment.text) }))
        .sort((a, b) => (a.order < b.order ? -1 : 1))
        .slice(0, limit)
        .map(({ comment }) => comment);
    },
    async analyse(comments, { taxonomy = 'cx', calibration } = {}) {
      const tasks = comments.map((comment, i) => {
        const parsed = parseComment({ source: 'evaluation', ...comment }, { mask: false });
        if (!parsed.ok) throw new Error(`comment ${i}: ${parsed.problems[0]!.detail}`);
        return { id: String(i), comment: parsed.value, taxonomy, ...(calibration && { calibration }) };
      });
      const outcomes = await pool.analyse(tasks);
      return outcomes.map((outcome, i) => {
        if (!outcome.ok) throw new Error(`comment ${i}: ${outcome.failure}`);
        return outcome.analysis;
      });
    },
  };
}
