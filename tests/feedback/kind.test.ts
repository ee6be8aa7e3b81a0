import { describe, expect, it } from 'vitest';
import { commentKind, issueKind } from '../../src/feedback/kind.ts';
import type { ClauseSignals } from '../../src/feedback/signals.ts';

const calm: ClauseSignals = {
  escalation: 'none',
  danger: false,
  suggestion: false,
  question: false,
  rhetorical: false,
  enquiry: false,
  verdict: 0,
};

describe('kind of an issue', () => {
  it.each([
    [-1, {}, 'complaint'],
    [1, {}, 'praise'],
    [0, {}, 'mention'],
    [-1, { suggestion: true }, 'suggestion'],
    [1, { suggestion: true }, 'praise'],
    [0, { question: true }, 'question'],
    [-1, { question: true }, 'complaint'],
  ] as const)('%s %o is a %s', (polarity, signals, kind) => {
    expect(issueKind(polarity, { suggestion: false, question: false, ...signals })).toBe(kind);
  });
});

describe('kind of a comment', () => {
  it.each([
    [[], {}, 'neutral', 'mention'],
    [[], {}, 'positive', 'praise'],
    [[], {}, 'negative', 'complaint'],
    [[], { question: true }, 'neutral', 'question'],
    [[], { question: true }, 'negative', 'complaint'],
    [[], { question: true, enquiry: true }, 'negative', 'question'],
    [[], { question: true, enquiry: true }, 'very_negative', 'complaint'],
    [[], { suggestion: true }, 'neutral', 'suggestion'],
    [[], { rhetorical: true }, 'neutral', 'complaint'],
    [['praise', 'complaint'], {}, 'positive', 'praise'],
    [['praise', 'complaint'], {}, 'mixed', 'complaint'],
    [['suggestion'], {}, 'negative', 'suggestion'],
    [['question', 'mention'], {}, 'neutral', 'question'],
  ] as const)('%j %o %s is a %s', (kinds, signals, label, kind) => {
    expect(commentKind(kinds, [{ ...calm, ...signals }], label, 'none')).toBe(kind);
  });

  it('a comment that escalates complains', () => {
    expect(commentKind(['praise'], [calm], 'positive', 'repeat')).toBe('complaint');
  });
});
