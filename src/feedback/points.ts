import type { Document } from '../text/document.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import type { SentimentLabel } from './analysis.ts';
import type { Finding } from './findings.ts';
import type { ClauseSignals } from './signals.ts';

/** One leaf in one polarity, with all clauses that speak for it. */
export interface Point {
  leaf: number;
  polarity: -1 | 0 | 1;
  /** −1..1 */
  score: number;
  label: SentimentLabel;
  confidence: number;
  /** Numbers of its clauses. */
  clauses: number[];
  /** The words that say it, one stretch a clause. */
  words: { start: number; end: number }[];
  suggestion: boolean;
  question: boolean;
}

/** Share of the whole comment in the polarity of an aspect word. */
const wholeShare = 0.25;
/** An aspect judged less clearly than this makes no point. */
const neutral = 0.25;
const very = 0.75;
/** An aspect word in a clause weaker than `hardly` takes the opinion of a following one that is at least `clear`. */
const hardly = 0.55;
const clear = 0.5;
/** Strength of a weak verdict (「还行」, 「一般」) on an aspect. */
const verdictStrength = 0.35;
/** A mere question mark does not hide an opinion clearer than this. */
const questionMask = 0.5;
/** Strength of a phrase that carries its own opinion, when the clause adds nothing. */
const ownStrength = 0.5;

/** Measured shares of right labels with right polarity, on labelled comments that no cue was written from. */
const confidence = { phrase: 0.68, aspect: 0.38, weak: 0.35, mention: 0.2 };

/** Turns what the clauses say into points: polarity from the words, else from the sentiment; one a leaf and polarity. */
export function pointsOf(
  document: Document,
  reading: SentimentReading,
  findings: readonly Finding[][],
  signals: readonly ClauseSignals[],
): Point[] {
  const points: Point[] = [];
  for (let c = 0; c < findings.length; c++) {
    for (const finding of findings[c]) {
      const from = finding.polarity === 0 ? opinionClause(document, reading, findings, c) : c;
      const judged = judge(finding, reading, signals[c], from);
      if (judged === null) continue;
      add(points, finding, judged, from === c ? [c] : [c, from], signals[c]);
    }
  }
  return points;
}

/**
 * The clause whose sentiment speaks for an aspect in clause c: c itself, or, where c hardly judges, the next one
 * when that only has an opinion (「说到物流，太让人失望了」).
 */
function opinionClause(
  { clauses }: Document,
  reading: SentimentReading,
  findings: readonly Finding[][],
  c: number,
): number {
  if (Math.abs(reading.clauses[c].score) >= hardly) return c;
  const next = c + 1;
  const carries =
    next < clauses.length &&
    clauses[next].sentence === clauses[c].sentence &&
    findings[next].length === 0 &&
    Math.abs(reading.clauses[next].score) >= clear;
  return carries ? next : c;
}

interface Judged {
  polarity: -1 | 0 | 1;
  score: number;
  confidence: number;
}

function judge(finding: Finding, reading: SentimentReading, signals: ClauseSignals, from: number): Judged | null {
  const clause = reading.clauses[from].score;
  if (finding.polarity !== 0) {
    const polarity = signals.suggestion ? -1 : finding.polarity;
    const strength = Math.max(ownStrength, clause * polarity);
    return { polarity, score: polarity * strength, confidence: confidence.phrase };
  }
  if (signals.suggestion) return { polarity: -1, score: -Math.max(0.3, -clause), confidence: confidence.weak };
  const score = Math.max(-1, Math.min(1, clause + wholeShare * reading.score));
  if (signals.enquiry || (signals.question && score > -questionMask))
    return { polarity: 0, score: 0, confidence: confidence.mention };
  if (signals.rhetorical) return { polarity: -1, score: Math.min(-0.3, score), confidence: confidence.weak };
  if (signals.verdict !== 0)
    return { polarity: signals.verdict, score: signals.verdict * verdictStrength, confidence: confidence.weak };
  if (Math.abs(score) < neutral) return null;
  return { polarity: score < 0 ? -1 : 1, score, confidence: confidence.aspect * Math.abs(score) + confidence.mention };
}

function add(points: Point[], finding: Finding, judged: Judged, clauses: number[], signals: ClauseSignals): void {
  const { leaf, start, end } = finding;
  const known = points.find((point) => point.leaf === leaf && point.polarity === judged.polarity);
  if (known === undefined) {
    const { suggestion, question } = signals;
    const words = clauses.map(() => ({ start, end }));
    points.push({ leaf, ...judged, label: labelOf(judged), clauses, words, suggestion, question });
    return;
  }
  for (const c of clauses) {
    // Points are added clause by clause, so what is known lies at the end.
    if (c <= known.clauses[known.clauses.length - 1]) continue;
    known.clauses.push(c);
    known.words.push({ start, end });
  }
  known.suggestion &&= signals.suggestion;
  known.question &&= signals.question;
  if (Math.abs(judged.score) > Math.abs(known.score)) {
    known.score = judged.score;
    known.label = labelOf(judged);
  }
  known.confidence = Math.max(known.confidence, judged.confidence);
}

function labelOf({ polarity, score }: Judged): SentimentLabel {
  if (polarity === 0) return 'neutral';
  if (polarity > 0) return score >= very ? 'very_positive' : 'positive';
  return score <= -very ? 'very_negative' : 'negative';
}
