import type { ConflictType, Reason } from './analysis.ts';

/** What is known when the type is chosen. */
export interface ConflictFacts {
  /** −1..1 */
  rating: number;
  text: number;
  textConflict: number;
  subscoreConflict: number;
  /** The sub-score farthest from the overall score. */
  farthest: { name: string; value: number } | null;
  mixed: boolean;
}

/** What one comment shows by itself. */
export type OwnConflictType = Exclude<ConflictType, 'scale_inverted_suspect'>;

/** Why there may be a conflict, in words that a reviewer reads. The code is stable, the words are not. */
export function reasonsFor(type: OwnConflictType, facts: ConflictFacts): Reason[] {
  const percent = Math.round(
    100 * Math.max(facts.textConflict, type === 'subscore_mismatch' ? facts.subscoreConflict : 0),
  );
  return [
    reasonOf(type, facts),
    {
      code: 'probability',
      'zh-CN': `评分与内容不一致的概率约为 ${percent}%`,
      'zh-TW': `評分與內容不一致的機率約為 ${percent}%`,
      en: `the probability that they do not belong together is about ${percent} %`,
    },
  ];
}

const words: Record<Exclude<OwnConflictType, 'subscore_mismatch'>, Omit<Required<Reason>, 'code'>> = {
  high_rating_negative_text: {
    'zh-CN': '评分高，但文字是负面的',
    'zh-TW': '評分高，但文字是負面的',
    en: 'the rating is high, but the text is negative',
  },
  low_rating_positive_text: {
    'zh-CN': '评分低，但文字是正面的',
    'zh-TW': '評分低，但文字是正面的',
    en: 'the rating is low, but the text is positive',
  },
  neutral_rating_strong_text: {
    'zh-CN': '评分居中，但文字的态度很鲜明',
    'zh-TW': '評分居中，但文字的態度很鮮明',
    en: 'the rating is in the middle, but the text takes a clear side',
  },
  mixed_text: {
    'zh-CN': '文字有褒有贬，评分只说了一面',
    'zh-TW': '文字有褒有貶，評分只說了一面',
    en: 'the text praises and complains, the rating tells one side',
  },
};

function reasonOf(type: OwnConflictType, { farthest }: ConflictFacts): Reason {
  if (type !== 'subscore_mismatch') return { code: type, ...words[type] };
  const name = farthest?.name ?? '';
  return {
    code: type,
    'zh-CN': `分项「${name}」与总分相差很大`,
    'zh-TW': `分項「${name}」與總分相差很大`,
    en: `the sub-score «${name}» is far from the overall score`,
  };
}

/** Whose ratings mirror their texts: one author's, or those of a batch read together. */
export type InvertedBy = 'author' | 'batch';

/** Why somebody is taken to have read, or sent, the scale upside down. */
export function invertedReason({ by, pairs, contradicting }: { by: InvertedBy; pairs: number; contradicting: number }) {
  const whose = by === 'author' ? '同一作者' : '同一批次、同一渠道中';
  const whoseTraditional = by === 'author' ? '同一作者' : '同一批次、同一通路中';
  const of = by === 'author' ? 'of this author' : 'of this batch and channel';
  return {
    code: 'scale_inverted_suspect',
    'zh-CN': `${whose}评分与文字都很鲜明的 ${pairs} 条评论中，有 ${contradicting} 条互相矛盾，可能把评分方向弄反了`,
    'zh-TW': `${whoseTraditional}評分與文字都很鮮明的 ${pairs} 則評論中，有 ${contradicting} 則互相矛盾，可能把評分方向弄反了`,
    en: `${contradicting} of ${pairs} comments ${of} with a clear rating and a clear text contradict themselves: the scale may have been read upside down`,
  } satisfies Reason;
}
