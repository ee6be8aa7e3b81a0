import type { Document } from '../text/document.ts';
import type { SentimentReading } from '../text/sentiment/reading.ts';
import type { Escalation, Evidence, Issue, IssueKind, LeafExplanation } from './analysis.ts';
import { openScopes } from './domainGate.ts';
import { createFindingReader, type Finding, type FindingReader } from './findings.ts';
import { commentKind, issueKind } from './kind.ts';
import type { LabelCues } from './labelCues.ts';
import { createLeafCorrector, type LeafCorrections } from './leafCorrection.ts';
import { compileLeafCues, type LeafCues } from './leafCues.ts';
import { createLeafJudge, LeafBoard, type LeafJudge, type LeafModel, type LeafWeight } from './leafJudge.ts';
import { mergePoints } from './merge.ts';
import { createNegationCheck, type NegationCheck } from './negator.ts';
import { type Point, pointsOf } from './points.ts';
import { severityOf } from './severity.ts';
import { type ClauseSignals, createSignalReader, graver, type SignalReader, signalCues } from './signals.ts';
import { pathOf, type Taxonomy } from './taxonomy.ts';

export interface TaggerParts {
  cues: LabelCues;
  /** Learned with the cues of one of the taxonomies; null: the cues alone decide. */
  leafModel: LeafModel | null;
  /** See `createRowSums`. */
  kernel: WebAssembly.Module | null;
  /** Folds cues as texts are folded, so that a cue may be written in traditional characters. */
  fold(text: string): string;
}

export interface Labels {
  issues: Issue[];
  kind: IssueKind;
  escalation: Escalation;
}

export interface Tagger {
  /** Makes a taxonomy ready; a few megabytes for ten thousand cues. */
  prepare(taxonomy: Taxonomy): PreparedTaxonomy;
  /** Everything a taxonomy has to say about one comment. */
  label(
    document: Document,
    reading: SentimentReading,
    taxonomy: PreparedTaxonomy,
    corrections?: LeafCorrections | null,
  ): Labels;
  /** The log-odds behind the leaves that the learned model knows. */
  explain(
    document: Document,
    reading: SentimentReading,
    taxonomy: PreparedTaxonomy,
    corrections: LeafCorrections | null,
  ): LeafExplanation[];
  /** What the shipped model says of these leaves; those it does not know are left out. */
  weigh(
    document: Document,
    reading: SentimentReading,
    taxonomy: PreparedTaxonomy,
    codes: readonly string[],
  ): LeafWeight[];
}

export interface PreparedTaxonomy {
  taxonomy: Taxonomy;
  paths: string[][];
  cues: LeafCues;
  open: Uint8Array;
  denied: Uint8Array;
  findings: FindingReader;
  signals: SignalReader;
  judge: LeafJudge | null;
}

export function createTagger({ cues, leafModel, kernel, fold }: TaggerParts): Tagger {
  const isNegated = createNegationCheck(cues.negators, cues.fillers);
  const signals = signalCues(cues);
  const board = leafModel === null ? null : new LeafBoard(leafModel, kernel);

  const read = (with_: PreparedTaxonomy, document: Document, reading: SentimentReading) => {
    const text = document.tokens.text;
    // The kinds of business of the comment: cues of others do not count. Without a classifier all count everywhere.
    const { kinds } = reading;
    openScopes(with_.cues.scopes, kinds, with_.open);
    with_.denied.fill(0);
    const findings: Finding[][] = [];
    const signals: ClauseSignals[] = [];
    for (const clause of document.clauses) {
      const hits = with_.cues.matcher.match(text, clause.start, clause.end, with_.open);
      findings.push(with_.findings(text, clause, hits, with_.denied));
      signals.push(with_.signals(text, clause, hits));
    }
    return { findings, signals };
  };

  const label: Tagger['label'] = (document, reading, with_, corrections = null) => {
    const { findings, signals } = read(with_, document, reading);
    const supports = with_.judge?.judge(document, reading.kinds, findings, with_.denied, corrections) ?? [];
    const separate = pointsOf(document, reading, findings, supports, signals);
    const points = with_.taxonomy.onePerLeaf ? mergePoints(separate) : separate;
    let escalation: Escalation = 'none';
    for (const signal of signals) if (signal.escalation !== 'none') escalation = graver(escalation, signal.escalation);
    const danger = signals.some((signal) => signal.danger);
    const escalationOf = escalation === 'none' ? null : escalationReader(document, points, signals);
    const issues = points.map((point) => {
      const own = escalationOf === null || point.polarity > 0 ? 'none' : escalationOf(point);
      return issueOf(document, point, own, danger, with_);
    });
    const kind = commentKind(
      issues.map((issue) => issue.kind),
      signals,
      reading.label,
      escalation,
    );
    return { issues, kind, escalation };
  };

  const weigh: Tagger['weigh'] = (document, reading, with_, codes) => {
    if (with_.judge === null) return [];
    return with_.judge.weigh(document, reading.kinds, read(with_, document, reading).findings, codes);
  };

  const explain: Tagger['explain'] = (document, reading, with_, corrections) => {
    const given = new Set(label(document, reading, with_, corrections).issues.map(({ code }) => code));
    const codes = [...new Set([...given, ...(corrections?.leaves.map(({ code }) => code) ?? [])])];
    const corrector = corrections && createLeafCorrector(corrections, codes);
    return weigh(document, reading, with_, codes).flatMap(({ code, logOdds, clause }) => {
      if (!given.has(code) && logOdds <= 0) return [];
      const { start, end } = document.clauses[clause];
      const adapted = corrector?.of(codes.indexOf(code), document.tokens.text, start, end) ?? 0;
      const terms = [
        { rule: 'shipped' as const, weight: logOdds },
        { rule: 'adapted' as const, weight: adapted },
      ].filter(({ rule, weight }) => rule === 'shipped' || weight !== 0);
      return [{ code, terms, sum: logOdds + adapted, given: given.has(code) }];
    });
  };

  return {
    label,
    explain,
    weigh,
    prepare(taxonomy) {
      const judged = board !== null && leafModel?.taxonomy === taxonomy.id;
      const judge = judged ? createLeafJudge(leafModel, taxonomy, board) : null;
      return prepare(compileLeafCues(taxonomy, signals, fold), taxonomy, isNegated, judge);
    },
  };
}

function prepare(
  cues: LeafCues,
  taxonomy: Taxonomy,
  isNegated: NegationCheck,
  judge: LeafJudge | null,
): PreparedTaxonomy {
  return {
    taxonomy,
    paths: taxonomy.leaves.map((leaf) => pathOf(taxonomy, leaf)),
    cues,
    open: new Uint8Array(cues.scopes.length),
    denied: new Uint8Array(taxonomy.leaves.length),
    findings: createFindingReader(cues, isNegated),
    signals: createSignalReader(cues, isNegated),
    judge,
  };
}

function issueOf(
  document: Document,
  point: Point,
  escalation: Escalation,
  danger: boolean,
  from: PreparedTaxonomy,
): Issue {
  const leaf = from.taxonomy.leaves[point.leaf];
  const kind = issueKind(point.polarity, point);
  return {
    code: leaf.code,
    path: from.paths[point.leaf],
    kind,
    sentiment: { label: point.label, score: round(point.score) },
    confidence: round(point.confidence),
    escalation,
    severity: severityOf({ kind, score: point.score, escalation, danger }),
    evidence: point.clauses.map((c, i) => evidenceOf(document, c, point.findings[i])),
    source: point.findings.some((finding) => finding.byCue) ? 'rule' : 'model',
    department: leaf.department,
    slaHours: leaf.slaHours,
    firstResponseHours: leaf.firstResponseHours,
  };
}

/** Answers for a point the gravest signal in its sentences, or in sentences that make no point of their own. */
function escalationReader(
  { clauses }: Document,
  points: readonly Point[],
  signals: readonly ClauseSignals[],
): (point: Point) => Escalation {
  const bySentence = new Map<number, Escalation>();
  for (const [c, { escalation }] of signals.entries()) {
    if (escalation === 'none') continue;
    const { sentence } = clauses[c];
    bySentence.set(sentence, graver(bySentence.get(sentence) ?? 'none', escalation));
  }
  const withPoints = new Set(points.flatMap((point) => point.clauses.map((c) => clauses[c].sentence)));
  let elsewhere: Escalation = 'none';
  for (const [sentence, escalation] of bySentence)
    if (!withPoints.has(sentence)) elsewhere = graver(elsewhere, escalation);
  return (point) =>
    point.clauses.reduce((gravest, c) => graver(gravest, bySentence.get(clauses[c].sentence) ?? 'none'), elsewhere);
}

/** The clause, trimmed; the rule names the words (folded) that pointed to the leaf, or the model that saw it. */
function evidenceOf({ text, tokens, clauses }: Document, c: number, finding: Finding): Evidence {
  const { start, end } = clauses[c];
  const rule = finding.byCue ? `cue:${tokens.text.slice(finding.start, finding.end)}` : 'model:tagging';
  const slice = text.slice(start, end);
  if (finding.judged === null) return { start, end, text: slice, rule };
  return { start, end, text: slice, rule, weight: round(finding.judged.weight) };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
