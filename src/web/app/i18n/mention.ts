/** Words of filters by what comments say of a leaf. */
import { addWords, type Words } from './words.ts';

const words = {
  says_mention: ['Says', '提及', '提及'],
  says_noMention: ['Does not say', '未提及', '未提及'],
  said_positive: ['{{name}} (praise)', '{{name}}（表扬）', '{{name}}（表揚）'],
  said_negative: ['{{name}} (complaint)', '{{name}}（抱怨）', '{{name}}（抱怨）'],
  said_neutral: ['{{name}} (no judgement)', '{{name}}（仅提及）', '{{name}}（僅提及）'],
  rated_true: ['with a rating that counts', '有有效评分', '有有效評分'],
  rated_false: ['without a rating that counts', '无有效评分', '無有效評分'],
} satisfies Words;

export type MentionKey = keyof typeof words;

addWords(words);
