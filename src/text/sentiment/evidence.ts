import type { Document } from '../document.ts';
import { TokenKind } from '../segment/tokens.ts';
import type { Measure } from './measure.ts';
import type { Contribution } from './reading.ts';
import { ruleNames } from './rules.ts';

const strongest = 8;
/** Log-odds below which a span is no evidence. */
const noticeable = 0.12;
/** Neighbouring words are joined up to this many units. */
const longestSpan = 8;

/**
 * The strongest spans: what a rule covers together with the n-grams inside it, and elsewhere neighbouring words of one
 * sign. Strongest first; a span never overlaps another.
 */
export function strongestSpans(document: Document, measure: Measure): Contribution[] {
  const spans = ruleSpans(measure);
  addWordSpans(document, measure, spans);
  return spans
    .filter((span) => Math.abs(span.weight) >= noticeable)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.start - b.start)
    .slice(0, strongest);
}

/** Hits, overlapping ones joined, with the n-gram shares they cover. */
function ruleSpans({ hits, ruleScale, unitShares, ngramNorm }: Measure): Contribution[] {
  const spans: Contribution[] = [];
  for (let h = 0; h < hits.count; h++) {
    const weight = hits.value[h] * ruleScale[hits.rule[h]];
    const last = spans[spans.length - 1];
    if (last !== undefined && hits.start[h] < last.end) {
      last.weight += weight + ngramNorm * shares(unitShares, last.end, hits.end[h]);
      last.end = Math.max(last.end, hits.end[h]);
    } else {
      const own = ngramNorm * shares(unitShares, hits.start[h], hits.end[h]);
      spans.push({ start: hits.start[h], end: hits.end[h], weight: weight + own, rule: ruleNames[hits.rule[h]] });
    }
  }
  return spans;
}

/** Words outside the rule spans; runs of neighbours with one sign become one span. */
function addWordSpans({ tokens }: Document, { unitShares, ngramNorm }: Measure, spans: Contribution[]): void {
  const covered = spans.length;
  let s = 0;
  let run: Contribution | null = null;
  for (let t = 0; t < tokens.count; t++) {
    const start = tokens.start[t];
    const end = tokens.end[t];
    while (s < covered && spans[s].end <= start) s++;
    const free = (s >= covered || end <= spans[s].start) && tokens.kind[t] !== TokenKind.Space;
    const word = tokens.kind[t] !== TokenKind.Punctuation;
    const weight = free ? ngramNorm * shares(unitShares, start, end) : 0;
    if (run !== null && word && run.end === start && weight * run.weight > 0 && end - run.start <= longestSpan) {
      run.end = end;
      run.weight += weight;
    } else if (free && word && weight !== 0) {
      run = { start, end, weight, rule: 'ngrams' };
      spans.push(run);
    } else run = null;
  }
}

function shares(unitShares: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let u = start; u < end; u++) sum += unitShares[u];
  return sum;
}
