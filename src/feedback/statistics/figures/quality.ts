import { wilson } from '../../../text/maths/wilson.ts';
import type { CommentFilter } from '../../filter.ts';
import type { Scope, Share } from '../../read.ts';
import type { StatisticsFacts } from '../facts.ts';
import { type QualityFlag, type QualityScan, qualityFlags } from '../quality/flags.ts';
import { type ScoreRow, scoreTable } from './scores.ts';

export interface QualityTable {
  /** The scan that counts; null before the first. */
  scan: QualityScan | null;
  /** Comments that came after it. */
  unscanned: number;
  comments: number;
  flags: { flag: QualityFlag; excluded: boolean; share: Share | null; comments: number; filter: CommentFilter }[];
  /** The scores of all chosen comments, and without those that are left out. */
  with: ScoreRow;
  without: ScoreRow;
}

export async function qualityTable(facts: StatisticsFacts, scope: Scope, filter: CommentFilter): Promise<QualityTable> {
  const { scan, unscanned } = await facts.scan(scope);
  const { comments, flags } = await facts.flags(scope, filter);
  const of = async (quality: 'with' | 'without') =>
    (await scoreTable(facts, scope, { filter: { ...filter, quality } })).total;
  return {
    scan,
    unscanned,
    comments,
    flags: qualityFlags.map((flag) => {
      const n = flags.get(flag) ?? 0;
      return {
        flag,
        excluded: scan?.excluded.includes(flag) ?? false,
        comments: n,
        share: comments > 0 ? wilson(n, comments) : null,
        filter: { ...filter, flag: [flag] },
      };
    }),
    with: await of('with'),
    without: await of('without'),
  };
}
