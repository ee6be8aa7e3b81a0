import type { Analysis, ConflictType, Issue, SentimentLabel } from '../../api/types.ts';

/** An issue as the reviewer wants it; `original` is what the machine found, null for one that was added. */
export interface DraftIssue {
  key: number;
  original: Pick<Issue, 'code' | 'sentiment'> | null;
  code: string;
  label: SentimentLabel;
  removed: boolean;
  evidence: { start: number; end: number }[];
}

export interface Draft {
  sentiment: SentimentLabel;
  ratingValid: boolean;
  conflictType: ConflictType | null;
  issues: DraftIssue[];
  note: string;
}

export function draftOf(analysis: Analysis): Draft {
  return {
    sentiment: analysis.sentiment.label,
    ratingValid: true,
    conflictType: analysis.conflict?.flagged ? analysis.conflict.type : null,
    issues: analysis.issues.map(({ code, sentiment, evidence }, key) => ({
      key,
      original: { code, sentiment },
      code,
      label: sentiment.label,
      removed: false,
      evidence: evidence.map(({ start, end }) => ({ start, end })),
    })),
    note: '',
  };
}

/** What `fix` takes: only what differs from the analysis. Null when nothing does. */
export function fixOf(draft: Draft, analysis: Analysis): object | null {
  const before = draftOf(analysis);
  const fix: Record<string, unknown> = {};
  if (draft.sentiment !== before.sentiment) fix.sentiment = draft.sentiment;
  if (!draft.ratingValid) fix.ratingValid = false;
  if (draft.conflictType !== before.conflictType) fix.conflictType = draft.conflictType;
  const issues = draft.issues.flatMap((issue) => changeOf(issue));
  if (issues.length > 0) fix.issues = issues;
  if (Object.keys(fix).length === 0) return null;
  return draft.note.trim() === '' ? fix : { ...fix, note: draft.note.trim() };
}

function changeOf({ original, code, label, removed, evidence }: DraftIssue): object[] {
  if (original === null) return removed ? [] : [{ op: 'add', code, sentiment: label, evidence }];
  const which = { code: original.code, sentiment: original.sentiment.label };
  if (removed) return [{ op: 'remove', ...which }];
  const to = {
    ...(code === original.code ? {} : { code }),
    ...(label === original.sentiment.label ? {} : { sentiment: label }),
  };
  return Object.keys(to).length === 0 ? [] : [{ op: 'change', ...which, to }];
}
