import { decodeTable, rowNorm } from '../classify/linear.ts';
import type { Document } from '../document.ts';
import { TokenKind, type Tokens } from '../segment/tokens.ts';
import { createFeatureReader, type FeatureBuffer } from '../vectorise/features.ts';
import { createMatches, findMatches, type SentimentLexicon } from './lexicon.ts';
import type { SentimentModel } from './model.ts';
import { applyRules, createRuleHits, firstWholeRule, hitNorm, type RuleHits } from './rules.ts';

/** What the lists and the n-grams find in a document, before any weight. Buffers are overwritten by the next call. */
export interface Findings {
  hits: RuleHits;
  features: FeatureBuffer;
}

export function createFinder(lexicon: SentimentLexicon, bits: number): (document: Document) => Findings {
  const reader = createFeatureReader(bits);
  const matches = createMatches();
  let hits = createRuleHits();
  return (document) => {
    findMatches(lexicon, document.tokens, matches);
    hits = applyRules(document, lexicon, matches, hits);
    const features = hasWords(document.tokens) ? reader.read(document.tokens, hits.hidden) : nothing;
    return { hits, features };
  };
}

const nothing: FeatureBuffer = { count: 0, index: new Int32Array(0), start: new Int32Array(0), end: new Int32Array(0) };

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
  clauseCount: number;
  clauseSums: Float64Array;
  /** Weight that the n-grams of the text give to each of its units, an n-gram spread evenly; times `ngramNorm`: log-odds. */
  unitShares: Float64Array;
  ngramNorm: number;
  /** The same within the unit's clause, times `clauseNorms[c]`. Filled for explanations only. */
  clauseShares: Float64Array;
  clauseNorms: Float64Array;
  /** Log-odds per unit of value of each rule: in any clause of any text, and in this text. */
  rules: Float64Array;
  ruleScale: Float64Array;
  /** Rule hits of its own in each clause. */
  clauseHits: Int32Array;
}

/**
 * sum = norm(n) · Σ w(f) over the n different n-grams + Σ hitNorm(m) · coefficient(rule) · value over the m rule hits;
 * of a clause the same over the n-grams and hits inside it.
 */
export function createMeasure(
  model: SentimentModel,
  lexicon: SentimentLexicon,
): (document: Document, explaining?: boolean) => Measure {
  const find = createFinder(lexicon, model.ngrams.bits);
  const weights = Float64Array.from(decodeTable(model.ngrams.scale));
  const rules = Float64Array.from(model.rules);
  const room = new Room();

  return (document, explaining = false) => {
    const { hits, features } = find(document);
    const clauseCount = document.clauses.length;
    room.prepare(document, features.count, explaining);
    addNgrams(features, model.ngrams.weights, weights, room, explaining);
    for (let c = 0; c < clauseCount; c++) {
      room.clauseNorms[c] = rowNorm(room.clauseSizes[c]);
      room.clauseSums[c] *= room.clauseNorms[c];
    }
    const sum = room.sum * room.ngramNorm + addRules(hits, rules, room, clauseCount);
    if (clauseCount === 1) room.clauseSums[0] = sum;
    return room.measure(hits, sum, clauseCount, rules);
  };
}

/** Adds up the n-grams, each once a text and once a clause that holds all of it. */
function addNgrams(
  features: FeatureBuffer,
  bytes: Int8Array,
  weights: Float64Array,
  room: Room,
  explaining: boolean,
): void {
  const { index, start, end, count } = features;
  const { keys, stamps, stamp, unitShares, clauseShares, clauseOf, clauseSums, clauseSizes, found } = room;
  // First all look-ups, without a branch between them: the processor fetches several at once from the large table.
  for (let k = 0; k < count; k++) found[k] = bytes[index[k]];
  const mask = keys.length - 1;
  let size = 0;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const f = index[k];
    const from = start[k];
    const to = end[k];
    const c = clauseOf[from];
    const inside = c > 0 && c === clauseOf[to - 1];
    let slot = (f ^ (f >>> 9)) & mask;
    while (stamps[slot] >= stamp && keys[slot] !== f) slot = (slot + 1) & mask;
    const known = stamps[slot] >= stamp;
    if (known && (!inside || stamps[slot] === stamp + c)) continue;
    const w = weights[found[k] + 128];
    if (!known) {
      keys[slot] = f;
      stamps[slot] = stamp;
      size++;
      sum += w;
      if (w !== 0) spread(unitShares, from, to, w);
    }
    if (!inside) continue;
    stamps[slot] = stamp + c;
    clauseSizes[c - 1]++;
    clauseSums[c - 1] += w;
    if (explaining) spread(clauseShares, from, to, w);
  }
  room.sum = sum;
  room.ngramNorm = rowNorm(size);
}

function spread(shares: Float64Array, start: number, end: number, weight: number): void {
  const share = weight / (end - start);
  for (let u = start; u < end; u++) shares[u] += share;
}

/** Adds the rule hits to the clause sums and answers what they add to the whole. */
function addRules(hits: RuleHits, rules: Float64Array, room: Room, clauseCount: number): number {
  const { ruleScale, clauseHits, clauseSums } = room;
  const norm = hitNorm(hits.count);
  for (let r = 0; r < rules.length; r++) ruleScale[r] = rules[r] * norm;
  for (let h = 0; h < hits.count; h++) if (hits.rule[h] < firstWholeRule) clauseHits[hits.clause[h]]++;
  let sum = 0;
  for (let h = 0; h < hits.count; h++) {
    const c = hits.clause[h];
    const weight = rules[hits.rule[h]] * hits.value[h];
    sum += weight;
    if (c < clauseCount && hits.rule[h] < firstWholeRule) clauseSums[c] += weight * hitNorm(clauseHits[c]);
  }
  return sum * norm;
}

const lastStamp = 0x3fffffff;

/** Reused memory, as large as the largest document so far. */
class Room {
  /** n-grams met, by open addressing: `stamps` ≥ `stamp` were met in this text, `stamp` + c last in its c-th clause. */
  keys = new Int32Array(1024);
  stamps = new Int32Array(1024);
  stamp = 1;
  private clausesBefore = 0;
  /** Weight of each n-gram, as a byte. */
  found = new Int8Array(0);
  sum = 0;
  ngramNorm = 0;
  unitShares = new Float64Array(0);
  clauseShares = new Float64Array(0);
  /** Number of the clause of each unit, from 1; 0: between clauses. */
  clauseOf = new Int32Array(0);
  clauseSums = new Float64Array(0);
  clauseNorms = new Float64Array(0);
  clauseSizes = new Int32Array(0);
  clauseHits = new Int32Array(0);
  ruleScale = new Float64Array(32);

  prepare({ tokens, clauses }: Document, features: number, explaining: boolean): void {
    const units = tokens.text.length;
    if (this.unitShares.length < units) this.growUnits(2 * units);
    if (this.found.length < features) this.found = new Int8Array(2 * features);
    if (this.clauseSums.length <= clauses.length) this.growClauses(2 * clauses.length + 8);
    this.newGeneration(features, clauses.length);
    const { unitShares, clauseOf, clauseSums, clauseSizes, clauseHits } = this;
    for (let u = 0; u < units; u++) {
      unitShares[u] = 0;
      clauseOf[u] = 0;
    }
    if (explaining) this.clauseShares.fill(0, 0, units);
    for (let c = 0; c <= clauses.length; c++) clauseSums[c] = clauseSizes[c] = clauseHits[c] = 0;
    for (let c = 0; c < clauses.length; c++) {
      const { start, end } = clauses[c];
      for (let u = start; u < end; u++) clauseOf[u] = c + 1;
    }
  }

  measure(hits: RuleHits, sum: number, clauseCount: number, rules: Float64Array): Measure {
    const { clauseSums, unitShares, ngramNorm, clauseShares, clauseNorms, ruleScale, clauseHits } = this;
    return {
      hits,
      sum,
      clauseCount,
      clauseSums,
      unitShares,
      ngramNorm,
      clauseShares,
      clauseNorms,
      rules,
      ruleScale,
      clauseHits,
    };
  }

  private newGeneration(features: number, clauses: number): void {
    this.stamp += this.clausesBefore + 1;
    this.clausesBefore = clauses;
    if (this.keys.length >= 2 * features && this.stamp < lastStamp) return;
    let capacity = this.keys.length;
    while (capacity < 2 * features) capacity *= 2;
    this.keys = new Int32Array(capacity);
    this.stamps = new Int32Array(capacity);
    this.stamp = 1;
  }

  private growUnits(size: number): void {
    this.unitShares = new Float64Array(size);
    this.clauseShares = new Float64Array(size);
    this.clauseOf = new Int32Array(size);
  }

  private growClauses(size: number): void {
    this.clauseSums = new Float64Array(size);
    this.clauseNorms = new Float64Array(size);
    this.clauseSizes = new Int32Array(size);
    this.clauseHits = new Int32Array(size);
  }
}
