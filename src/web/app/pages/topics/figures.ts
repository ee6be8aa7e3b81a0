import type { Topic } from '../../api/topics.ts';
import { type Filter, filterQuery } from '../../filters/filter.ts';

export const topicSize = ({ share }: Pick<Topic, 'share'>): number =>
  share === null ? 0 : Math.round(share.value * share.n);

/** Of the analysed comments, 0..1. */
export function blameOf({ sentiment }: Pick<Topic, 'sentiment'>): number {
  const all = Object.values(sentiment).reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : (sentiment.negative + sentiment.very_negative) / all;
}

/** The address of the comments of a topic, narrowed down; the filter of the page has no part in it. */
export const topicComments = (run: string, n: number, narrower: Filter = {}): string =>
  `/explore${filterQuery({ ...narrower, topic: [`${run}.${n}`] })}`;

/** Relevance of a word at λ (Sievert & Shirley 2014). */
export const relevanceAt = (lambda: number, { probability, lift }: { probability: number; lift: number }): number =>
  lambda * Math.log(probability) + (1 - lambda) * Math.log(lift);
