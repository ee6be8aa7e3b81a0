import { describe, expect, it } from 'vitest';
import { rowSum, sentimentRows } from '../../../scripts/train/features.ts';
import { decodeTable, xorshift } from '../../../src/text/classify/linear.ts';
import { ruleNames } from '../../../src/text/sentiment/rules.ts';
import { shippedSentiment } from './shipped.ts';

const { documentOf, sentiment, model, lexicon } = shippedSentiment();

const subjects = ['物流', '客服', '包装', '味道', '房间', '这个app', '師傅', 'the room', 'delivery', '价格'];
const opinions = [
  '很好',
  '太慢了',
  '不推荐',
  '没有问题',
  '有点贵',
  'was great',
  'is not good',
  '非常满意',
  '还行',
  '呵呵',
  '😀',
  '希望改进',
  '难道好吗',
];
const joints = ['，', '。', '，但是', ' ', '！', ', but '];

/** 1,000 made-up comments. */
function comments(): string[] {
  const random = xorshift(11);
  const pick = (list: string[]) => list[Math.floor(random() * list.length)];
  return Array.from({ length: 1000 }, () => {
    const parts = 1 + Math.floor(random() * 5);
    return Array.from({ length: parts }, () => pick(subjects) + pick(opinions) + pick(joints)).join('');
  });
}

describe('the stage', () => {
  it('sums up what training sums up, on 1,000 rows', () => {
    const texts = comments();
    const rows = sentimentRows(texts.map(documentOf), texts.length, lexicon, model.ngrams.bits);
    const table = decodeTable(model.ngrams.scale);
    const w = Float64Array.from(model.ngrams.weights, (byte) => table[byte + 128]);
    texts.forEach((text, i) => {
      const ngrams = rowSum(rows.ngrams, i, w);
      const rules = model.rules.reduce((sum, b, r) => sum + b * rows.rules[i * ruleNames.length + r], 0);
      expect(Math.abs(sentiment.read(documentOf(text)).sum - ngrams - rules)).toBeLessThan(1e-9);
    });
  });
});
