import { projectRow, type TruncatedSvd } from '../../text/maths/svd.ts';
import { assignTopics } from '../../text/topics/infer.ts';
import { memberships, unitVector } from '../../text/topics/kmeans.ts';
import type { LdaModel } from '../../text/topics/lda.ts';
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
 * Assigns comments to come to the topics of a run without fitting again. Takes the words of each comment; words that the
 * run did not know are passed over.
 */
export function createAssigner(
  model: TopicModel,
  vocabulary: string[],
): (words: readonly string[]) => { topic: number; probability: number } {
  const numbers = new Map(vocabulary.map((word, i) => [word, i]));
  return (words) => {
    const rows = wordRows([words.flatMap((word) => numbers.get(word) ?? [])], vocabulary.length);
    if (model.algorithm === 'lda') {
      const { topic, probability } = assignTopics(model.lda, rows);
      return { topic: topic[0], probability: probability[0] };
    }
    const shares = memberships(vectorOf(tfIdf(rows, model.weights), 0, model.svd), model.centres);
    const topic = shares.indexOf(Math.max(...shares));
    return { topic, probability: Math.fround(shares[topic]) };
  };
}

/** A row of TF-IDF in the reduced space, of length 1 (0 for a row without words). */
export function vectorOf(matrix: SparseRows, row: number, svd: TruncatedSvd): Float32Array {
  const point = new Float32Array(svd.rank);
  projectRow(matrix, row, svd, point, 0);
  return unitVector(point, point);
}
