import type { Document } from '../document.ts';
import type { Span } from '../span.ts';
import type { Measure } from './measure.ts';
import type { Contribution } from './reading.ts';
import { firstWholeRule, hitNorm, ruleNames } from './rules.ts';

export interface SentimentExplanation {
  terms: Contribution[];
  /** Σ of the weights of `terms`. */
  sum: number;
  /** In the order of the document's clauses; each sum is that of its own terms. */
  clauses: { terms: Contribution[]; sum: number }[];
}

/** Lists the terms of a measure that was taken with clause shares: rule hits, and the n-gram share of each token. */
export function explainMeasure(document: Document, measure: Measure): SentimentExplanation {
  const terms = termsOf(document, measure);
  if (measure.clauseCount === 1) return { terms, sum: measure.sum, clauses: [{ terms, sum: measure.sum }] };
  const { hits } = measure;
  let last = 0;
  const clauses = document.clauses.map((_, c) => {
    // Hits come clause by clause.
    const first = last;
    while (last < hits.count && hits.clause[last] === c) last++;
    return { terms: clauseTerms(document, measure, c, first, last), sum: measure.clauseSums[c] };
  });
  return { terms, sum: measure.sum, clauses };
}

function termsOf({ tokens }: Document, measure: Measure): Contribution[] {
  const { hits, ruleScale, unitShares } = measure;
  const rules = hitTerms(measure, 0, hits.count, (h) => ruleScale[hits.rule[h]]);
  return tidy([...rules, ...tokenTerms(tokens, unitShares, measure.ngramNorm, 0, tokens.count)]);
}

/** The terms of clause c, whose hits are `first` to `last` (exclusive). */
function clauseTerms(
  { tokens, clauses }: Document,
  measure: Measure,
  c: number,
  first: number,
  last: number,
): Contribution[] {
  const { hits, rules, clauseHits, clauseShares, clauseNorms } = measure;
  const norm = hitNorm(clauseHits[c]);
  const own = hitTerms(measure, first, last, (h) => (hits.rule[h] < firstWholeRule ? rules[hits.rule[h]] * norm : 0));
  return tidy([
    ...own,
    ...tokenTerms(tokens, clauseShares, clauseNorms[c], clauses[c].firstToken, clauses[c].lastToken),
  ]);
}

function hitTerms({ hits }: Measure, first: number, last: number, scale: (h: number) => number): Contribution[] {
  return Array.from({ length: last - first }, (_, i) => ({
    start: hits.start[first + i],
    end: hits.end[first + i],
    weight: hits.value[first + i] * scale(first + i),
    rule: ruleNames[hits.rule[first + i]],
  }));
}

function tokenTerms(
  tokens: Document['tokens'],
  shares: Float64Array,
  norm: number,
  first: number,
  last: number,
): Contribution[] {
  return Array.from({ length: last - first }, (_, i) => {
    const [start, end] = [tokens.start[first + i], tokens.end[first + i]];
    let weight = 0;
    for (let u = start; u < end; u++) weight += shares[u];
    return { start, end, weight: weight * norm, rule: 'ngrams' };
  });
}

function tidy(terms: Contribution[]): Contribution[] {
  return terms.filter(({ weight }) => weight !== 0).sort(byPosition);
}

function byPosition(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}
