import { coherence, countCooccurrence, topWords } from '../../src/text/topics/coherence.ts';
import type { WordRows } from '../../src/text/vectorise/rows.ts';

/** CPU seconds of this process so far, all threads. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What the work gives, and its CPU seconds. */
export function timed<T>(work: () => T): [T, number] {
  const before = cpuSeconds();
  const value = work();
  return [value, cpuSeconds() - before];
}

export function mean(list: number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

const words = 10;

/** Mean coherence of the ten most probable words of each topic over the training documents. */
export function meanNpmi(rows: WordRows, wordGivenTopic: Float32Array, topics: number): number {
  const lists = Array.from({ length: topics }, (_, k) => topWords(wordGivenTopic, topics, k, words));
  const counts = countCooccurrence(rows, lists.flat());
  return mean(lists.map((list) => coherence(list, counts)));
}
