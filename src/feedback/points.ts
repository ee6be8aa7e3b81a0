import type { Document } from '../text/document.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import type { SentimentLabel } from './analysis.ts';
import type { Finding } from './findings.ts';
import type { Support } from './leafJudge.ts';
import type { ClauseSignals } from './signals.ts';

/** One leaf in one polarity, with all clauses that speak for it. */
export interface Point {
  leaf: number;
  polarity: -1 | 0 | 1;
  /** −1..1 */
  score: number;
  label: SentimentLabel;
  confidence: number;
  /** Numbers of its clauses, ascending. */
  clauses: number[];
  /** What says it, one a clause. */
  findings: Finding[];
  suggestion: boolean;
  question: boolean;
}

/** Share of the whole comment in the polarity of an aspect word. */
const wholeShare = 0.25;
/** Share of how the leaf is judged as a rule. */
const leaningShare = 0.25;
/** An aspect judged less clearly than this makes no point, unless the learned model is sure of the leaf. */
const neutral = 0.25;
const very = 0.75;
/** An aspect word in a clause weaker than `hardly` takes the opinion of a following one that is at least `clear`. */
const hardly = 0.55;
const clear = 0.5;
/** Strength of a weak verdict (「还行」, 「一般」) on an aspect. */
const verdictStrength = 0.35;
/** A mere question mark does not hide an opinion clearer than this. «请问» hides what is not very clear, a word that complains too. */
const questionMask = 0.5;
/** Strength of a phrase that carries its own opinion, when the clause adds nothing. */
const ownStrength = 0.5;

/** Without a learned model: measured shares of right labels with right polarity. An aspect adds its |score| on top. */
const share = { phrase: 0.68, aspect: 0.2, byScore: 0.38, weak: 0.35, mention: 0.2 };
/** With one, which gives the probability of the leaf: about how often the polarity is right, when the leaf is. */
const polarityShare = { phrase: 0.93, aspect: 0.72, byScore: 0.24, weak: 0.85, mention: 0.4 };

/** Turns what the clauses say into points: polarity from the words, else from the sentiment; one a leaf and polarity. */
export function pointsOf(
  document: Document,
  reading: SentimentReading,
  findings: readonly Finding[][],
  supports: readonly Support[],
  signals: readonly ClauseSignals[],
): Point[] {
  const points: Point[] = [];
  for (let c = 0; c < findings.length; c++) {
    for (const finding of findings[c]) {
      const from = finding.polarity === 0 ? opinionClause(document, reading, findings, c) : c;
      const judged = judge(finding, reading, signals[c], from);
      if (judged === null) continue;
      add(points, finding, judged, c, signals[c]);
      const carried = from === c ? undefined : pointFor(points, finding.leaf, judged.polarity);
      if (carried !== undefined) insert(carried, finding, from);
    }
  }
  for (const { clause, finding } of supports) {
    const judged = judge(finding, reading, signals[clause], clause);
    const point = pointFor(points, finding.leaf, judged?.polarity ?? 0);
    point?.clauses.push(clause);
    point?.findings.push(finding);
  }
  if (supports.length > 0) for (const point of points) putInOrder(point);
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

interface Verdict {
  polarity: -1 | 0 | 1;
  score: number;
  confidence: number;
}

function judge(finding: Finding, reading: SentimentReading, signals: ClauseSignals, from: number): Verdict | null {
  const shares = finding.judged === null ? share : polarityShare;
  const trust = finding.judged === null ? 1 : finding.judged.probability;
  const clause = reading.clauses[from].score;
  const asked = { polarity: 0, score: 0, confidence: trust * shares.mention } as const;
  if (signals.enquiry && clause > -very) return asked;
  if (finding.polarity !== 0) {
    const polarity = signals.suggestion ? -1 : finding.polarity;
    const strength = Math.max(ownStrength, clause * polarity);
    return { polarity, score: polarity * strength, confidence: trust * shares.phrase };
  }
  if (signals.suggestion) return { polarity: -1, score: -Math.max(0.3, -clause), confidence: trust * shares.weak };
  const leaning = finding.judged === null ? 0 : leaningShare * finding.judged.leaning;
  const score = Math.max(-1, Math.min(1, clause + wholeShare * reading.score + leaning));
  if (signals.enquiry || (signals.question && score > -questionMask)) return asked;
  if (signals.rhetorical) return { polarity: -1, score: Math.min(-0.3, score), confidence: trust * shares.weak };
  if (signals.verdict !== 0)
    return { polarity: signals.verdict, score: signals.verdict * verdictStrength, confidence: trust * shares.weak };
  if (Math.abs(score) < neutral && finding.judged === null) return null;
  return {
    polarity: score < 0 ? -1 : 1,
    score,
    confidence: trust * (shares.aspect + shares.byScore * Math.abs(score)),
  };
}

function add(points: Point[], finding: Finding, judged: Verdict, clause: number, signals: ClauseSignals): void {
  const known = pointAt(points, finding.leaf, judged.polarity);
  if (known === null) {
    const { leaf } = finding;
    const { suggestion, question } = signals;
    const label = labelOf(judged);
    points.push({ leaf, ...judged, label, clauses: [clause], findings: [finding], suggestion, question });
    return;
  }
  insert(known, finding, clause);
  known.suggestion &&= signals.suggestion;
  known.question &&= signals.question;
  if (Math.abs(judged.score) > Math.abs(known.score)) {
    known.score = judged.score;
    known.label = labelOf(judged);
  }
  known.confidence = Math.max(known.confidence, judged.confidence);
}

/** The point of that leaf and polarity, or else the first of the leaf. */
function pointFor(points: readonly Point[], leaf: number, polarity: number): Point | undefined {
  return pointAt(points, leaf, polarity) ?? points.find((point) => point.leaf === leaf);
}

function pointAt(points: readonly Point[], leaf: number, polarity: number): Point | null {
  for (const point of points) if (point.leaf === leaf && point.polarity === polarity) return point;
  return null;
}

/** Sorts the clauses, each once: of several findings in one clause the first stays. */
function putInOrder(point: Point): void {
  const { clauses, findings } = point;
  let ordered = 1;
  while (ordered < clauses.length && clauses[ordered] > clauses[ordered - 1]) ordered++;
  if (ordered >= clauses.length) return;
  const order = [...clauses.keys()].sort((a, b) => clauses[a] - clauses[b]);
  const kept = order.filter((i, place) => place === 0 || clauses[order[place - 1]] !== clauses[i]);
  point.clauses = kept.map((i) => clauses[i]);
  point.findings = kept.map((i) => findings[i]);
}

/** Adds a clause in its place, once; it belongs at the end or close to it. */
function insert(point: Point, finding: Finding, clause: number): void {
  let at = point.clauses.length;
  while (at > 0 && point.clauses[at - 1] > clause) at--;
  if (at > 0 && point.clauses[at - 1] === clause) return;
  point.clauses.splice(at, 0, clause);
  point.findings.splice(at, 0, finding);
}

function labelOf({ polarity, score }: Verdict): SentimentLabel {
  if (polarity === 0) return 'neutral';
  if (polarity > 0) return score >= very ? 'very_positive' : 'positive';
  return score <= -very ? 'very_negative' : 'negative';
}
