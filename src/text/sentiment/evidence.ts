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
const ngrams = -1;

/** Spans in columns, in text order: span s covers the tokens `first[s]..last[s]` (exclusive). */
interface Spans {
  count: number;
  first: Int32Array;
  last: Int32Array;
  weight: Float64Array;
  /** Number of the rule, or `ngrams`. */
  rule: Int32Array;
}

/**
 * The strongest spans: what a rule covers together with the n-grams inside it, and elsewhere neighbouring words of one
 * sign. Strongest first; a span never overlaps another.
 */
export function createEvidenceReader(): (document: Document, measure: Measure) => Contribution[] {
  let rules = allocate(64);
  let words = allocate(256);
  const chosen = new Int32Array(strongest);
  return (document, measure) => {
    if (rules.first.length < measure.hits.count) rules = allocate(2 * measure.hits.count);
    readRuleSpans(measure, rules);
    const most = rules.count + document.tokens.count;
    if (words.first.length < most) words = allocate(2 * most);
    readWordSpans(document, measure, rules, words);
    return contributions(document, words, chosen, choose(words, chosen));
  };
}

function allocate(size: number): Spans {
  return {
    count: 0,
    first: new Int32Array(size),
    last: new Int32Array(size),
    weight: new Float64Array(size),
    rule: new Int32Array(size),
  };
}

/** Hits, overlapping ones joined, with the n-gram shares they cover. */
function readRuleSpans({ hits, ruleScale, placed, ngramNorm }: Measure, out: Spans): void {
  let s = -1;
  for (let h = 0; h < hits.count; h++) {
    const joins = s >= 0 && hits.first[h] < out.last[s];
    const from = joins ? out.last[s] : hits.first[h];
    let weight = hits.value[h] * ruleScale[hits.rule[h]];
    for (let t = from; t < hits.last[h]; t++) weight += ngramNorm * placed[t];
    if (joins) {
      out.weight[s] += weight;
      out.last[s] = Math.max(out.last[s], hits.last[h]);
    } else put(out, ++s, hits.first[h], hits.last[h], weight, hits.rule[h]);
  }
  out.count = s + 1;
}

/** The rule spans and the words outside them; runs of neighbours with one sign become one span. */
function readWordSpans({ tokens }: Document, { placed, ngramNorm }: Measure, rules: Spans, out: Spans): void {
  let n = 0;
  let r = 0;
  /** Number of the span that the next word may join; −1: none. */
  let open = -1;
  for (let t = 0; t < tokens.count; t++) {
    if (r < rules.count && t === rules.first[r]) {
      put(out, n++, t, rules.last[r], rules.weight[r], rules.rule[r]);
      t = rules.last[r++] - 1;
      open = -1;
      continue;
    }
    const kind = tokens.kind[t];
    const weight = placed[t] * ngramNorm;
    if (kind === TokenKind.Space || kind === TokenKind.Punctuation || weight === 0) open = -1;
    else if (
      open >= 0 &&
      weight * out.weight[open] > 0 &&
      tokens.end[t] - tokens.start[out.first[open]] <= longestSpan
    ) {
      out.last[open] = t + 1;
      out.weight[open] += weight;
    } else {
      open = n++;
      put(out, open, t, t + 1, weight, ngrams);
    }
  }
  out.count = n;
}

function put(spans: Spans, s: number, first: number, last: number, weight: number, rule: number): void {
  spans.first[s] = first;
  spans.last[s] = last;
  spans.weight[s] = weight;
  spans.rule[s] = rule;
}

/** Writes the strongest spans into `chosen`, strongest first, and answers how many. */
function choose({ weight, count }: Spans, chosen: Int32Array): number {
  let n = 0;
  for (let s = 0; s < count; s++) {
    const size = Math.abs(weight[s]);
    if (size < noticeable || (n === strongest && size <= Math.abs(weight[chosen[n - 1]]))) continue;
    if (n < strongest) n++;
    let place = n - 1;
    while (place > 0 && size > Math.abs(weight[chosen[place - 1]])) {
      chosen[place] = chosen[place - 1];
      place--;
    }
    chosen[place] = s;
  }
  return n;
}

function contributions({ tokens }: Document, spans: Spans, chosen: Int32Array, count: number): Contribution[] {
  const list: Contribution[] = [];
  for (let i = 0; i < count; i++) {
    const s = chosen[i];
    list.push({
      start: tokens.start[spans.first[s]],
      end: tokens.end[spans.last[s] - 1],
      weight: spans.weight[s],
      rule: spans.rule[s] === ngrams ? 'ngrams' : ruleNames[spans.rule[s]],
    });
  }
  return list;
}
