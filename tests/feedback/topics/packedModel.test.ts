import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kMeansStep } from '../../../src/artefacts/kMeansStep.ts';
import { createAssigner } from '../../../src/feedback/topics/model.ts';
import { packModel, type TopicMemory, unpackModel } from '../../../src/feedback/topics/packedModel.ts';
import { runTopics } from '../../../src/feedback/topics/run.ts';
import type { TopicAlgorithm } from '../../../src/feedback/topics/topic.ts';
import { openEngine } from '../../../src/jobs/topics/crew.ts';
import { createCorpusBuilder, vocabularyDefaults } from '../../../src/text/vectorise/corpus.ts';

const subjects = [
  ['快递', '物流', '包装', '破损', '很慢', '签收'],
  ['客服', '态度', '电话', '回复', '耐心', '退款'],
  ['电池', '屏幕', '手机', '发热', '耗电', '清晰'],
];
/** Comments of three subjects, each with words of its own in changing order. */
const documents = Array.from({ length: 240 }, (_, i) =>
  Array.from({ length: 7 }, (_, j) => subjects[i % 3][(i * 5 + j * (1 + (i % 5))) % 6]),
);

function memoryOf(algorithm: TopicAlgorithm, phrases = false): TopicMemory {
  const builder = createCorpusBuilder();
  for (const words of documents) builder.add(phrases ? ['续航', '时间', ...words] : words);
  const rules = phrases ? { phrases: { minCount: 3, minNpmi: 0.3 } } : {};
  const corpus = builder.finish({ ...vocabularyDefaults, minDocuments: 2, maxShare: 1, ...rules });
  const facts = { sentiment: null, score: null, rating: null, channel: null, day: null, leaves: [] };
  const { model, vocabulary } = runTopics(
    { ...corpus, factsOf: () => facts, textKeyOf: () => 0 },
    { algorithm, k: 3, seed: 1 },
    {
      kMeansStep,
      cancelled: () => false,
      progress: () => {},
      openEngine: (rows, topics) => {
        const engine = openEngine({ module: null, rows, topics, workers: 1, cancelled: () => false });
        return { ...engine, close: () => void engine.close() };
      },
    },
  )!;
  return { model, vocabulary, synonyms: [['配送', '物流']] };
}

function unpacked(bytes: Uint8Array): TopicMemory {
  const result = unpackModel(bytes);
  if (!result.ok) throw new Error(result.problems[0].detail);
  return result.value;
}

describe.each(['lda', 'kmeans'] as const)('a packed model of %s', (algorithm) => {
  const memory = memoryOf(algorithm);
  const bytes = packModel(memory);

  it('assigns like the model it was made of', () => {
    const kept = unpacked(bytes);
    expect(kept.vocabulary).toEqual(memory.vocabulary);
    expect(kept.synonyms).toEqual(memory.synonyms);
    const whole = createAssigner(memory.model, memory.vocabulary);
    const packed = createAssigner(kept.model, kept.vocabulary);
    for (const words of [...documents.slice(0, 60), [], ['没有']]) {
      expect(packed(words).topic).toBe(whole(words).topic);
      expect(packed(words).probability).toBeCloseTo(whole(words).probability, 3);
    }
  });

  it('is the same bytes each time, at any place of a buffer, in two bytes a number', () => {
    expect(packModel(memory)).toEqual(bytes);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(unpacked(shifted.subarray(3))).toEqual(unpacked(bytes));
    expect(packModel(unpacked(bytes)).length).toBe(bytes.length);
  });

  it('refuses bytes that were cut off or made longer', () => {
    for (const length of [0, 3, 10, 200, bytes.length - 1])
      expect(unpackModel(bytes.subarray(0, length)), String(length)).toMatchObject({ ok: false });
    const longer = new Uint8Array(bytes.length + 2);
    longer.set(bytes);
    expect(unpackModel(longer)).toMatchObject({ ok: false, problems: [{ code: 'file_unreadable' }] });
  });
});

it('no bytes break the reader of models', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(unpackModel(bytes).ok).toBe(false);
    }),
  );
});

it('phrases of the run are found in comments to come', () => {
  const { model, vocabulary } = memoryOf('lda', true);
  expect(vocabulary).toContain('续航时间');
  expect(vocabulary).not.toContain('续航');
  if (model.algorithm !== 'lda') throw new Error('not expected');
  // A model in which the phrase decides.
  const { topics } = model.lda;
  const phrase = vocabulary.indexOf('续航时间');
  model.lda.wordGivenTopic.fill(0.001);
  model.lda.wordGivenTopic[phrase * topics + 2] = 0.9;
  const assign = createAssigner(model, vocabulary);
  expect(assign(['续航', '时间', '续航', '时间']).topic).toBe(2);
  const apart = assign(['续航', '', '时间']);
  expect(apart).toEqual(assign([]));
});
