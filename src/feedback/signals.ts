import { createCueMatcher } from '../text/classify/cues.ts';
import type { Document } from '../text/document.ts';
import { type Escalation, escalations } from './analysis.ts';
import type { LabelCues } from './labelCues.ts';
import type { NegationCheck } from './negator.ts';

/** What one clause signals beside its leaves. */
export interface ClauseSignals {
  escalation: Escalation;
  danger: boolean;
  suggestion: boolean;
  /** Asks for information. */
  question: boolean;
  /** Asks, but means a complaint (「为什么不适配？」). */
  rhetorical: boolean;
  /** Asks in so many words (「请问」), not by a question mark alone. */
  enquiry: boolean;
  /** A weak verdict on the aspect of the clause: 1 「还行」, −1 「一般」, 0 none. */
  verdict: -1 | 0 | 1;
}

const calm: ClauseSignals = {
  escalation: 'none',
  danger: false,
  suggestion: false,
  question: false,
  rhetorical: false,
  enquiry: false,
  verdict: 0,
};
const asking: ClauseSignals = { ...calm, question: true };
const groups = [
  'repeat',
  'churn',
  'public',
  'legal',
  'safety',
  'suggestion',
  'notSuggestion',
  'question',
  'rhetorical',
  'faintPraise',
  'middling',
] as const;
/** Groups below this number do not count behind a negator. */
const deniable = groups.indexOf('suggestion');

/** Reads the signals of each clause of a document. An escalating word behind a negator does not count. */
export function createSignalReader(
  lists: LabelCues,
  isNegated: NegationCheck,
): (document: Document) => ClauseSignals[] {
  const cues: string[] = [];
  const groupOf: number[] = [];
  const all = { ...lists.escalation, ...lists };
  for (const [number, group] of groups.entries())
    for (const cue of all[group]) {
      cues.push(cue);
      groupOf.push(number);
    }
  const matcher = createCueMatcher(cues);

  return ({ tokens, clauses }) =>
    clauses.map((clause) => {
      const hits = matcher.match(tokens.text, clause.start, clause.end);
      if (hits.count === 0) return clause.question ? asking : calm;
      let found = 0;
      for (let h = 0; h < hits.count; h++) {
        const group = groupOf[hits.cue[h]];
        if (group < deniable && isNegated(tokens.text, clause.start, hits.start[h])) continue;
        found |= 1 << group;
      }
      return signals(found, clause.question);
    });
}

function signals(found: number, marked: boolean): ClauseSignals {
  const has = (group: (typeof groups)[number]): boolean => (found & (1 << groups.indexOf(group))) !== 0;
  const rhetorical = has('rhetorical');
  return {
    escalation: has('legal')
      ? 'legal'
      : has('public')
        ? 'public'
        : has('churn')
          ? 'churn'
          : has('repeat')
            ? 'repeat'
            : 'none',
    danger: has('safety'),
    suggestion: has('suggestion') && !has('notSuggestion'),
    question: (marked || has('question')) && !rhetorical,
    rhetorical,
    enquiry: has('question') && !rhetorical,
    verdict: has('faintPraise') ? 1 : has('middling') ? -1 : 0,
  };
}

/** The graver of two. */
export function graver(a: Escalation, b: Escalation): Escalation {
  return escalations.indexOf(a) >= escalations.indexOf(b) ? a : b;
}
