import { createLabelScorer, type LabelModel, type LabelScorer } from '../text/classify/labels.ts';
import type { Document } from '../text/document.ts';
import { domains } from './domain.ts';
import type { Finding } from './findings.ts';
import { createLeafCorrector, type LeafCorrections, type LeafCorrector } from './leafCorrection.ts';
import type { Taxonomy } from './taxonomy.ts';

/** The learned part of tagging: how much the words of a clause speak for each leaf, and when that is enough. */
export interface LeafModel {
  /** The taxonomy whose cues it was learned with. */
  taxonomy: string;
  codes: readonly string[];
  ngrams: LabelModel;
  /** Log-odds of each leaf in any clause, and for each kind of business, at `domain · codes + leaf`. */
  bias: Float64Array;
  domains: Float64Array;
  verdict: VerdictWeights;
  /** How readers judge each leaf where they name it, −1..1. */
  leaning: readonly number[];
}

/**
 * Log-odds that a reader gives a comment the leaf: Σ coefficient · feature + the effects of the leaf, of the kind of business
 * and of the other leaves with a cue, compared with `least`.
 */
export interface VerdictWeights {
  /** One a feature, in the order of `VerdictFeature`. */
  coefficients: readonly number[];
  /** By leaf, always and beside it when a cue speaks for the leaf. */
  leaf: readonly number[];
  leafWithCue: readonly number[];
  /** Of each kind of business, times its probability, at `kind · leaves + leaf`. */
  kinds: readonly number[];
  /** Of each other leaf that has a cue in the comment, at `leaf · leaves + other`. */
  rivals: readonly number[];
  least: number;
}

/** What the verdict on one leaf rests on. `Score*`: its best log-odds in a clause, by what cues were found. */
export const VerdictFeature = {
  NoCue: 0,
  Aspect: 1,
  Opinion: 2,
  ScoreNoCue: 3,
  ScoreAspect: 4,
  ScoreOpinion: 5,
  /** Log of the length of the longest cue. */
  CueLength: 6,
  /** Log of the length of the comment. */
  TextLength: 7,
  /** Log of the number of leaves with cues in the comment. */
  Rivals: 8,
  /** The best log-odds of another leaf in the same clause. */
  BestRival: 9,
  /** The best log-odds in another clause. */
  SecondScore: 10,
  /** Log of 1 + the sum of the odds of all clauses. */
  AllClauses: 11,
} as const;
export const verdictFeatures = 12;

/** What the verdicts on all leaves of one comment have in common. */
export interface VerdictSurroundings {
  /** Probabilities of the kinds of business; null: not known. */
  readonly kinds: ArrayLike<number> | null;
  /** The leaves with cues: the first `withCues` numbers. */
  readonly cued: ArrayLike<number>;
  readonly withCues: number;
}

/** `features`: as `LeafBoard.features` writes them. */
export function verdictSum(
  leaf: number,
  hasCue: boolean,
  features: Float64Array,
  { kinds, cued, withCues }: VerdictSurroundings,
  weights: VerdictWeights,
): number {
  const leaves = weights.leaf.length;
  let sum = weights.leaf[leaf] + (hasCue ? weights.leafWithCue[leaf] : 0);
  for (let f = 0; f < verdictFeatures; f++) sum += weights.coefficients[f] * features[f];
  for (let i = 0; i < withCues; i++) if (cued[i] !== leaf) sum += weights.rivals[leaf * leaves + cued[i]];
  if (kinds === null) return sum;
  for (let k = 0; k < kinds.length; k++) if (kinds[k] >= negligible) sum += kinds[k] * weights.kinds[k * leaves + leaf];
  return sum;
}

/** Cues were written with the labelled comments in sight, so on new ones the log-odds are this much too high. */
const optimism = 0.5;

/** A clause without a cue supports a leaf that is given anyway from these log-odds on. */
const supports = -1.5;

/** Without a cue, a leaf less likely than this in every clause is not looked at. In log-odds. */
export const leastScore = -2.5;

/** A clause that speaks for a leaf found elsewhere in the comment. */
export interface Support {
  clause: number;
  finding: Finding;
}

export interface LeafJudge {
  /**
   * Removes findings that are not believed, adds what the model alone sees (but no leaf marked in `denied`), and answers
   * the clauses that support what is left. `corrections`: what the workspace's reviewers have taught.
   */
  judge(
    document: Document,
    kinds: ArrayLike<number> | null,
    findings: Finding[][],
    denied: Uint8Array,
    corrections?: LeafCorrections | null,
  ): Support[];
  /** What the shipped model says of each of these leaves that it knows, however little speaks for it. */
  weigh(
    document: Document,
    kinds: ArrayLike<number> | null,
    findings: readonly Finding[][],
    codes: readonly string[],
  ): LeafWeight[];
}

export interface LeafWeight {
  code: string;
  /** Of the verdict: above 0 the leaf is given. */
  logOdds: number;
  /** The clause that speaks most for it. */
  clause: number;
}

/** What scores the clauses. */
export type LeafScores = Pick<LeafModel, 'ngrams' | 'bias' | 'domains'>;

/** Everything known about each leaf in one comment, in the numbering of the model. */
export class LeafBoard implements VerdictSurroundings {
  readonly kind: Uint8Array;
  /** Best log-odds in a clause, and that clause; for leaves without a cue only from `leastScore` on. */
  readonly best: Float64Array;
  readonly clause: Int32Array;
  /** The leaves with cues, in the order in which they were found: the first `withCues` numbers. */
  readonly cued: Int32Array;
  withCues = 0;
  kinds: ArrayLike<number> | null = null;
  scores = new Float64Array(0);
  private readonly cueLength: Int32Array;
  private readonly base: Float64Array;
  private readonly scorer: LabelScorer;
  private clauses = 0;
  private textFeature = 0;
  private rivalsFeature = 0;

  private readonly model: LeafScores;
  readonly leaves: number;

  /** `kernel`: see `createRowSums`. */
  constructor(model: LeafScores, kernel: WebAssembly.Module | null = null) {
    const leaves = model.bias.length;
    this.model = model;
    this.leaves = leaves;
    this.kind = new Uint8Array(leaves);
    this.best = new Float64Array(leaves);
    this.clause = new Int32Array(leaves);
    this.cued = new Int32Array(leaves);
    this.cueLength = new Int32Array(leaves);
    this.base = new Float64Array(leaves);
    this.scorer = createLabelScorer(model.ngrams, kernel);
  }

  /** Reads a comment. `labelOf` gives the number of a finding's leaf in the model, −1 for none. */
  read(
    { tokens, clauses }: Document,
    kinds: ArrayLike<number> | null,
    findings: readonly Finding[][],
    labelOf: Int32Array,
  ): void {
    this.prepare(clauses.length, kinds);
    this.textFeature = Math.log((tokens.text.length + 5) / 50);
    for (let c = 0; c < clauses.length; c++) {
      this.rank(c, this.scorer.score(tokens.text, clauses[c].start, clauses[c].end));
      for (const { leaf, polarity, start, end } of findings[c]) this.note(labelOf[leaf], polarity, end - start);
    }
    this.rivalsFeature = Math.log(1 + this.withCues);
    if (this.withCues > 0) this.rankCues(clauses.length);
  }

  /** Writes the features of one leaf. */
  features(leaf: number, out: Float64Array): void {
    const kind = this.kind[leaf];
    out.fill(0);
    out[VerdictFeature.NoCue + kind] = 1;
    out[VerdictFeature.ScoreNoCue + kind] = bounded(this.best[leaf]);
    if (kind > 0) out[VerdictFeature.CueLength] = Math.log(this.cueLength[leaf]);
    out[VerdictFeature.TextLength] = this.textFeature;
    out[VerdictFeature.Rivals] = this.rivalsFeature;
    out[VerdictFeature.BestRival] = bounded(this.bestRival(leaf));
    this.clauseFeatures(leaf, out);
  }

  /** What the clauses say together: a leaf in two clauses is likelier than one in the best of them alone. */
  private clauseFeatures(leaf: number, out: Float64Array): void {
    const { leaves, scores, clauses } = this;
    let second = lonely;
    let odds = 0;
    for (let c = 0; c < clauses; c++) {
      const score = scores[c * leaves + leaf];
      if (score <= hopeless) continue;
      odds += Math.exp(Math.min(highest, score));
      if (c !== this.clause[leaf] && score > second) second = score;
    }
    out[VerdictFeature.SecondScore] = bounded(second);
    out[VerdictFeature.AllClauses] = Math.log(1 + odds);
  }

  /** Finds the best clause of a leaf, however low its score is. */
  settle(leaf: number, clauses: number): void {
    const { leaves, scores, best, clause } = this;
    if (best[leaf] > leastScore) return;
    for (let c = 0; c < clauses; c++) {
      if (scores[c * leaves + leaf] <= best[leaf]) continue;
      best[leaf] = scores[c * leaves + leaf];
      clause[leaf] = c;
    }
  }

  /** The best log-odds of another leaf in the clause that speaks most for this one. */
  private bestRival(leaf: number): number {
    const from = this.clause[leaf] * this.leaves;
    let best = Number.NEGATIVE_INFINITY;
    for (let l = 0; l < this.leaves; l++) if (l !== leaf) best = Math.max(best, this.scores[from + l]);
    return best;
  }

  isCandidate(leaf: number): boolean {
    return this.kind[leaf] > 0 || this.best[leaf] > leastScore;
  }

  private prepare(clauses: number, kinds: ArrayLike<number> | null): void {
    const { leaves, base, model } = this;
    this.clauses = clauses;
    this.kinds = kinds;
    if (this.scores.length < clauses * leaves) this.scores = new Float64Array(2 * clauses * leaves);
    this.kind.fill(0);
    this.cueLength.fill(0);
    this.best.fill(Number.NEGATIVE_INFINITY);
    this.withCues = 0;
    base.set(model.bias);
    if (kinds === null) return;
    for (let d = 0; d < domains.length; d++) {
      if (kinds[d] < negligible) continue;
      for (let l = 0; l < leaves; l++) base[l] += kinds[d] * model.domains[d * leaves + l];
    }
  }

  /** Turns the sums of clause c into scores, and notes which are the best so far. */
  private rank(c: number, unit: number): void {
    const { leaves, scores, base, best, clause } = this;
    const { sums } = this.scorer;
    for (let l = 0; l < leaves; l++) {
      const score = base[l] + sums[l] * unit;
      scores[c * leaves + l] = score;
      // Few scores are worth a note, which the processor foresees.
      if (score > leastScore && score > best[l]) {
        best[l] = score;
        clause[l] = c;
      }
    }
  }

  /** Finds the best clause of leaves with cues, however low its score is. */
  private rankCues(clauses: number): void {
    for (let l = 0; l < this.leaves; l++) if (this.kind[l] > 0) this.settle(l, clauses);
  }

  private note(label: number, polarity: number, length: number): void {
    if (label < 0) return;
    if (this.kind[label] === 0) this.cued[this.withCues++] = label;
    this.kind[label] = Math.max(this.kind[label], polarity === 0 ? 1 : 2);
    this.cueLength[label] = Math.max(this.cueLength[label], length);
  }
}

/** Kinds of business less likely than this are left out of the sums. */
export const negligible = 0.01;

const highest = 3;
const bounded = (score: number): number => Math.max(-6, Math.min(highest, score));
/** The second score of a leaf that no second clause speaks for. */
const lonely = -4;
/** Clauses with lower log-odds add nothing to the sum of odds. */
const hopeless = -5;

function hasLeaf(findings: readonly Finding[], leaf: number): boolean {
  for (const finding of findings) if (finding.leaf === leaf) return true;
  return false;
}

/**
 * Makes the judge of one taxonomy's findings; leaves that the model does not know pass as they are. `board`: of the model;
 * judges may share it, since each comment is read and judged in one go.
 */
export function createLeafJudge(
  model: LeafModel,
  taxonomy: Taxonomy,
  board: LeafBoard = new LeafBoard(model),
): LeafJudge {
  const codes = new Map(model.codes.map((code, number) => [code, number]));
  const labelOf = Int32Array.from(taxonomy.leaves, ({ code }) => codes.get(code) ?? -1);
  const leafOf = new Int32Array(model.codes.length).fill(-1);
  for (const [leaf, label] of labelOf.entries()) if (label >= 0) leafOf[label] = leaf;
  const features = new Float64Array(verdictFeatures);
  const probability = new Float64Array(model.codes.length);
  const { least } = model.verdict;
  const correctors = new WeakMap<LeafCorrections, LeafCorrector>();
  const correctorOf = (corrections: LeafCorrections): LeafCorrector => {
    const corrector = correctors.get(corrections) ?? createLeafCorrector(corrections, model.codes);
    correctors.set(corrections, corrector);
    return corrector;
  };

  const byModel = ({ clauses }: Document, label: number, c: number): Finding => {
    const { start, end } = clauses[c];
    const weight = board.scores[c * board.leaves + label];
    const judged = { leaning: model.leaning[label], weight, probability: probability[label] };
    return { leaf: leafOf[label], polarity: 0, start, end, byCue: false, judged };
  };

  /** The probability of each candidate, 0 where it is not enough. Answers whether a cue is not believed. */
  const judgeAll = ({ tokens, clauses }: Document, denied: Uint8Array, corrector: LeafCorrector | null): boolean => {
    let doubt = false;
    for (let label = 0; label < leafOf.length; label++) {
      probability[label] = 0;
      const leaf = leafOf[label];
      const corrected = corrector !== null && corrector.has[label] === 1 && clauses.length > 0;
      if (leaf < 0 || !(corrected || board.isCandidate(label)) || (denied[leaf] && board.kind[label] === 0)) continue;
      if (corrected) board.settle(label, clauses.length);
      board.features(label, features);
      let sum = verdictSum(label, board.kind[label] > 0, features, board, model.verdict);
      if (corrected) {
        const { start, end } = clauses[board.clause[label]];
        sum += corrector.of(label, tokens.text, start, end);
      }
      if (sum > least) probability[label] = 1 / (1 + Math.exp(optimism - sum));
      else doubt ||= board.kind[label] > 0;
    }
    return doubt;
  };

  /** Adds leaves without a cue to `findings`, and collects the other clauses that speak for a leaf. */
  const support = (document: Document, findings: Finding[][]): Support[] => {
    const list: Support[] = [];
    for (let label = 0; label < leafOf.length; label++) {
      if (probability[label] === 0) continue;
      const only = board.kind[label] === 0 ? board.clause[label] : -1;
      for (let c = 0; c < findings.length; c++) {
        if (c === only) findings[c].push(byModel(document, label, c));
        else if (board.scores[c * board.leaves + label] > supports && !hasLeaf(findings[c], leafOf[label]))
          list.push({ clause: c, finding: byModel(document, label, c) });
      }
    }
    return list;
  };

  const judge: LeafJudge['judge'] = (document, kinds, findings, denied, corrections = null) => {
    board.read(document, kinds, findings, labelOf);
    const doubt = judgeAll(document, denied, corrections && correctorOf(corrections));
    for (let c = 0; c < findings.length; c++) {
      if (doubt) findings[c] = findings[c].filter(({ leaf }) => labelOf[leaf] < 0 || probability[labelOf[leaf]] > 0);
      for (const finding of findings[c]) {
        const label = labelOf[finding.leaf];
        if (label < 0) continue;
        const weight = board.scores[c * board.leaves + label];
        finding.judged = { leaning: model.leaning[label], weight, probability: probability[label] };
      }
    }
    return support(document, findings);
  };

  const weigh: LeafJudge['weigh'] = (document, kinds, findings, wanted) => {
    const count = document.clauses.length;
    if (count === 0) return [];
    board.read(document, kinds, findings, labelOf);
    return wanted.flatMap((code) => {
      const label = codes.get(code);
      if (label === undefined) return [];
      board.settle(label, count);
      board.features(label, features);
      const sum = verdictSum(label, board.kind[label] > 0, features, board, model.verdict);
      return [{ code, logOdds: sum - least, clause: board.clause[label] }];
    });
  };
  return { judge, weigh };
}
