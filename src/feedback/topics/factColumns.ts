import { GrowingColumn } from '../../text/vectorise/growing.ts';
import { type SentimentLabel, sentimentLabels } from '../analysis.ts';
import type { CommentFacts } from './facts.ts';

/** Facts of many comments, 45 bytes each and not one object. */
export interface FactColumns {
  readonly length: number;
  add(facts: CommentFacts): void;
  /** Of the comment that was added as number `index`, from 0. */
  of(index: number): CommentFacts;
}

export function createFactColumns(): FactColumns {
  const scores = new GrowingColumn(Float64Array);
  const ratings = new GrowingColumn(Float64Array);
  const sentiments = new GrowingColumn(Uint8Array);
  const channels = new GrowingColumn(Uint32Array);
  const days = new GrowingColumn(Uint32Array);
  const leafEnds = new GrowingColumn(Uint32Array);
  const leaves = new GrowingColumn(Uint32Array);
  const names = createNames();
  return {
    get length() {
      return sentiments.length;
    },
    add(facts) {
      sentiments.push(facts.sentiment === null ? 0 : 1 + sentimentLabels.indexOf(facts.sentiment));
      scores.push(facts.score ?? Number.NaN);
      ratings.push(facts.rating ?? Number.NaN);
      channels.push(names.number(facts.channel));
      days.push(names.number(facts.day));
      for (const leaf of facts.leaves) leaves.push(names.number(leaf));
      leafEnds.push(leaves.length);
    },
    of(index) {
      const codes: string[] = [];
      for (let i = index === 0 ? 0 : leafEnds.at(index - 1); i < leafEnds.at(index); i++)
        codes.push(names.name(leaves.at(i))!);
      return {
        sentiment: sentimentOf(sentiments.at(index)),
        score: known(scores.at(index)),
        rating: known(ratings.at(index)),
        channel: names.name(channels.at(index)),
        day: names.name(days.at(index)),
        leaves: codes,
      };
    },
  };
}

function sentimentOf(code: number): SentimentLabel | null {
  return code === 0 ? null : sentimentLabels[code - 1];
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Numbers for strings that come again and again; 0 for none. */
function createNames() {
  const list: (string | null)[] = [null];
  const numbers = new Map<string | null, number>([[null, 0]]);
  return {
    name: (number: number): string | null => list[number],
    number(name: string | null): number {
      const there = numbers.get(name);
      if (there !== undefined) return there;
      numbers.set(name, list.length);
      return list.push(name) - 1;
    },
  };
}
