import type { Clause } from './clause/clause.ts';
import type { Tokens } from './segment/tokens.ts';

/** A text made ready for reading: every later stage takes this. All offsets are into `text` and `tokens.text` alike. */
export interface Document {
  /** As received. */
  readonly text: string;
  /** The folded text and its tokens. */
  readonly tokens: Tokens;
  /** In order; together they cover every token that is not a space or a mark between clauses. */
  readonly clauses: Clause[];
}
