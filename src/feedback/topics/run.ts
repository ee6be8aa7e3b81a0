import { type CoherencePoint, candidateTopics, chooseTopics } from '../../text/topics/choose.ts';
import { coherence, countCooccurrence, topWords } from '../../text/topics/coherence.ts';
import type { Corpus } from '../../text/vectorise/corpus.ts';
import type { WordRows } from '../../text/vectorise/rows.ts';
import { bySize, describeRun } from './describeRun.ts';
import { type Fitter, kMeansFitter, ldaFitter, type TopicTools } from './fitters.ts';
import type { TopicCorpus, TopicRequest, TopicRun } from './topic.ts';

/** Of the progress of a run with `auto`. */
const curveShare = 0.4;
const coherentWords = 10;

/**
 * Runs a topic model over a corpus. Same corpus, request and seed: same run. Null when it was called off. Comments without
 * words (or a corpus without any) get a topic as well: the one that is most probable before anything is read.
 */
export function runTopics(corpus: TopicCorpus, request: TopicRequest, tools: TopicTools): TopicRun | null {
  const usable = Math.max(1, commentsWithWords(corpus.rows));
  const tried = request.k === 'auto' ? candidateTopics(usable) : [Math.min(request.k, usable)];
  const fitter = request.algorithm === 'lda' ? ldaFitter(corpus, tried, tools) : kMeansFitter(corpus, tools);
  try {
    let curve: CoherencePoint[] | undefined;
    if (request.k === 'auto') {
      const measured = measureCurve(corpus, tried, fitter, request.seed, tools);
      if (measured === null) return null;
      curve = measured;
    }
    const k = curve ? chooseTopics(curve) : tried[0];
    const from = curve ? curveShare : 0;
    const fitted = fitter.fit(k, request.seed, (share) => tools.progress(from + share * (0.9 - from)));
    if (fitted === null) return null;
    const run = describeRun(corpus, { ...request, k }, bySize(fitted));
    tools.progress(1);
    return { ...run, ...(curve && { coherenceCurve: curve }) };
  } finally {
    fitter.close();
  }
}

function measureCurve(
  { rows }: Corpus,
  tried: number[],
  fitter: Fitter,
  seed: number,
  tools: TopicTools,
): CoherencePoint[] | null {
  const curve: CoherencePoint[] = [];
  for (const k of tried) {
    const words = fitter.quick(k, seed);
    if (words === null) return null;
    curve.push({ k, npmi: meanCoherence(rows, words, k) });
    tools.progress((curveShare * curve.length) / tried.length);
  }
  return curve;
}

function meanCoherence(rows: WordRows, wordGivenTopic: Float32Array, k: number): number {
  const lists = Array.from({ length: k }, (_, topic) => topWords(wordGivenTopic, k, topic, coherentWords));
  const counts = countCooccurrence(rows, lists.flat());
  return lists.reduce((sum, words) => sum + coherence(words, counts), 0) / k;
}

function commentsWithWords({ offsets }: WordRows): number {
  let count = 0;
  for (let d = 1; d < offsets.length; d++) if (offsets[d] > offsets[d - 1]) count++;
  return count;
}
