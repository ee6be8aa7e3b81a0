import type { Document } from '../document.ts';
import type { AdaptationReader } from './adaptation.ts';
import { bandOf, scoreOf, wholeBand } from './bands.ts';
import { createEvidenceReader } from './evidence.ts';
import { explainMeasure, type SentimentExplanation } from './explain.ts';
import { createShareReader, type KindReader } from './kinds.ts';
import type { SentimentLexicon } from './lexicon.ts';
import { createMeasure } from './measure.ts';
import type { SentimentModel } from './model.ts';
import type { ClauseReading, SentimentReading } from './reading.ts';

export interface Sentiment {
  /** `adaptation`: what was learned beside the shipped model, for the house that the text belongs to. */
  read(document: Document, adaptation?: AdaptationReader | null): SentimentReading;
  /** The terms behind `read`: they add up to the sum, each clause's to its own. */
  explain(document: Document, adaptation?: AdaptationReader | null): SentimentExplanation;
}

export interface SentimentParts {
  model: SentimentModel;
  lexicon: SentimentLexicon;
  /** Tells which experts are asked; null: none. */
  kinds: KindReader | null;
}

/** Sentiment of a document and its clauses: log-odds as a sum of listed contributions, through tanh(sum / 2). */
export function createSentiment({ model, lexicon, kinds }: SentimentParts): Sentiment {
  const measure = createMeasure(model, lexicon);
  const sharesOf = createShareReader(model.experts, kinds?.names ?? []);
  const evidenceOf = createEvidenceReader();
  let scores = new Float64Array(16);
  return {
    read(document, adaptation = null) {
      const kind = kinds?.read(document.tokens.text) ?? null;
      const measured = measure(document, sharesOf(kind), adaptation);
      const { sum, clauseSums, clauseCount } = measured;
      if (scores.length < clauseCount) scores = new Float64Array(2 * clauseCount);
      const clauses: ClauseReading[] = [];
      for (let c = 0; c < clauseCount; c++) {
        scores[c] = scoreOf(clauseSums[c]);
        clauses.push({ sum: clauseSums[c], score: scores[c], label: bandOf(scores[c], model.bands) });
      }
      const score = scoreOf(sum);
      const label = wholeBand(score, scores, clauseCount, model.bands);
      const confidence = 1 / (1 + Math.exp(-model.slope * Math.abs(sum)));
      return { sum, score, label, confidence, evidence: evidenceOf(document, measured), clauses, kinds: copy(kind) };
    },
    explain: (document, adaptation = null) =>
      explainMeasure(document, measure(document, sharesOf(kinds?.read(document.tokens.text) ?? null), adaptation)),
  };
}

/** A plain array: for so few numbers it costs less than a typed one. */
function copy(values: Float64Array | null): number[] | null {
  if (values === null) return null;
  const list: number[] = [];
  for (let i = 0; i < values.length; i++) list.push(values[i]);
  return list;
}
