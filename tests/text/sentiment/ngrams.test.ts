import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostTimes } from '../../../src/text/classify/linear.ts';
import { bucketOf, packWeights } from '../../../src/text/classify/weightTable.ts';
import type { Document } from '../../../src/text/document.ts';
import { createNgramReader } from '../../../src/text/sentiment/ngrams.ts';
import { createFeatureReader, type Features, hashesOf } from '../../../src/text/vectorise/features.ts';
import { realTools } from '../tools.ts';

const { read: documentOf } = realTools();
const featuresOf = ({ tokens }: Document): Features => createFeatureReader()(tokens, null);
const pieces = ['很好', '，', '。', '物流慢', '真的', '但是', '服务很好', 'not good', ' ', 'good', '!', '😀', '5'];
const all = documentOf(pieces.join(''));
const hashes = [
  ...new Set([...pieces.map(documentOf), all].flatMap((document) => [...hashesOf(featuresOf(document))])),
];

/** Half of the n-grams of the pieces, for all texts and for two experts. */
const table = packWeights(
  {
    hash: Int32Array.from(hashes.filter((_, f) => f % 2 === 0)),
    texts: new Int32Array(hashes.length).fill(1),
    weights: Float32Array.from({ length: 3 * Math.ceil(hashes.length / 2) }, (_, k) => Math.sin(7 * k + 1)),
    columns: 3,
  },
  18,
);
const plain = { ...table, experts: [] };
const shares = { count: 2, expert: Int32Array.of(1, 0), share: Float64Array.of(0.6, 0.3) };
const nobody = { ...shares, count: 0 };

/** Σ weight / √(times in the same group) over the occurrences, each spread over what it covers. */
function spread(document: Document, experts: typeof shares, groupOf: (token: number) => number): Float64Array {
  const { units, unitToken, one, two, three, words, wordToken, word, pair } = featuresOf(document);
  const byte = (q: number) => Math.sign(q) * (q / 127) ** 2 * table.scale;
  const lists: [columns: Int32Array[], count: number, token: Int32Array][] = [
    [[one, two, three], units, unitToken],
    [[word, pair], words, wordToken],
  ];
  const occurrences = lists.flatMap(([columns, count, token]) =>
    columns.flatMap((column, width) =>
      Array.from({ length: count }, (_, k) => ({
        bucket: bucketOf(column[k], table.bits),
        known: column[k] !== 0 && (table.general[bucketOf(column[k], table.bits)] & 0xff) === (column[k] & 0xff),
        group: groupOf(token[k]),
        tokens: token.subarray(k - width, k + 1),
      })).filter(({ known }) => known),
    ),
  );
  const times = new Map<string, number>();
  for (const { bucket, group } of occurrences)
    times.set(`${bucket} ${group}`, (times.get(`${bucket} ${group}`) ?? 0) + 1);
  const weight = new Float64Array(document.tokens.count);
  for (const { bucket, group, tokens } of occurrences) {
    let value = byte(table.general[bucket] >> 8);
    for (let a = 0; a < experts.count; a++) value += experts.share[a] * byte(table.experts[experts.expert[a]][bucket]);
    const t = Math.min(times.get(`${bucket} ${group}`)!, mostTimes);
    for (const token of tokens) weight[token] += value / Math.sqrt(t) / tokens.length;
  }
  return weight;
}

function clauseOf({ clauses }: Document): (token: number) => number {
  return (token) =>
    Math.max(
      0,
      clauses.findLastIndex(({ firstToken }) => firstToken <= token),
    );
}

function expectAlike(one: Float64Array, other: Float64Array): void {
  for (let t = 0; t < other.length; t++) expect(Math.abs(one[t] - other[t])).toBeLessThan(1e-9);
}

const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 60 }).map((parts) => parts.join(''));

describe('an n-gram that occurs t times counts √t', () => {
  it.each([
    ['with experts', createNgramReader(table), shares],
    ['without', createNgramReader(plain), nobody],
  ])('in the text, and in each clause by itself, %s', (_, readNgrams, experts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const document = documentOf(text);
        const { weight, clauseWeight } = readNgrams(featuresOf(document), experts, document);
        expectAlike(
          weight,
          spread(document, experts, () => 0),
        );
        if (document.clauses.length > 1) expectAlike(clauseWeight, spread(document, experts, clauseOf(document)));
      }),
    );
  });

  it('and beyond 255 times each occurrence counts what it does at 255', () => {
    const readNgrams = createNgramReader(table);
    for (const text of ['很好，'.repeat(400), '真的 '.repeat(300), 'good '.repeat(1000)]) {
      const document = documentOf(text);
      const { weight } = readNgrams(featuresOf(document), shares, document);
      expectAlike(
        weight,
        spread(document, shares, () => 0),
      );
    }
  });
});
