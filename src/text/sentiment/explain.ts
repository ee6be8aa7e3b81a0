import type { Document } from '../document.ts';
import type { Span } from '../span.ts';
import { clauseCoefficient, type Measure } from './measure.ts';
import type { Contribution } from './reading.ts';
import { hitNorm, ruleNames } from './rules.ts';

export interface SentimentExplanation {
  terms: Contribution[];
  /** Σ of the weights of `terms`. */
  sum: number;
  /** In the order of the document's clauses; each sum is that of its own terms. */
  clauses: { terms: Contribution[]; sum: number }[];
}

/** Lists the terms of a measure: rule hits, the n-gram share of each token, and what stands in where there is neither. */
export function explainMeasure(document: Document, measure: Measure): SentimentExplanation {
  const { hits, ruleScale, placed, adapted, ngramNorm, clauseCount } = measure;
  const terms = tidy([
    ...hitTerms(document, measure, 0, hits.count, (h) => ruleScale[hits.rule[h]]),
    ...tokenTerms(document, [placed, adapted?.weight, ngramNorm], 0, document.tokens.count),
    ...adaptedTerms(document, [adapted?.weight, ngramNorm, measure.shift], 0, document.tokens.count),
    { start: 0, end: 0, weight: measure.silence, rule: 'silence' },
  ]);
  if (clauseCount === 1) return { terms, sum: measure.sum, clauses: [{ terms, sum: measure.sum }] };
  let last = 0;
  const clauses = document.clauses.map((_, c) => {
    // Hits come clause by clause.
    const first = last;
    while (last < hits.count && hits.clause[last] === c) last++;
    return { terms: clauseTerms(document, measure, c, first, last), sum: measure.clauseSums[c] };
  });
  return { terms, sum: measure.sum, clauses };
}

/** The terms of clause c, whose hits are `first` to `last` (exclusive). */
function clauseTerms(document: Document, measure: Measure, c: number, first: number, last: number): Contribution[] {
  const { hits, rules, shares, adapted, clauseHits, clauseNorms, clauseShifts } = measure;
  const { firstToken, lastToken } = document.clauses[c];
  const norm = hitNorm(clauseHits[c]);
  return tidy([
    ...hitTerms(document, measure, first, last, (h) => clauseCoefficient(rules, hits.rule[h]) * norm),
    ...tokenTerms(document, [shares, adapted?.clauseWeight, clauseNorms[c]], firstToken, lastToken),
    ...adaptedTerms(document, [adapted?.clauseWeight, clauseNorms[c], clauseShifts[c]], firstToken, lastToken),
  ]);
}

function hitTerms(
  { tokens }: Document,
  { hits }: Measure,
  first: number,
  last: number,
  scale: (h: number) => number,
): Contribution[] {
  return Array.from({ length: last - first }, (_, i) => {
    const h = first + i;
    return {
      start: tokens.start[hits.first[h]],
      end: tokens.end[hits.last[h] - 1],
      weight: hits.value[h] * scale(h),
      rule: ruleNames[hits.rule[h]],
    };
  });
}

/** What the shipped n-grams give to each token: its share less what an adaptation has added to it. */
function tokenTerms(
  { tokens }: Document,
  [shares, added, norm]: [shares: Float64Array, added: Float64Array | undefined, norm: number],
  first: number,
  last: number,
): Contribution[] {
  return Array.from({ length: last - first }, (_, i) => {
    const t = first + i;
    const shipped = added === undefined ? shares[t] : shares[t] - added[t];
    return { start: tokens.start[t], end: tokens.end[t], weight: shipped * norm, rule: 'ngrams' };
  });
}

/** What an adaptation gives to each token, and before them its shift, which no stretch of the text is to blame for. */
function adaptedTerms(
  { tokens }: Document,
  [added, norm, shift]: [added: Float64Array | undefined, norm: number, shift: number],
  first: number,
  last: number,
): Contribution[] {
  if (added === undefined) return [];
  const start = first < tokens.count ? tokens.start[first] : 0;
  const terms = [{ start, end: start, weight: shift, rule: 'adapted_base' }];
  for (let t = first; t < last; t++)
    terms.push({ start: tokens.start[t], end: tokens.end[t], weight: added[t] * norm, rule: 'adapted' });
  return terms;
}

function tidy(terms: Contribution[]): Contribution[] {
  return terms.filter(({ weight }) => weight !== 0).sort(byPosition);
}

function byPosition(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}
