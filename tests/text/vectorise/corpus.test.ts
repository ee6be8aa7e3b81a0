import { describe, expect, it } from 'vitest';
import {
  type Corpus,
  createCorpusBuilder,
  type VocabularyRules,
  vocabularyDefaults,
} from '../../../src/text/vectorise/corpus.ts';

function build(documents: string[], rules: Partial<VocabularyRules>): Corpus {
  const builder = createCorpusBuilder();
  for (const document of documents) builder.add(document.split(' ').map((word) => (word === '|' ? '' : word)));
  return builder.finish({ ...vocabularyDefaults, minDocuments: 1, maxShare: 1, ...rules });
}

function read({ rows, vocabulary }: Corpus): string[] {
  return Array.from({ length: rows.offsets.length - 1 }, (_, d) =>
    Array.from(rows.words.subarray(rows.offsets[d], rows.offsets[d + 1]), (w) => vocabulary[w]).join(' '),
  );
}

describe('the corpus builder', () => {
  it('numbers words by falling document frequency and keeps every document', () => {
    const corpus = build(['物流 快 快', '物流 慢', '|', '快'], {});
    expect(corpus.vocabulary).toEqual(['快', '物流', '慢']);
    expect([...corpus.documentFrequency]).toEqual([2, 2, 1]);
    expect(read(corpus)).toEqual(['物流 快 快', '物流 慢', '', '快']);
  });

  it('leaves out rare and common words, and those that are not wanted', () => {
    const documents = ['好 物流', '好 物流', '好 客服', '好 包装'];
    expect(build(documents, { minDocuments: 2 }).vocabulary).toEqual(['好', '物流']);
    expect(build(documents, { maxShare: 0.5 }).vocabulary).not.toContain('好');
    expect(build(documents, { keep: (word) => word !== '物流' }).vocabulary).not.toContain('物流');
    expect(build(documents, { mostWords: 1 }).vocabulary).toEqual(['好']);
  });

  it('joins neighbours that belong together, but not across a gap or a document', () => {
    const phrases = { minCount: 3, minNpmi: 0.5 };
    const documents = [
      '续航 时间 长',
      '续航 时间 短',
      '续航 时间 长',
      '长 | 短',
      '短 长',
      'battery life 长',
      'battery life',
      'battery life',
    ];
    const corpus = build(documents, { phrases });
    expect(corpus.vocabulary).toContain('续航时间');
    expect(corpus.vocabulary).toContain('battery life');
    expect(read(corpus)[1]).toBe('续航时间 短');
    expect(build(['甲', '乙', '甲', '乙', '甲', '乙'], { phrases }).vocabulary).toEqual(['乙', '甲']);
    expect(build(['甲 | 乙', '甲 | 乙', '甲 | 乙'], { phrases }).vocabulary).toEqual(['乙', '甲']);
  });

  it('builds from nothing', () => {
    expect(read(build([], {}))).toEqual([]);
    expect(build(['|', '|'], {}).vocabulary).toEqual([]);
  });
});
