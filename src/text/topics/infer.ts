import type { WordRows } from '../vectorise/rows.ts';
import type { LdaModel } from './lda.ts';

const mostSteps = 50;
/** Largest change of a topic's share at which a document has arrived. */
const smallestChange = 1e-3;

/**
 * Topic shares of one document by EM on a fitted model: θ_k ∝ α_k + Σ_w r_wk with r_wk ∝ φ_kw θ_k. Deterministic.
 * `words[from] … words[to − 1]`, every `step`-th of them; the answer (sums to 1) is written to `theta`. A document
 * without words gets the prior.
 */
export function inferTopics(
  { topics, alpha, wordGivenTopic }: LdaModel,
  words: Uint32Array,
  from: number,
  to: number,
  theta: Float64Array,
  step = 1,
): void {
  const next = new Float64Array(topics);
  const share = new Float64Array(topics);
  let total = 0;
  for (let k = 0; k < topics; k++) total += alpha[k];
  for (let k = 0; k < topics; k++) theta[k] = alpha[k] / total;
  const length = total + Math.ceil((to - from) / step);
  for (let round = 0; round < mostSteps; round++) {
    for (let k = 0; k < topics; k++) next[k] = alpha[k];
    for (let t = from; t < to; t += step) {
      const at = words[t] * topics;
      let sum = 0;
      for (let k = 0; k < topics; k++) {
        const p = wordGivenTopic[at + k] * theta[k];
        share[k] = p;
        sum += p;
      }
      const scale = 1 / sum;
      for (let k = 0; k < topics; k++) next[k] += share[k] * scale;
    }
    let change = 0;
    for (let k = 0; k < topics; k++) {
      const value = next[k] / length;
      change = Math.max(change, Math.abs(value - theta[k]));
      theta[k] = value;
    }
    if (change < smallestChange) break;
  }
}

/** The most probable topic of every document, and its share. */
export interface TopicAssignments {
  topic: Uint16Array;
  probability: Float32Array;
}

/** Assigns every document, told to `each` with its shares (overwritten by the next). */
export function assignTopics(
  model: LdaModel,
  { offsets, words }: WordRows,
  each: (document: number, theta: Float64Array) => void = () => {},
): TopicAssignments {
  const documents = offsets.length - 1;
  const topic = new Uint16Array(documents);
  const probability = new Float32Array(documents);
  const theta = new Float64Array(model.topics);
  for (let d = 0; d < documents; d++) {
    inferTopics(model, words, offsets[d], offsets[d + 1], theta);
    let best = 0;
    for (let k = 1; k < theta.length; k++) if (theta[k] > theta[best]) best = k;
    topic[d] = best;
    probability[d] = theta[best];
    each(d, theta);
  }
  return { topic, probability };
}

/**
 * Perplexity by document completion (Wallach et al. 2009, "Evaluation methods for topic models"): topics from every second
 * word of a document, exp of the negative mean log-probability of the others. NaN where no document has two words.
 */
export function completionPerplexity(model: LdaModel, { offsets, words }: WordRows): number {
  const theta = new Float64Array(model.topics);
  let sum = 0;
  let count = 0;
  for (let d = 0; d < offsets.length - 1; d++) {
    if (offsets[d + 1] - offsets[d] < 2) continue;
    inferTopics(model, words, offsets[d], offsets[d + 1], theta, 2);
    for (let t = offsets[d] + 1; t < offsets[d + 1]; t += 2) {
      let p = 0;
      for (let k = 0; k < model.topics; k++) p += theta[k] * model.wordGivenTopic[words[t] * model.topics + k];
      sum += Math.log(p);
      count++;
    }
  }
  return Math.exp(-sum / count);
}
