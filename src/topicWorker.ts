/** The thread of one topic run, or of comments that come after it. Its messages are in `jobs/topics`. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { loadTopicKernel } from './artefacts/kernels.ts';
import { kMeansStep } from './artefacts/kMeansStep.ts';
import type { ArtefactOptions } from './artefacts/stages.ts';
import { loadTopicReader, type TopicReader } from './artefacts/topicReader.ts';
import { createFactColumns } from './feedback/topics/factColumns.ts';
import { topicFates } from './feedback/topics/identity.ts';
import { createAssigner, type TopicAssigned } from './feedback/topics/model.ts';
import { packModel, unpackModel } from './feedback/topics/packedModel.ts';
import { textKey } from './feedback/topics/quotes.ts';
import { runTopics } from './feedback/topics/run.ts';
import type { TopicRequest, TopicRun } from './feedback/topics/topic.ts';
import { vocabularyFor } from './feedback/topics/vocabulary.ts';
import { openEngine } from './jobs/topics/crew.ts';
import type {
  FoundTopics,
  KeptModel,
  TopicComment,
  TopicNews,
  TopicOrder,
  TopicThreadData,
} from './jobs/topics/messages.ts';
import { standBack } from './priority.ts';
import { createCorpusBuilder } from './text/vectorise/corpus.ts';
import { GrowingColumn } from './text/vectorise/growing.ts';
import type { PartOfSpeech } from './text/vectorise/speech.ts';

standBack();

const { options, reading, workers, calledOff } = workerData as TopicThreadData<ArtefactOptions>;
const flag = new Int32Array(calledOff);
const cancelled = (): boolean => Atomics.load(flag, 0) !== 0;
const port = parentPort!;
/** Large arrays are moved, not copied: copying would block the thread that gets them. */
const say = (news: TopicNews, moved: ArrayBufferView[] = []): void =>
  port.postMessage(
    news,
    moved.map(({ buffer }) => buffer as ArrayBuffer),
  );
/** More than a model of the largest vocabulary and number of topics takes. */
const modelBytes = 256 * 2 ** 20;

const builder = createCorpusBuilder();
const facts = createFactColumns();
const textKeys = new GrowingColumn(Float64Array);
const topicBefore: (number | null)[] = [];
const assigners = new Map<string, (text: string) => TopicAssigned>();
let loaded: TopicReader | null = null;

function reader(): TopicReader {
  if (loaded) return loaded;
  const result = loadTopicReader(options);
  if (!result.ok) throw new Error(result.problems.map(({ detail }) => detail).join(' '));
  loaded = result.value;
  return loaded;
}
function partsOfSpeech(): (word: string) => PartOfSpeech {
  const result = reader().partsOfSpeech();
  if (!result.ok) throw new Error(result.problems[0].detail);
  return result.value;
}

let wordsOf: ((text: string) => string[]) | null = null;

function read(comments: TopicComment[]): void {
  wordsOf ??= reader().words({ synonyms: new Map(reading.synonyms) });
  for (const comment of comments) {
    builder.add(wordsOf(comment.text));
    textKeys.push(textKey(comment.text));
    facts.add(comment.facts);
    topicBefore.push(comment.before ?? null);
  }
  say({ read: facts.length });
}

async function run(request: TopicRequest, wordsBefore: string[][] | null): Promise<void> {
  const closing: Promise<void>[] = [];
  const module = loadTopicKernel();
  const corpus = builder.finish(vocabularyFor(facts.length, request.words, request.words && partsOfSpeech()));
  let told = 0;
  const result = runTopics({ ...corpus, factsOf: facts.of, textKeyOf: (i) => textKeys.at(i) }, request, {
    kMeansStep,
    cancelled,
    progress(share) {
      if (share - told < 0.01) return;
      told = share;
      say({ progress: share });
    },
    openEngine(rows, topics) {
      const engine = openEngine({ module, rows, topics, workers, cancelled });
      return { ...engine, close: () => void closing.push(engine.close()) };
    },
  });
  await Promise.all(closing);
  if (result === null) return say({ run: null });
  const { model: _, vocabulary, ...found } = result;
  const fates = wordsBefore ? { fates: topicFates(wordsBefore, topicBefore, result) } : {};
  const kept = keptModel(result);
  const answer: FoundTopics = { ...found, ...fates, words: vocabulary.length, model: kept };
  say({ run: answer }, [kept.bytes, result.assignments.topic, result.assignments.probability]);
}

function keptModel({ model, vocabulary }: TopicRun): KeptModel {
  const packed = deflateRawSync(packModel({ model, vocabulary, synonyms: reading.synonyms }));
  // A buffer of its own, which can be moved.
  const bytes = new Uint8Array(packed);
  return { bytes, hash: hashOf(bytes) };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** Throws when the bytes are not those that were kept. */
function load(run: string, { bytes, hash }: KeptModel): void {
  if (hashOf(bytes) !== hash) throw new Error(`the model of the topic run ${run} is damaged`);
  const memory = unpackModel(inflateRawSync(bytes, { maxOutputLength: modelBytes }));
  if (!memory.ok) throw new Error(memory.problems[0].detail);
  const { model, vocabulary, synonyms } = memory.value;
  const words = reader().words({ synonyms: new Map(synonyms), forms: vocabulary });
  const assign = createAssigner(model, vocabulary);
  assigners.set(run, (text) => assign(words(text)));
  say({ loaded: run });
}

port.on('message', async (order: TopicOrder) => {
  try {
    if ('comments' in order) read(order.comments);
    else if ('request' in order) await run(order.request, order.wordsBefore);
    else if ('model' in order) load(order.of, order.model);
    else say({ assigned: order.texts.map(assigners.get(order.of)!) });
  } catch (error) {
    say({ failure: error instanceof Error ? error.message : String(error) });
  }
});
