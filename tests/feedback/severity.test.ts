import { describe, expect, it } from 'vitest';
import { escalations } from '../../src/feedback/analysis.ts';
import { severityOf } from '../../src/feedback/severity.ts';

const complaint = { kind: 'complaint', score: -0.6, escalation: 'none', danger: false } as const;

describe('severityOf', () => {
  it('follows the formula', () => {
    expect(severityOf(complaint)).toBe(0.41);
    expect(severityOf({ ...complaint, score: 0 })).toBe(0.2);
    expect(severityOf({ ...complaint, score: -1, escalation: 'legal', danger: true })).toBe(1);
  });

  it('rises with the escalation and with danger', () => {
    const grades = escalations.map((escalation) => severityOf({ ...complaint, escalation }));
    expect(grades).toEqual([...grades].sort((a, b) => a - b));
    expect(new Set(grades).size).toBe(grades.length);
    expect(severityOf({ ...complaint, danger: true })).toBeGreaterThan(severityOf(complaint));
  });

  it('takes suggestions, questions and praise lighter', () => {
    const kinds = ['complaint', 'suggestion', 'question', 'praise'] as const;
    const grades = kinds.map((kind) => severityOf({ ...complaint, kind }));
    expect(grades).toEqual([...grades].sort((a, b) => b - a));
    expect(grades.at(-1)).toBe(0);
  });
});
