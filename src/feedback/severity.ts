import type { Escalation, IssueKind } from './analysis.ts';

const escalationWeight: Record<Escalation, number> = { none: 0, repeat: 0.4, churn: 0.5, public: 0.8, legal: 1 };

/**
 * How grave an issue is, 0..1: for a complaint 0.2 + 0.35 · |score| + 0.3 · escalation + 0.3 · danger, at most 1,
 * where escalation is 0 (none), 0.4 (repeat), 0.5 (churn), 0.8 (public) or 1 (legal), and danger is 1 when the comment
 * names harm to body or property. A suggestion counts half of that, a question and a mention a quarter, praise 0.
 */
export function severityOf(issue: { kind: IssueKind; score: number; escalation: Escalation; danger: boolean }): number {
  const share = issue.kind === 'complaint' ? 1 : issue.kind === 'suggestion' ? 0.5 : issue.kind === 'praise' ? 0 : 0.25;
  const full = 0.2 + 0.35 * Math.abs(issue.score) + 0.3 * escalationWeight[issue.escalation] + (issue.danger ? 0.3 : 0);
  return Math.round(share * Math.min(1, full) * 1e4) / 1e4;
}
