import { describe, expect, it } from 'vitest';
import { kMeansStep } from '../../../src/artefacts/kMeansStep.ts';
import type { TopicTools } from '../../../src/feedback/topics/fitters.ts';
import { createAssigner } from '../../../src/feedback/topics/model.ts';
import { textKey } from '../../../src/feedback/topics/quotes.ts';
import { runTopics } from '../../../src/feedback/topics/run.ts';
import type { TopicCorpus, TopicRequest } from '../../../src/feedback/topics/topic.ts';
import { createRandom, randomBelow } from '../../../src/text/maths/random.ts';
import { createCorpusBuilder, vocabularyDefaults } from '../../../src/text/vectorise/corpus.ts';
import { engineFor } from '../../text/topics/tools.ts';

const tools: TopicTools = {
  openEngine: (rows, topics) => ({ ...engineFor(rows, topics), close: () => {} }),
  kMeansStep,
  progress: () => {},
  cancelled: () => false,
};

const themes = [
  '物流 快递 包装 送货 破损 纸箱 签收 仓库 司机 运费 配送 延误',
  '客服 态度 电话 回复 耐心 热线 工单 投诉 转接 道歉 解释 礼貌',
  '屏幕 电池 系统 手机 流畅 信号 充电 发热 像素 按键 音量 蓝牙',
].map((line) => line.split(' '));

function corpusOf(documents: string[][]): TopicCorpus {
  const builder = createCorpusBuilder();
  for (const document of documents) builder.add(document);
  return {
    ...builder.finish({ ...vocabularyDefaults, minDocuments: 1, maxShare: 1 }),
    factsOf: (i) => ({
      sentiment: i % 2 === 0 ? 'positive' : 'negative',
      score: i % 2 === 0 ? 0.8 : -0.6,
      rating: (i % 5) / 4,
      channel: i % 3 === 0 ? 'app' : 'web',
      day: i < 100 ? '2026-01-15' : '2026-02-01',
      leaves: i % 3 === 0 ? ['channel.logistics'] : [],
    }),
    textKeyOf: (i) => textKey(documents[i].join('')),
  };
}

function themedCorpus(count: number): TopicCorpus {
  const random = createRandom(2);
  return corpusOf(
    Array.from({ length: count }, (_, d) =>
      Array.from({ length: 8 + randomBelow(random, 6) }, () => themes[d % 3][randomBelow(random, 12)]),
    ),
  );
}

const request: TopicRequest = { algorithm: 'lda', k: 3, seed: 4 };

describe('a topic run', () => {
  it.each(['lda', 'kmeans'] as const)('finds, describes and names the themes (%s)', (algorithm) => {
    const run = runTopics(themedCorpus(240), { ...request, algorithm }, tools)!;
    expect(run.topics.length).toBe(3);
    for (const topic of run.topics) {
      const theme = themes.find((words) => words.includes(topic.words[0].term))!;
      expect(
        topic.words
          .slice(0, 12)
          .map(({ term }) => term)
          .sort(),
      ).toEqual([...theme].sort());
      expect(topic.name.split('·').every((word) => theme.includes(word))).toBe(true);
      expect(topic.share!.value).toBeCloseTo(1 / 3, 2);
      expect(topic.exclusivity).toBeGreaterThan(0.8);
      expect(topic.sentiment.positive + topic.sentiment.negative).toBe(topic.share!.value * 240);
      expect(topic.months.map(({ key }) => key)).toEqual(['2026-01', '2026-02']);
    }
    const logistics = run.topics.find(({ words }) => themes[0].includes(words[0].term))!;
    expect(logistics.leaves).toMatchObject([{ code: 'channel.logistics', share: 1, lift: 3 }]);
    expect(logistics.channels).toMatchObject([{ key: 'app', share: 1 }]);
    expect(run.npmi).toBeGreaterThan(0.2);
    expect(run.assignments.topic.length).toBe(240);
  });

  it('has the words that are first at every λ', () => {
    const { topics } = runTopics(themedCorpus(240), request, tools)!;
    for (const { words, relevantWords, rankedWords } of topics) {
      const at = (lambda: number) =>
        rankedWords!
          .map(({ term, probability, lift }) => ({
            term,
            relevance: lambda * Math.log(probability) + (1 - lambda) * Math.log(lift),
          }))
          .toSorted((a, b) => b.relevance - a.relevance);
      expect(at(1)[0].term).toBe(words[0].term);
      const shown = at(0.6).slice(0, 5);
      expect(shown.map(({ term }) => term)).toEqual(relevantWords.slice(0, 5).map(({ term }) => term));
      shown.forEach(({ relevance }, i) => {
        expect(relevance).toBeCloseTo(relevantWords[i].weight, 4);
      });
    }
  });

  it('quotes no comment and no text twice, the right side in each list', () => {
    const run = runTopics(themedCorpus(240), request, tools)!;
    const lists = run.topics.map(({ quotes }) => [...quotes.nearest, ...quotes.positive, ...quotes.negative]);
    const all = lists.flat();
    expect(new Set(all).size).toBe(all.length);
    for (const { n, quotes } of run.topics) {
      expect(quotes.nearest.length).toBe(3);
      expect(quotes.positive.every((i) => i % 2 === 0)).toBe(true);
      expect(quotes.negative.every((i) => i % 2 === 1)).toBe(true);
      for (const i of lists[n]) expect(run.assignments.topic[i]).toBe(n);
    }
  });

  it.each(['lda', 'kmeans'] as const)('is the same for the same seed (%s)', (algorithm) => {
    const twice = [1, 2].map(() => runTopics(themedCorpus(90), { ...request, algorithm }, tools));
    expect(twice[0]).toEqual(twice[1]);
  });

  it.each(['lda', 'kmeans'] as const)('chooses the number of topics and shows the curve (%s)', (algorithm) => {
    const run = runTopics(themedCorpus(300), { algorithm, k: 'auto', seed: 1 }, tools)!;
    expect(run.coherenceCurve!.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 8, 10]);
    expect(run.k).toBe(3);
  });

  it.each(['lda', 'kmeans'] as const)('gives sensible answers to poor input (%s)', (algorithm) => {
    const one = runTopics(corpusOf([['物流']]), { algorithm, k: 5, seed: 1 }, tools)!;
    expect(one.k).toBe(1);
    const empty = runTopics(corpusOf([[], []]), { algorithm, k: 5, seed: 1 }, tools)!;
    expect([...empty.assignments.topic]).toEqual([0, 0]);
    const identical = runTopics(
      corpusOf(Array.from({ length: 30 }, () => ['物流', '快'])),
      { algorithm, k: 3, seed: 1 },
      tools,
    )!;
    expect(identical.topics.length).toBe(3);
    expect(identical.topics.reduce((sum, { share }) => sum + share!.value, 0)).toBeCloseTo(1, 9);
    expect(new Set(identical.topics.map(({ name }) => name)).size).toBe(3);
    const single = runTopics(themedCorpus(30), { algorithm, k: 1, seed: 1 }, tools)!;
    expect(single.topics[0].share!.value).toBe(1);
  });

  it.each(['lda', 'kmeans'] as const)('assigns comments to come without fitting again (%s)', (algorithm) => {
    const corpus = themedCorpus(240);
    const { model, vocabulary, topics, assignments } = runTopics(corpus, { ...request, algorithm }, tools)!;
    const assign = createAssigner(model, vocabulary);
    for (const theme of themes) {
      const { topic, probability } = assign([...theme.slice(0, 4), '没见过']);
      expect(theme).toContain(topics[topic].words[0].term);
      expect(probability).toBeGreaterThan(0.5);
    }
    expect(assign(['没见过']).probability).toBeGreaterThan(0);
    const { offsets, words } = corpus.rows;
    for (let d = 0; d < 20; d++) {
      const own = Array.from(words.subarray(offsets[d], offsets[d + 1]), (word) => vocabulary[word]);
      expect(assign(own)).toEqual({ topic: assignments.topic[d], probability: assignments.probability[d] });
    }
  });

  it('stops when called off', () => {
    const off = {
      ...tools,
      cancelled: () => true,
      openEngine: (rows: never, topics: number) => ({
        ...engineFor(rows, topics, undefined, () => true),
        close: () => {},
      }),
    };
    expect(runTopics(themedCorpus(30), request, off as unknown as TopicTools)).toBeNull();
    expect(runTopics(themedCorpus(30), { ...request, algorithm: 'kmeans' }, off as unknown as TopicTools)).toBeNull();
  });
});
