import type { Escalation } from './analysis.ts';
import type { Cue } from './taxonomy.ts';

/** The word lists of labelling beside the taxonomies, as loaded from lexicons/escalation and lexicons/kind. */
export interface LabelCues {
  escalation: Record<Exclude<Escalation, 'none'>, Cue[]>;
  /** Danger to body or property. */
  safety: Cue[];
  suggestion: Cue[];
  notSuggestion: Cue[];
  question: Cue[];
  /** Questions that are complaints. */
  rhetorical: Cue[];
  /** Weakly positive about the aspect of its clause (「还行」). */
  faintPraise: Cue[];
  /** A polite complaint about the aspect of its clause (「一般」). */
  middling: Cue[];
  /** Words that turn round the opinion right behind them. */
  negators: string[];
  /** What may stand between a negator and the opinion. */
  fillers: string[];
}
