import type { CueHits } from '../text/classify/cues.ts';
import type { Clause } from '../text/clause/clause.ts';
import { type Escalation, escalations } from './analysis.ts';
import type { LabelCues } from './labelCues.ts';
import { CueRole, type LeafCues, type SignalCue } from './leafCues.ts';
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

export function signalCues(lists: LabelCues): SignalCue[] {
  const all = { ...lists.escalation, ...lists };
  return groups.flatMap((name, group) => all[name].map((cue) => ({ cue, group })));
}

/** Reads the signals of a clause from what its cues matched. An escalating word behind a negator does not count. */
export type SignalReader = (text: string, clause: Clause, hits: CueHits) => ClauseSignals;

export function createSignalReader({ role, leaf }: LeafCues, isNegated: NegationCheck): SignalReader {
  return (text, clause, hits) => {
    let found = 0;
    for (let h = 0; h < hits.count; h++) {
      if (role[hits.cue[h]] !== CueRole.Signal) continue;
      const group = leaf[hits.cue[h]];
      if (group < deniable && isNegated(text, clause.start, hits.start[h])) continue;
      found |= 1 << group;
    }
    if (found === 0) return clause.question ? asking : calm;
    return signals(found, clause.question);
  };
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
