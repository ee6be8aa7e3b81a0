/** Rules that are judged comment by comment. */
import type { Span } from '../../text/span.ts';
import type { AlertCondition, AlertFinding, LabelPolarity } from './rule.ts';

/** What a rule sees of a comment. */
export interface AlertSubject {
  channel: string | null;
  source: string;
  /** Watched words that stand in it and are not denied. */
  words: readonly (Span & { word: string })[];
  issues: readonly SubjectIssue[];
}

export interface SubjectIssue {
  id: string;
  code: string;
  path: string[];
  label: string;
  department: string;
  evidence: readonly Span[];
}

/** What fired, and the issue that it is about; null when nothing did. */
export interface Fired {
  found: AlertFinding;
  issue: SubjectIssue | null;
}

export function judgeComment(condition: AlertCondition, subject: AlertSubject): Fired | null {
  if (!isAmong(condition, subject)) return null;
  if (condition.kind === 'keyword') {
    const words = subject.words.filter(({ word }) => condition.words.includes(word));
    if (words.length === 0) return null;
    const issue = subject.issues.find(({ evidence }) => evidence.some((span) => words.some((w) => overlap(span, w))));
    return { found: { kind: 'keyword', words }, issue: issue ?? null };
  }
  if (condition.kind === 'label') {
    const issue = subject.issues.find(
      ({ code, label }) => condition.labels.some((node) => isUnder(code, node)) && fits(condition.polarity, label),
    );
    if (!issue) return null;
    const { code, path, label } = issue;
    return { found: { kind: 'label', code, path, sentiment: label }, issue };
  }
  return null;
}

export function isAmong(
  condition: Pick<AlertCondition, 'channel' | 'source'>,
  { channel, source }: Pick<AlertSubject, 'channel' | 'source'>,
): boolean {
  if (condition.channel && !condition.channel.includes(channel ?? '')) return false;
  return !condition.source || condition.source.includes(source);
}

function fits(polarity: LabelPolarity, label: string): boolean {
  if (polarity === 'any') return true;
  // A mixed point holds a complaint as well as praise.
  return label === 'mixed' || label === polarity || label === `very_${polarity}`;
}

function isUnder(code: string, node: string): boolean {
  return code === node || code.startsWith(`${node}.`);
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
