/** What people decided about a comment, and how that is laid over what the machine thinks of it. */

import type { Analysis, Conflict, ConflictType, Issue, Sentiment, SentimentLabel, Versions } from './analysis.ts';
import type { TrainingExample } from './learning/example.ts';

export const verdicts = ['accept', 'fix', 'reject', 'escalate', 'undo'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * What a decision is for: `first` and `final` (after a disagreement) take effect; `second` and `check` are opinions that
 * are only compared.
 */
export const decisionRoles = ['first', 'second', 'check', 'final'] as const;
export type DecisionRole = (typeof decisionRoles)[number];

/** Decided values, as they will be read for ever. What is absent was not decided: it stays the machine's. */
export interface Decided {
  sentiment?: Sentiment;
  /** False: the rating does not say what the customer thinks, and counts in no statistics. */
  ratingValid?: boolean;
  conflict?: DecidedConflict;
  issues?: DecidedIssues;
}

export interface DecidedConflict {
  flagged: boolean;
  /** null when it is no conflict. */
  type: ConflictType | null;
}

export interface DecidedIssues {
  /** True: the comment has these issues and no others. */
  complete: boolean;
  /** All issues of a leaf; an empty list says that the comment is not about it. Each code once. */
  leaves: DecidedLeaf[];
}

interface DecidedLeaf {
  code: string;
  issues: Issue[];
}

/** What the machine said when somebody decided: what its quality is measured by. */
export interface MachineView {
  sentiment: Sentiment & { confidence: number };
  conflict: { score: number; flagged: boolean; type: ConflictType | null } | null;
  issues: { code: string; label: SentimentLabel }[];
  versions: Versions;
}

/** One row of the append-only list of decisions. */
export interface Decision {
  id: string;
  commentId: string;
  /** Of the queue; null when that is gone. */
  itemId: string;
  verdict: Verdict;
  role: DecisionRole;
  decidedAt: string;
  /** The credential, and the person where one credential serves several. */
  actor: string;
  reviewer: string | null;
  note: string | null;
  /** The decision that an `undo` takes back. */
  undoes: string | null;
  undone: boolean;
  decided: Decided;
}

/** A decision beside what the machine said when it was made. */
export interface DecisionStep extends Decision {
  machine: MachineView;
}

export interface DecisionFilter {
  commentId?: string | undefined;
  itemId?: string | undefined;
  /** Names of people, or credentials where no name was given. */
  reviewer?: string[] | undefined;
  verdict?: Verdict[] | undefined;
}

/** The parts of an analysis that people decide. */
export type Judged = Pick<Analysis, 'issues' | 'conflict'> & { sentiment: Sentiment & { confidence: number } };

export function machineView({ sentiment, conflict, issues }: Judged, versions: Versions): MachineView {
  const { label, score, confidence } = sentiment;
  return {
    sentiment: { label, score, confidence },
    conflict: conflict && { score: conflict.score, flagged: conflict.flagged, type: conflict.type },
    issues: issues.map(({ code, sentiment: { label } }) => ({ code, label })),
    versions,
  };
}

/** Several decisions as one, oldest first: of each value, and of each leaf, the latest counts. */
export function combine(decisions: readonly Decided[]): Decided {
  const all: Decided = {};
  for (const one of decisions) {
    const issues = one.issues && combineIssues(all.issues, one.issues);
    Object.assign(all, one, issues && { issues });
  }
  return all;
}

function combineIssues(before: DecidedIssues | undefined, after: DecidedIssues): DecidedIssues {
  if (before === undefined || after.complete) return after;
  const renewed = new Set(after.leaves.map(({ code }) => code));
  const kept = before.leaves.filter(({ code }) => !renewed.has(code));
  return { complete: before.complete, leaves: [...kept, ...after.leaves] };
}

/**
 * The analysis with the decided values in place of the machine's; everything else is the machine's. A decided sentiment
 * has the confidence 1. Laws: nothing decided changes nothing; whatever analysis comes later, the decided values are the
 * same bytes.
 */
export function applyDecided<T extends Judged>(analysis: T, { sentiment, conflict, issues }: Decided): T {
  return {
    ...analysis,
    ...(sentiment && { sentiment: { ...analysis.sentiment, ...sentiment, confidence: 1 } }),
    ...(conflict && { conflict: withConflict(analysis.conflict ?? nothingSeen, conflict) }),
    ...(issues && { issues: withIssues(analysis.issues, issues) }),
  };
}

const byReviewer = [{ code: 'reviewer', 'zh-CN': '由审核人员判定', en: 'A reviewer decided so.' }];

/** Stands in where an analyser says nothing about a conflict that somebody decided. */
const nothingSeen: Conflict = {
  score: 0,
  flagged: false,
  type: null,
  severity: 0,
  reasons: [],
  evidence: [],
  hiddenComplaints: [],
};

/** Score and spans stay the machine's; its reasons stay where it named the same type. */
function withConflict(machine: Conflict, { flagged, type }: DecidedConflict): Conflict {
  if (machine.flagged === flagged && machine.type === type) return machine;
  const { evidence, severity } = machine;
  if (!flagged) return { ...machine, flagged, type, severity: 0, reasons: [], evidence: [] };
  return {
    ...machine,
    flagged,
    type,
    evidence,
    severity,
    reasons: machine.type === type ? machine.reasons : byReviewer,
  };
}

function withIssues(machine: readonly Issue[], { complete, leaves }: DecidedIssues): Issue[] {
  const decided = new Set(leaves.map(({ code }) => code));
  const undecided = complete ? [] : machine.filter(({ code }) => !decided.has(code));
  return [...undecided, ...leaves.flatMap(({ issues }) => issues)];
}

/** Issues by leaf, in the order in which the leaves come. */
export function byLeaf(issues: readonly Issue[]): DecidedLeaf[] {
  const leaves = new Map<string, Issue[]>();
  for (const issue of issues) {
    const leaf = leaves.get(issue.code);
    if (leaf) leaf.push(issue);
    else leaves.set(issue.code, [issue]);
  }
  return [...leaves].map(([code, all]) => ({ code, issues: all }));
}

/** A decided comment as it stands in the stream of all that can be learned from. */
export interface ReviewExample extends TrainingExample {
  /** Of the latest decision on the comment; goes up along the stream. */
  id: string;
}

/** Sub-scores and a scale that is upside down are found by other means than the text. */
const notByText: readonly (ConflictType | null)[] = ['subscore_mismatch', 'scale_inverted_suspect'];

/** Whether rating and text were found not to belong together; null where nothing was decided about that. */
export function exampleConflict({ conflict }: Decided): boolean | null {
  return conflict === undefined || notByText.includes(conflict.type) ? null : conflict.flagged;
}

/** What was decided about issues, with those of the machine that were not confirmed. */
export function exampleIssues(
  { issues }: Decided,
  machine: readonly { code: string; label: SentimentLabel }[],
): ReviewExample['issues'] {
  if (!issues) return [];
  const codes = new Set(issues.leaves.map(({ code }) => code));
  const seen = issues.leaves.flatMap(({ issues: of }) =>
    of.map(({ code, sentiment }) => ({ code, polarity: sentiment.label })),
  );
  const confirmed = new Set(seen.map(({ code, polarity }) => `${code} ${polarity}`));
  const rejected = machine.filter(
    ({ code, label }) => (issues.complete || codes.has(code)) && !confirmed.has(`${code} ${label}`),
  );
  return [
    ...seen.map((one) => ({ ...one, rejected: false })),
    ...rejected.map(({ code, label }) => ({ code, polarity: label, rejected: true })),
  ];
}
