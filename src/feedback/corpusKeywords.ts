import { adjustForDiscovery, normalTail, sharesDiffer } from '../text/maths/significance.ts';
import { type Interval, wilson } from '../text/maths/wilson.ts';
import type { DocumentCounts } from '../text/vectorise/wordCounts.ts';

/** A word of a set of comments, compared with another set. */
export interface ComparedKeyword {
  term: string;
  /** Share of the comments that hold it, with its Wilson interval. */
  share: Interval;
  /** The same in the other set. */
  otherShare: Interval;
  /** p-value adjusted for the number of words looked at (Benjamini–Hochberg), 0..1. */
  q: number;
}

export interface ContrastKeyword extends ComparedKeyword {
  /** z of the log-odds difference; above 0: more in this set. */
  z: number;
}

export interface RisingKeyword extends ComparedKeyword {
  /** Difference of the shares, −1..1; above 0: more than before. */
  change: number;
}

/** Below this many comments in both sets together a word is not compared. */
const fewestComments = 5;
/** Strength of the prior in words for each word of the vocabulary. */
const priorScale = 1;
/** Changes that hold with a false-discovery rate of at most this. */
export const discoveryRate = 0.05;

/**
 * Words that tell two sets of comments apart: difference of log-odds with an informative Dirichlet prior, over its
 * standard deviation (Monroe, Colaresi & Quinn 2008, "Fightin' Words", eq. 16 and 22). The prior is the share of each word
 * in both sets together. The strongest first, both ways; words are counted once a comment.
 */
export function contrastKeywords(set: DocumentCounts, other: DocumentCounts): ContrastKeyword[] {
  const terms = comparedTerms(set, other);
  const all = total(set) + total(other);
  const prior = (term: string): number => (priorScale * terms.length * (of(set, term) + of(other, term))) / all;
  const priorSum = priorScale * terms.length;
  const logOdds = (counts: DocumentCounts, term: string): number => {
    const a = of(counts, term) + prior(term);
    return Math.log(a / (total(counts) + priorSum - a));
  };
  const scored = terms.map((term) => {
    const variance = 1 / (of(set, term) + prior(term)) + 1 / (of(other, term) + prior(term));
    return { term, z: (logOdds(set, term) - logOdds(other, term)) / Math.sqrt(variance) };
  });
  const q = adjustForDiscovery(scored.map(({ z }) => 2 * normalTail(Math.abs(z))));
  return scored
    .map(({ term, z }, i) => ({ ...compared(term, set, other, q[i]), z }))
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.term < b.term ? -1 : 1));
}

/**
 * Words whose share of the comments changed between two periods, and more than chance has it: the largest change first,
 * only those with q ≤ `discoveryRate`.
 */
export function risingKeywords(now: DocumentCounts, before: DocumentCounts): RisingKeyword[] {
  if (now.documents === 0 || before.documents === 0) return [];
  const terms = comparedTerms(now, before);
  const q = adjustForDiscovery(
    terms.map((term) => sharesDiffer(of(now, term), now.documents, of(before, term), before.documents)),
  );
  return terms
    .map((term, i) => {
      const keyword = compared(term, now, before, q[i]);
      return { ...keyword, change: keyword.share.value - keyword.otherShare.value };
    })
    .filter((keyword) => keyword.q <= discoveryRate)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.term < b.term ? -1 : 1));
}

function compared(term: string, set: DocumentCounts, other: DocumentCounts, q: number): ComparedKeyword {
  return { term, share: shareOf(set, term), otherShare: shareOf(other, term), q };
}

function shareOf(counts: DocumentCounts, term: string): Interval {
  return counts.documents === 0 ? { value: 0, low: 0, high: 1, n: 0 } : wilson(of(counts, term), counts.documents);
}

function comparedTerms(a: DocumentCounts, b: DocumentCounts): string[] {
  const terms = new Set([...a.counts.keys(), ...b.counts.keys()]);
  return [...terms].filter((term) => of(a, term) + of(b, term) >= fewestComments).sort();
}

function of({ counts }: DocumentCounts, term: string): number {
  return counts.get(term) ?? 0;
}

function total({ counts }: DocumentCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
