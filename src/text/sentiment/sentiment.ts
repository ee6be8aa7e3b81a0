import type { Document } from '../document.ts';
import { bandOf, scoreOf, wholeBand } from './bands.ts';
import { strongestSpans } from './evidence.ts';
import { explainMeasure, type SentimentExplanation } from './explain.ts';
import type { SentimentLexicon } from './lexicon.ts';
import { createMeasure } from './measure.ts';
import type { SentimentModel } from './model.ts';
import type { ClauseReading, SentimentReading } from './reading.ts';

export interface Sentiment {
  read(document: Document): SentimentReading;
  /** The terms behind `read`: they add up to the sum, each clause's to its own. */
  explain(document: Document): SentimentExplanation;
}

/** Sentiment of a document and its clauses: log-odds as a sum of listed contributions, through tanh(sum / 2). */
export function createSentiment(parts: { model: SentimentModel; lexicon: SentimentLexicon }): Sentiment {
  const { model, lexicon } = parts;
  const measure = createMeasure(model, lexicon);
  let scores = new Float64Array(16);
  return {
    read(document) {
      const measured = measure(document);
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
      return { sum, score, label, confidence, evidence: strongestSpans(document, measured), clauses };
    },
    explain: (document) => explainMeasure(document, measure(document, true)),
  };
}
