import { topWords } from './coherence.ts';

/** Words of topics: `wordGivenTopic` is [words][topics], its columns sum to 1; `topicShare` sums to 1. */
export interface TopicWords {
  topics: number;
  wordGivenTopic: Float32Array;
  topicShare: ArrayLike<number>;
}

/**
 * Relevance of words to topics, λ ln φ_kw + (1 − λ) ln(φ_kw / p_w), as [words][topics] (Sievert & Shirley 2014, LDAvis).
 * λ = 1 ranks by probability, 0 by lift; 0.6 was what their readers understood best. Words of probability 0: −∞.
 */
export function relevance({ topics, wordGivenTopic, topicShare }: TopicWords, lambda: number): Float32Array {
  const result = new Float32Array(wordGivenTopic.length);
  for (let at = 0; at < wordGivenTopic.length; at += topics) {
    let overall = 0;
    for (let k = 0; k < topics; k++) overall += wordGivenTopic[at + k] * topicShare[k];
    for (let k = 0; k < topics; k++) {
      const p = wordGivenTopic[at + k];
      result[at + k] = p === 0 ? -Infinity : lambda * Math.log(p) + (1 - lambda) * Math.log(p / overall);
    }
  }
  return result;
}

/**
 * How much the given words are a topic's own, 0..1: mean of φ_kw / Σ_j φ_jw (the exclusivity of Bischof & Airoldi 2012,
 * without its ranks). No words give 0.
 */
export function exclusivity({ topics, wordGivenTopic }: TopicWords, topic: number, words: number[]): number {
  let sum = 0;
  for (const word of words) {
    let all = 0;
    for (let k = 0; k < topics; k++) all += wordGivenTopic[word * topics + k];
    sum += wordGivenTopic[word * topics + topic] / all;
  }
  return words.length === 0 ? 0 : sum / words.length;
}

/** Nearer to lift than the list of words: a name should tell topics apart. */
const nameLambda = 0.4;
const wordsInName = 3;
const mostWordsInName = 8;

/**
 * A name for each topic: its most relevant words joined by 「·」, no word that is part of another, and as many more as it
 * takes for no two topics to be called alike. A topic without words is called by its number.
 */
export function nameTopics(words: TopicWords, vocabulary: string[]): string[] {
  const weights = relevance(words, nameLambda);
  const lists = Array.from({ length: words.topics }, (_, k) =>
    withoutParts(topWords(weights, words.topics, k, 2 * mostWordsInName).map((word) => vocabulary[word])),
  );
  const taken = new Set<string>();
  return lists.map((list, k) => {
    let count = Math.min(wordsInName, list.length);
    let name = list.slice(0, count).join('·');
    while (taken.has(name) && count < Math.min(mostWordsInName, list.length)) name = list.slice(0, ++count).join('·');
    if (name === '' || taken.has(name)) name = `${name}#${k + 1}`;
    taken.add(name);
    return name;
  });
}

function withoutParts(list: string[]): string[] {
  const kept: string[] = [];
  for (const word of list) if (!kept.some((other) => other.includes(word) || word.includes(other))) kept.push(word);
  return kept;
}
