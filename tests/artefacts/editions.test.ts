/** Editions of workspaces in one worker: each comment is read with its own workspace's words and leaves, and nothing else. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LoadedStages, loadStages } from '../../src/artefacts/stages.ts';
import { contentHash, taxonomyVersion } from '../../src/artefacts/taxonomies.ts';
import { type Analyser, createAnalyser } from '../../src/feedback/analyse.ts';
import type { AnalysisTask, Edition, ReadWith } from '../../src/feedback/analysed.ts';
import { type Lexicon, noLexicon } from '../../src/feedback/lexicon.ts';
import type { TaxonomyContent } from '../../src/feedback/taxonomy.ts';
import { editTaxonomy } from '../../src/feedback/taxonomyEdit.ts';

let stages: LoadedStages;
let analyser: Analyser;
beforeAll(async () => {
  const loaded = await loadStages({ segmenter: 'jieba' });
  if (!loaded.ok) throw new Error(loaded.problems[0]!.detail);
  stages = loaded.value;
  analyser = createAnalyser(stages);
}, 60_000);

const lexicon = (own: Partial<Lexicon>): Edition => {
  const content = { ...noLexicon, ...own };
  return { key: `words@${contentHash(content)}`, content: JSON.stringify(content) };
};
const taxonomy = (change: (cx: TaxonomyContent) => TaxonomyContent): Edition => {
  const { version: _, ...cx } = stages.taxonomies.find(({ id }) => id === 'cx')!;
  const content = change(cx);
  const version = taxonomyVersion(content);
  return { key: `cx@${version}`, content: JSON.stringify({ ...content, version }) };
};
const withWords = (edition: Edition): ReadWith => ({ taxonomy: 'cx', lexicon: edition.key, editions: [edition] });
const withLeaves = (edition: Edition): ReadWith => ({ taxonomy: edition.key, editions: [edition] });
const shipped: ReadWith = { taxonomy: 'cx' };

const taskOf = (text: string, readWith: ReadWith): AnalysisTask => {
  return { id: 'c', comment: { source: 't', text, ratingScale: { min: 1, max: 5 }, masked: [] }, ...readWith };
};
function readAll(tasks: AnalysisTask[]) {
  stages.open(tasks.flatMap(({ editions = [] }) => editions));
  return analyser.analyseToIndex(tasks).map((outcome) => (outcome.ok ? outcome : expect.fail('not analysed')));
}
const read = (text: string, readWith: ReadWith) => readAll([taskOf(text, readWith)])[0]!;
function explain(text: string, readWith: ReadWith) {
  stages.open(readWith.editions ?? []);
  return analyser.explain(taskOf(text, readWith));
}

describe('own words', () => {
  const text = '用小荷包云缴费，界面翻车了，小荷包云缴费打不开';
  test('are one keyword, or none', () => {
    const terms = (readWith: ReadWith) => read(text, readWith).analysis.keywords.map(({ term }) => term);
    expect(terms(shipped)).not.toContain('小荷包云缴费');
    const joined = withWords(lexicon({ words: ['小荷包云缴费'] }));
    expect(terms(joined)).toContain('小荷包云缴费');
    expect(terms(withWords(lexicon({ words: ['小荷包云缴费'], stopWords: ['小荷包云缴费', '界面'] })))).not.toContain(
      '界面',
    );
    expect(read(text, joined).searchText).toBe(read(text, shipped).searchText);
  });

  test('say what the workspace has them say, and the explanation names it', () => {
    const words = withWords(lexicon({ sentiment: [{ word: '翻车', weight: -4 }] }));
    const [before, after] = [read(text, shipped).analysis, read(text, words).analysis];
    expect(after.sentiment.score).toBeLessThan(before.sentiment.score);
    const { terms, sum, versions } = explain(text, words);
    expect(terms.filter(({ source }) => source === 'workspace')).toMatchObject([{ text: '翻车', rule: 'word' }]);
    expect(terms.reduce((total, { weight }) => total + weight, 0)).toBeCloseTo(sum, 6);
    expect(versions.lexicon).toBe(`${before.versions.lexicon} ${words.lexicon}`);
    expect(explain(text, shipped).terms.some(({ source }) => source !== undefined)).toBe(false);
  });

  test('take the place of what the shipped lists say, also by saying nothing', () => {
    const bad = '这个产品很垃圾';
    const scores = [-4, 0, 4].map((weight) =>
      explain(bad, withWords(lexicon({ sentiment: [{ word: '垃圾', weight }] })))
        .terms.filter(({ rule }) => rule === 'word')
        .reduce((sum, term) => sum + term.weight, 0),
    );
    expect(scores[0]).toBeLessThan(0);
    expect(scores[1]).toBe(0);
    expect(scores[2]).toBeGreaterThan(0);
  });

  test('may be traditional, and are turned round by negators', () => {
    const words = withWords(lexicon({ sentiment: [{ word: '翻車', weight: -3 }] }));
    expect(explain('活動又翻車了', words).terms.find(({ source }) => source)).toMatchObject({ text: '翻車' });
    const negated = explain('从来没有翻车', words).terms.find(({ source }) => source);
    expect(negated).toMatchObject({ rule: 'negated_negative' });
    expect(negated!.weight).toBeGreaterThan(0);
  });
});

describe('own leaves', () => {
  const merged = () =>
    taxonomy((cx) => {
      const operations = [
        { op: 'merge' as const, from: ['channel.logistics.courier'], into: 'channel.logistics.speed' },
        { op: 'remove' as const, code: 'product.price.value' },
        { op: 'move' as const, code: 'channel.logistics.packaging', parent: 'product.quality' },
      ];
      const edited = editTaxonomy(cx, operations);
      return edited.ok ? edited.value : expect.fail(JSON.stringify(edited.problems));
    });
  const codes = (text: string, readWith: ReadWith) => read(text, readWith).analysis.issues.map(({ code }) => code);

  test('by cues and model: merged, moved and removed ones; the others stay as they were', () => {
    const own = withLeaves(merged());
    expect(codes('快递员态度恶劣', shipped)).toContain('channel.logistics.courier');
    expect(codes('快递员态度恶劣', own)).not.toContain('channel.logistics.courier');
    expect(codes('太贵了，不值这个价', shipped)).toContain('product.price.value');
    expect(codes('太贵了，不值这个价', own)).not.toContain('product.price.value');
    const packed = read('包装破损严重', own).analysis.issues.find(({ code }) => code === 'channel.logistics.packaging');
    expect(packed?.path).toEqual(['产品', '质量', '包装']);
    expect(codes('排队等了两个小时', own)).toEqual(codes('排队等了两个小时', shipped));
  });

  test('the shipped content under the shipped hash reads to the byte as the shipped taxonomy', () => {
    const same = taxonomy((cx) => cx);
    fc.assert(
      fc.property(fc.constantFrom('快递员态度恶劣', '太贵了', '物流很快，但是包装破了', 'the app crashes'), (text) => {
        expect(JSON.stringify(read(text, withLeaves(same)))).toBe(JSON.stringify(read(text, shipped)));
      }),
    );
  });
});

test('whatever is read together, in whatever order: each as if it were alone', () => {
  const own: ReadWith[] = [
    shipped,
    withWords(lexicon({ words: ['物流很快'], sentiment: [{ word: '一般', weight: 3 }] })),
    withWords(lexicon({ stopWords: ['物流'], sentiment: [{ word: '一般', weight: -4 }] })),
    withLeaves(taxonomy((cx) => ({ ...cx, leaves: cx.leaves.filter(({ code }) => !code.startsWith('channel')) }))),
  ];
  const texts = ['物流很快，包装一般', '一般般吧', '客服态度很好', '等了五天，太慢了'];
  const alone = new Map(own.flatMap((w, i) => texts.map((text, t) => [`${i} ${t}`, JSON.stringify(read(text, w))])));
  const pairs = fc.array(fc.tuple(fc.nat(own.length - 1), fc.nat(texts.length - 1)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(pairs, (chosen) => {
      const outcomes = readAll(chosen.map(([i, t]) => taskOf(texts[t]!, own[i]!)));
      for (const [n, [i, t]] of chosen.entries()) expect(JSON.stringify(outcomes[n])).toBe(alone.get(`${i} ${t}`));
    }),
    { numRuns: 50 },
  );
  // What one workspace publishes and takes back leaves nothing behind.
  for (const [t, text] of texts.entries()) expect(JSON.stringify(read(text, shipped))).toBe(alone.get(`0 ${t}`));
});

test('an edition that did not come along is refused, not guessed', () => {
  stages.open([]);
  expect(() => analyser.analyse([taskOf('好', { taxonomy: 'cx@000000000000' })])).toThrow();
  expect(() => analyser.analyse([taskOf('好', { taxonomy: 'cx', lexicon: 'words@000000000000' })])).toThrow();
});
