/** Turns what a reviewer says into decided values. */
import type { Problem, Result } from '../errors.ts';
import type { ConflictType, Escalation, Evidence, Issue, IssueKind, Sentiment, SentimentLabel } from './analysis.ts';
import type { Comment } from './comment.ts';
import { byLeaf, type Decided, type DecidedIssues, type Judged } from './decision.ts';
import { issueKind } from './kind.ts';
import { severityOf } from './severity.ts';
import { factsOf, type LeafFacts, type Taxonomy } from './taxonomy.ts';

/** The values of a `fix`; what is absent stays undecided. */
export interface Correction {
  sentiment?: { label: SentimentLabel; score?: number | undefined } | undefined;
  ratingValid?: boolean | undefined;
  /** null: no conflict. */
  conflictType?: ConflictType | null | undefined;
  issues?: IssueChange[] | undefined;
}

interface Place {
  start: number;
  end: number;
}

/** `sentiment` of remove and change names one of several issues of the leaf; all of them without it. */
export type IssueChange =
  | { op: 'add'; code: string; sentiment: SentimentLabel; kind?: IssueKind | undefined; evidence: Place[] }
  | { op: 'remove'; code: string; sentiment?: SentimentLabel | undefined }
  | {
      op: 'change';
      code: string;
      sentiment?: SentimentLabel | undefined;
      to: {
        code?: string | undefined;
        sentiment?: SentimentLabel | undefined;
        kind?: IssueKind | undefined;
        evidence?: Place[] | undefined;
      };
    };

/** null for a code that the taxonomy does not have. */
export type FindLeaf = (code: string) => LeafFacts | null;

export function leafFinder(taxonomy: Taxonomy): FindLeaf {
  return (code) => {
    const leaf = taxonomy.leaves.find((candidate) => candidate.code === code);
    return leaf ? factsOf(taxonomy, leaf) : null;
  };
}

/** Everything as it is read now, confirmed. */
export function confirmAll({ sentiment: { label, score }, conflict, issues }: Judged): Decided {
  return {
    sentiment: { label, score },
    ...(conflict && { conflict: { flagged: conflict.flagged, type: conflict.flagged ? conflict.type : null } }),
    issues: { complete: true, leaves: byLeaf(issues) },
  };
}

/** Rating and text belong together. */
export function rejectConflict({ conflict }: Judged): Result<Decided> {
  if (conflict?.flagged) return { ok: true, value: { conflict: { flagged: false, type: null } } };
  const detail = 'The comment is not flagged as a conflict: there is nothing to reject.';
  return { ok: false, problems: [{ code: 'state_conflict', detail, reason: 'not_flagged' }] };
}

/** The middle of each label's band: what a label says of a score when no score is given. */
const scores: Record<SentimentLabel, number> = {
  very_negative: -0.9,
  negative: -0.5,
  neutral: 0,
  positive: 0.5,
  very_positive: 0.9,
  mixed: 0,
};

/** Whether a score may stand with a label: −1..1, and on its side of 0. */
function fits({ label, score }: Sentiment): boolean {
  return scores[label] === 0 || Math.sign(score) === Math.sign(scores[label]);
}

type Read = Pick<Comment, 'text' | 'rating' | 'ratings'>;

/** The decided values of a correction of what is read now, or all that is wrong with it; pointers are into the correction. */
export function decideCorrection(
  comment: Read,
  now: Judged,
  correction: Correction,
  findLeaf: FindLeaf,
): Result<Decided> {
  const problems: Problem[] = [];
  const { ratingValid, conflictType } = correction;
  const sentiment = correction.sentiment && sentimentOf(correction.sentiment, now.sentiment, problems);
  const context = { text: comment.text, findLeaf, problems };
  const issues = correction.issues && changeIssues(now.issues, correction.issues, context);
  const unrated = (pointer: string) =>
    problems.push({ code: 'state_conflict', detail: 'The comment has no rating.', pointer, reason: 'no_rating' });
  if (ratingValid !== undefined && comment.rating === undefined) unrated('/ratingValid');
  if (conflictType !== undefined && now.conflict === null) unrated('/conflictType');
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      ...(sentiment && { sentiment }),
      ...(ratingValid !== undefined && { ratingValid }),
      ...(conflictType !== undefined && { conflict: { flagged: conflictType !== null, type: conflictType } }),
      ...(issues && { issues }),
    },
  };
}

function sentimentOf(
  { label, score }: NonNullable<Correction['sentiment']>,
  now: Sentiment,
  problems: Problem[],
): Sentiment {
  if (score === undefined) return { label, score: label === now.label ? now.score : scores[label] };
  if (!fits({ label, score })) {
    const detail = `A score of ${score} does not go with ${label}.`;
    problems.push({ code: 'out_of_range', detail, pointer: '/sentiment/score' });
  }
  return { label, score };
}

/** What the changes of one correction share. */
interface Context {
  text: string;
  findLeaf: FindLeaf;
  problems: Problem[];
}

/** Applies the changes one after the other; every leaf that they touch is decided as a whole. */
function changeIssues(now: readonly Issue[], changes: readonly IssueChange[], context: Context): DecidedIssues {
  let issues = [...now];
  const touched = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const pointer = `/issues/${index}`;
    touched.add(change.code);
    if (change.op === 'change' && change.to.code !== undefined) touched.add(change.to.code);
    issues =
      change.op === 'add' ? [...issues, added(change, pointer, context)] : changed(issues, change, pointer, context);
  }
  const leaves = byLeaf(issues.filter(({ code }) => touched.has(code)));
  const empty = [...touched].filter((code) => !leaves.some((leaf) => leaf.code === code));
  return { complete: false, leaves: [...leaves, ...empty.map((code) => ({ code, issues: [] }))] };
}

function added(change: Extract<IssueChange, { op: 'add' }>, pointer: string, context: Context): Issue {
  const leaf = requireLeaf(change.code, `${pointer}/code`, context);
  return humanIssue(leaf, change.sentiment, change.kind, placesIn(change.evidence, `${pointer}/evidence`, context));
}

/** The issues that a change names, changed or left out, where they were. */
function changed(
  issues: readonly Issue[],
  change: Exclude<IssueChange, { op: 'add' }>,
  pointer: string,
  context: Context,
): Issue[] {
  const isNamed = ({ code, sentiment }: Issue) =>
    code === change.code && (change.sentiment === undefined || sentiment.label === change.sentiment);
  if (!issues.some(isNamed)) {
    const detail = 'The comment has no such issue.';
    context.problems.push({ code: 'unknown_code', detail, pointer: `${pointer}/code` });
  }
  if (change.op === 'remove') return issues.filter((issue) => !isNamed(issue));
  return issues.map((issue) => (isNamed(issue) ? moved(issue, change.to, `${pointer}/to`, context) : issue));
}

function moved(
  issue: Issue,
  to: Extract<IssueChange, { op: 'change' }>['to'],
  pointer: string,
  context: Context,
): Issue {
  const leaf = to.code === undefined ? issue : requireLeaf(to.code, `${pointer}/code`, context);
  const evidence = to.evidence ? placesIn(to.evidence, `${pointer}/evidence`, context) : issue.evidence;
  const { label, score } = issue.sentiment;
  const kept = to.sentiment === undefined || to.sentiment === label;
  const kind = to.kind ?? (kept ? issue.kind : undefined);
  return humanIssue(leaf, to.sentiment ?? label, kind, evidence, {
    escalation: issue.escalation,
    ...(kept && { score }),
  });
}

/** A leaf that nobody knows stands in, so that all that is wrong is found. */
function requireLeaf(code: string, pointer: string, { findLeaf, problems }: Context): LeafFacts {
  const leaf = findLeaf(code);
  if (leaf) return leaf;
  problems.push({ code: 'unknown_code', detail: `The taxonomy has no leaf "${code}".`, pointer });
  return { code, path: [], department: '', slaHours: 0, firstResponseHours: 0 };
}

/** Evidence of spans, which must lie within the text and cut no character in two. */
function placesIn(places: readonly Place[], pointer: string, { text, problems }: Context): Evidence[] {
  return places.map(({ start, end }, index) => {
    const slice = text.slice(start, end);
    if (start >= end || end > text.length || /\p{Cs}/u.test(slice)) {
      const detail = `A span lies within the text, 0 to ${text.length}, and cuts no character in two.`;
      problems.push({ code: 'out_of_range', detail, pointer: `${pointer}/${index}` });
    }
    return { start, end, text: slice, rule: 'human' };
  });
}

function humanIssue(
  { code, path, department, slaHours, firstResponseHours }: LeafFacts,
  label: SentimentLabel,
  kind: IssueKind | undefined,
  evidence: Evidence[],
  { escalation = 'none', score = scores[label] }: { escalation?: Escalation; score?: number } = {},
): Issue {
  const polarity = label === 'mixed' ? -1 : Math.sign(scores[label]);
  const ofKind = kind ?? issueKind(polarity, { suggestion: false, question: false });
  return {
    code,
    path,
    kind: ofKind,
    sentiment: { label, score },
    confidence: 1,
    escalation,
    severity: severityOf({ kind: ofKind, score, escalation, danger: false }),
    evidence,
    source: 'human',
    department,
    slaHours,
    firstResponseHours,
  };
}
