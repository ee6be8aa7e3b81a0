import { projectRow, type TruncatedSvd } from '../../text/maths/svd.ts';
import { assignTopics } from '../../text/topics/infer.ts';
import { memberships, unitVector } from '../../text/topics/kmeans.ts';
import type { LdaModel } from '../../text/topics/lda.ts';
import { joinWords } from '../../text/vectorise/corpus.ts';
import { wordRows } from '../../text/vectorise/rows.ts';
import { type SparseRows, tfIdf } from '../../text/vectorise/tfidf.ts';

/** What a run leaves behind to assign comments to come; plain data. */
export type TopicModel =
  | { algorithm: 'lda'; lda: LdaModel }
  | {
      algorithm: 'kmeans';
      /** Of each word in TF-IDF. */
      weights: Float32Array;
      svd: TruncatedSvd;
      /** In the order of the topics. */
      centres: Float32Array[];
    };

/** The topic of a comment that came later. */
export interface TopicAssigned {
  topic: number;
  /** 0..1 */
  probability: number;
}

/** The model with its topics in another order: topic n is what was `order[n]`. */
export function reorderModel(model: TopicModel, order: number[]): TopicModel {
  if (model.algorithm === 'kmeans') {
    // Fewer comments than clusters leave clusters without a centre.
    const centres = order.flatMap((old) => model.centres[old] ?? []);
    return { ...model, centres };
  }
  const { lda } = model;
  const { topics } = lda;
  const wordGivenTopic = lda.wordGivenTopic.map((_, i) => lda.wordGivenTopic[i - (i % topics) + order[i % topics]]);
  return { algorithm: 'lda', lda: { ...lda, wordGivenTopic, alpha: lda.alpha.map((_, n) => lda.alpha[order[n]]) } };
}

/**
 * Assigns comments to come to the topics of a run without fitting again. Takes the words of each comment, '' between words
 * that are no neighbours; neighbours that are a phrase of the run count as that, words that it did not know are passed over.
 */
export function createAssigner(model: TopicModel, vocabulary: string[]): (words: readonly string[]) => TopicAssigned {
  const numbers = new Map(vocabulary.map((word, i) => [word, i]));
  return (words) => {
    const rows = wordRows([numbered(words, numbers)], vocabulary.length);
    if (model.algorithm === 'lda') {
      const { topic, probability } = assignTopics(model.lda, rows);
      return { topic: topic[0], probability: probability[0] };
    }
    const point = vectorOf(tfIdf(rows, model.weights), 0, model.svd);
    const shares = memberships(point, model.centres);
    // Without a word it is as near to one as to the other: then the largest.
    const topic = point.every((value) => value === 0) ? 0 : shares.indexOf(Math.max(...shares));
    return { topic, probability: Math.fround(shares[topic]) };
  };
}

/** From left to right, as the corpus of the run was read. */
function numbered(words: readonly string[], numbers: ReadonlyMap<string, number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const next = words[i + 1] ?? '';
    const phrase = words[i] === '' || next === '' ? undefined : numbers.get(joinWords(words[i], next));
    if (phrase !== undefined) i++;
    const number = phrase ?? numbers.get(words[i]);
    if (number !== undefined) found.push(number);
  }
  return found;
}

/** A row of TF-IDF in the reduced space, of length 1 (0 for a row without words). */
export function vectorOf(matrix: SparseRows, row: number, svd: TruncatedSvd): Float32Array {
  const point = new Float32Array(svd.rank);
  projectRow(matrix, row, svd, point, 0);
  return unitVector(point, point);
}
