import { describe, expect, it } from 'vitest';
import { rowSum, sentimentRows } from '../../../scripts/train/features.ts';
import { xorshift } from '../../../src/text/classify/linear.ts';
import { bucketOf, checkOf, decodeTable } from '../../../src/text/classify/weightTable.ts';
import { createShareReader } from '../../../src/text/sentiment/kinds.ts';
import { ruleNames } from '../../../src/text/sentiment/rules.ts';
import { createSentiment } from '../../../src/text/sentiment/sentiment.ts';
import { shippedSentiment } from './shipped.ts';

const { documentOf, model: shipped, lexicon, kinds } = shippedSentiment();
const model = { ...shipped, edges: 0.5 };
const sentiment = createSentiment({ model, lexicon, kinds });
const experts = model.experts.length;

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

/** The shipped weights of numbered features, as training has them. */
function unpacked(hashes: Int32Array): Float32Array {
  const { general, experts: columns, bits, scale } = model.ngrams;
  const decode = decodeTable(scale);
  return Float32Array.from({ length: hashes.length * (experts + 1) }, (_, j) => {
    const hash = hashes[Math.floor(j / (experts + 1))];
    const bucket = bucketOf(hash, bits);
    if ((general[bucket] & 0xff) !== checkOf(hash)) return 0;
    const column = j % (experts + 1);
    return decode[(column === 0 ? general[bucket] >> 8 : columns[column - 1][bucket]) + 128];
  });
}

describe('the stage', () => {
  it('sums up what training sums up, on 1,000 rows', () => {
    const texts = comments();
    const documents = texts.map(documentOf);
    const { ngrams, edges, rules, hash } = sentimentRows(documents, texts.length, lexicon, 1);
    const sharesOf = createShareReader(model.experts, kinds.names);
    const share = new Float32Array(texts.length * experts);
    documents.forEach(({ tokens }, i) => {
      const shares = sharesOf(kinds.read(tokens.text));
      for (let a = 0; a < shares.count; a++) share[i * experts + shares.expert[a]] = shares.share[a];
    });
    const w = unpacked(hash);
    documents.forEach((document, i) => {
      const atEdges = model.edges * rowSum(ngrams, i, w, { experts, share }, edges);
      const learned = rowSum(ngrams, i, w, { experts, share }) + atEdges;
      const listed = model.rules.reduce((sum, b, r) => sum + b * rules[i * ruleNames.length + r], 0);
      expect(Math.abs(sentiment.read(document).sum - learned - listed)).toBeLessThan(1e-5);
    });
  });

  it('lists terms that add up to the sum, by their place in the text', () => {
    for (const text of comments().slice(0, 100)) {
      const document = documentOf(text);
      const { sum } = sentiment.read(document);
      const listed = sentiment.explain(document).terms.reduce((total, { weight }) => total + weight, 0);
      expect(Math.abs(sum - listed)).toBeLessThan(1e-6);
    }
  });

  it('counts words at the edges of a text more than in its middle', () => {
    const calm = createSentiment({ model: { ...shipped, edges: 0 }, lexicon, kinds });
    const gain = (text: string) => sentiment.read(documentOf(text)).sum - calm.read(documentOf(text)).sum;
    const around = '的时候我们在这里的那个地方';
    expect(gain(`${around}${around}太差了`)).toBeLessThan(gain(`${around}太差了${around}`));
  });
});
