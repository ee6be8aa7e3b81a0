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
export const fewestComments = 5;
/** Strength of the prior in words for each word of the vocabulary. */
const priorScale = 1;
/** Changes that hold with a false-discovery rate of at most this. */
export const discoveryRate = 0.05;

/**
 * Words that tell two sets of comments apart: difference of log-odds with an informative Dirichlet prior, over its
 * standard deviation (Monroe, Colaresi & Quinn 2008, "Fightin' Words", eq. 16 and 22). The prior is the share of each word
 * in both sets together. The strongest first, both ways; words are counted once a comment.
 */
export function contrastKeywords(set: DocumentCounts, other: DocumentCounts, limit = Infinity): ContrastKeyword[] {
  const terms = comparedTerms(set, other);
  const counts = Float64Array.from(terms, (term) => of(set, term));
  const others = Float64Array.from(terms, (term) => of(other, term));
  const [all, allOthers] = [sum(counts), sum(others)];
  const priorSum = priorScale * terms.length;
  const logOdds = (a: number, of: number): number => Math.log(a / (of + priorSum - a));
  const z = counts.map((count, i) => {
    const prior = (priorSum * (count + others[i])) / (all + allOthers);
    const [a, b] = [count + prior, others[i] + prior];
    return (logOdds(a, all) - logOdds(b, allOthers)) / Math.sqrt(1 / a + 1 / b);
  });
  const strength = z.map(Math.abs);
  const q = adjustForDiscovery(strength.map((value) => 2 * normalTail(value)));
  return Array.from(terms.keys())
    .sort((i, j) => strength[j] - strength[i] || (terms[i] < terms[j] ? -1 : 1))
    .slice(0, limit)
    .map((i) => ({ term: terms[i], z: z[i], q: q[i], ...shares(terms[i], set, other) }));
}

/**
 * Words whose share of the comments changed between two periods, and more than chance has it: the largest change first,
 * only those with q ≤ `discoveryRate`.
 */
export function risingKeywords(now: DocumentCounts, before: DocumentCounts, limit = Infinity): RisingKeyword[] {
  if (now.documents === 0 || before.documents === 0) return [];
  const terms = comparedTerms(now, before);
  const q = adjustForDiscovery(
    terms.map((term) => sharesDiffer(of(now, term), now.documents, of(before, term), before.documents)),
  );
  return terms
    .map((term, i) => ({ term, q: q[i], change: of(now, term) / now.documents - of(before, term) / before.documents }))
    .filter((keyword) => keyword.q <= discoveryRate)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.term < b.term ? -1 : 1))
    .slice(0, limit)
    .map((keyword) => ({ ...keyword, ...shares(keyword.term, now, before) }));
}

function shares(term: string, set: DocumentCounts, other: DocumentCounts) {
  return { share: shareOf(set, term), otherShare: shareOf(other, term) };
}

function shareOf(counts: DocumentCounts, term: string): Interval {
  return counts.documents === 0 ? { value: 0, low: 0, high: 1, n: 0 } : wilson(of(counts, term), counts.documents);
}

function comparedTerms(a: DocumentCounts, b: DocumentCounts): string[] {
  const terms = new Set([...a.counts.keys(), ...b.counts.keys()]);
  return [...terms].filter((term) => of(a, term) + of(b, term) >= fewestComments);
}

function of({ counts }: DocumentCounts, term: string): number {
  return counts.get(term) ?? 0;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
