import { rowNorm } from '../classify/linear.ts';
import type { Document } from '../document.ts';
import { TokenKind, type Tokens } from '../segment/tokens.ts';
import { createFeatureReader, type Features } from '../vectorise/features.ts';
import type { AdaptationReader, Adapted } from './adaptation.ts';
import type { Shares } from './kinds.ts';
import type { SentimentLexicon } from './lexicon.ts';
import type { SentimentModel } from './model.ts';
import { createNgramReader } from './ngrams.ts';
import { readEdges } from './places.ts';
import { createRuleReader, firstWholeRule, hitNorm, lastWordRule, type RuleHits } from './rules.ts';

/** What the lists and the n-grams find in a document, before any weight. Buffers are overwritten by the next call. */
export interface Findings {
  hits: RuleHits;
  features: Features;
}

export function createFinder(lexicon: SentimentLexicon): (document: Document) => Findings {
  const readRules = createRuleReader(lexicon);
  const readFeatures = createFeatureReader();
  const nothing: Features = { ...createFeatureReader()(noTokens, null) };
  const findings = {} as Findings;
  return (document) => {
    findings.hits = readRules(document);
    const { tokens } = document;
    findings.features = hasWords(tokens) ? readFeatures(tokens, findings.hits.hidden) : nothing;
    return findings;
  };
}

const noTokens: Tokens = { text: '', count: 0, start: [], end: [], kind: [] };

/** Marks and numbers alone say nothing that could be learned. */
function hasWords({ kind, count }: Tokens): boolean {
  for (let t = 0; t < count; t++)
    if (kind[t] !== TokenKind.Space && kind[t] !== TokenKind.Punctuation && kind[t] !== TokenKind.Number) return true;
  return false;
}

/** The sums of one document and its clauses. Buffers are overwritten by the next call. */
export interface Measure {
  hits: RuleHits;
  sum: number;
  /** What the sum is for want of anything known in the text; 0 where something is. */
  silence: number;
  clauseCount: number;
  clauseSums: Float64Array;
  /** What the n-grams give to each token in its clause; times `clauseNorms[c]`: log-odds. */
  shares: Float64Array;
  /** What they give to it in the text, by its place there; times `ngramNorm`: log-odds. */
  placed: Float64Array;
  ngramNorm: number;
  clauseNorms: Float64Array;
  /** Log-odds per unit of value of each rule: in any clause of any text, and in this text. */
  rules: Float64Array;
  ruleScale: Float64Array;
  /** Rule hits of its own in each clause. */
  clauseHits: Int32Array;
  /** What an adaptation says; its weights are part of `shares`. */
  adapted: Adapted | null;
  /** What it adds to the sums beside that: of the text, and of each clause. */
  shift: number;
  clauseShifts: Float64Array;
}

/**
 * How much more polar words count in a clause than in a text: in few words the n-grams mostly say what the clause is about,
 * and customer service or delivery have a bad name.
 */
const clauseGain = 2;

/** Log-odds per unit of value of a rule in one clause among several. */
export function clauseCoefficient(rules: Float64Array, rule: number): number {
  if (rule >= firstWholeRule) return 0;
  return rule <= lastWordRule ? clauseGain * rules[rule] : rules[rule];
}

/**
 * sum = norm(n) · Σ w(f) · (1 + edges · edgeOf) / √t over the n n-grams, each as often as it occurs (t times), + Σ hitNorm(m) ·
 * coefficient(rule) · value over the m rule hits; of one clause among several the same, wherever it stands, over its tokens'
 * shares of the n-grams and its hits, with the coefficients of `clauseCoefficient`; t is then how often it occurs in the clause.
 * A text without anything known gets the model's silence for a sum. An adaptation adds to the n-grams, and its shift to every sum.
 */
export function createMeasure(
  model: SentimentModel,
  lexicon: SentimentLexicon,
): (document: Document, experts: Shares, adaptation: AdaptationReader | null) => Measure {
  const find = createFinder(lexicon);
  const readNgrams = createNgramReader(model.ngrams);
  const rules = Float64Array.from(model.rules);
  const ruleScale = new Float64Array(rules.length);
  const measure = { rules, ruleScale, placed: new Float64Array(256) } as Measure;
  growClauses(measure, 16);

  return (document, experts, adaptation) => {
    const { hits, features } = find(document);
    const { tokens, clauses } = document;
    const { weight, clauseWeight, size } = readNgrams(features, experts, document);
    if (measure.clauseSums.length < clauses.length) growClauses(measure, 2 * clauses.length);
    measure.hits = hits;
    measure.shares = clauseWeight;
    measure.adapted = adaptation === null ? null : adaptation(features, document);
    if (measure.placed.length < tokens.count) measure.placed = new Float64Array(2 * tokens.count);
    const { placed } = measure;
    readEdges(tokens, placed);
    for (let t = 0; t < tokens.count; t++) placed[t] = weight[t] * (1 + model.edges * placed[t]);
    if (measure.adapted !== null) {
      addTo(placed, measure.adapted.weight, tokens.count);
      addTo(clauseWeight, measure.adapted.clauseWeight, tokens.count);
    }
    measure.clauseCount = clauses.length;

    let sum = 0;
    let n = 0;
    for (let t = 0; t < tokens.count; t++) {
      sum += placed[t];
      n += size[t];
    }
    measure.ngramNorm = rowNorm(n);
    measure.sum = sum * measure.ngramNorm + addHits(measure);
    measure.silence = measure.sum === 0 ? model.silence : 0;
    measure.sum += measure.silence;
    measure.shift = shiftOf(measure.adapted, 'weight', [measure.sum, measure.ngramNorm], 0, tokens.count);
    measure.sum += measure.shift;
    if (clauses.length === 1) {
      measure.clauseSums[0] = measure.sum;
      measure.clauseShifts[0] = measure.shift;
    } else addClauses(document, size, measure);
    return measure;
  };
}

function addTo(weight: Float64Array, more: Float64Array, count: number): void {
  for (let t = 0; t < count; t++) weight[t] += more[t];
}

/** What an adaptation adds to a sum that its own weights of the tokens `first` to `last` (exclusive) are part of. */
function shiftOf(
  adapted: Adapted | null,
  kind: 'weight' | 'clauseWeight',
  [sum, norm]: [sum: number, norm: number],
  first: number,
  last: number,
): number {
  if (adapted === null) return 0;
  let own = 0;
  for (let t = first; t < last; t++) own += adapted[kind][t];
  return adapted.shift(sum - own * norm);
}

function growClauses(measure: Measure, size: number): void {
  measure.clauseSums = new Float64Array(size);
  measure.clauseShifts = new Float64Array(size);
  measure.clauseNorms = new Float64Array(size);
  measure.clauseHits = new Int32Array(size);
}

/** What the rule hits add to the whole. */
function addHits({ hits, rules, ruleScale }: Measure): number {
  if (hits.count === 0) return 0;
  const norm = hitNorm(hits.count);
  for (let r = 0; r < rules.length; r++) ruleScale[r] = rules[r] * norm;
  let sum = 0;
  for (let h = 0; h < hits.count; h++) sum += ruleScale[hits.rule[h]] * hits.value[h];
  return sum;
}

function addClauses({ clauses }: Document, size: Int32Array, measure: Measure): void {
  const { hits, rules, shares, adapted, clauseSums, clauseShifts, clauseNorms, clauseHits } = measure;
  clauseHits.fill(0, 0, clauses.length);
  for (let h = 0; h < hits.count; h++) if (hits.rule[h] < firstWholeRule) clauseHits[hits.clause[h]]++;
  // Hits come clause by clause.
  let h = 0;
  for (let c = 0; c < clauses.length; c++) {
    const { firstToken, lastToken } = clauses[c];
    let sum = 0;
    let n = 0;
    for (let t = firstToken; t < lastToken; t++) {
      sum += shares[t];
      n += size[t];
    }
    clauseNorms[c] = rowNorm(n);
    sum *= clauseNorms[c];
    const norm = hitNorm(clauseHits[c]);
    for (; h < hits.count && hits.clause[h] === c; h++)
      sum += clauseCoefficient(rules, hits.rule[h]) * hits.value[h] * norm;
    clauseShifts[c] = shiftOf(adapted, 'clauseWeight', [sum, clauseNorms[c]], firstToken, lastToken);
    clauseSums[c] = sum + clauseShifts[c];
  }
}
