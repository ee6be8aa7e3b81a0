import type { Word } from '../text/classify/cueSyntax.ts';
import type { CueHits } from '../text/classify/cues.ts';
import type { Clause } from '../text/clause/clause.ts';
import { CueRole, type LeafCues } from './leafCues.ts';
import type { NegationCheck } from './negator.ts';

/** What one clause says about one leaf: its polarity when the words themselves say it, else 0. */
export interface Finding {
  leaf: number;
  polarity: -1 | 0 | 1;
  /** The words that say it. */
  start: number;
  end: number;
}

/** Makes the reader of one taxonomy's cues. `open` says which scopes count for the comment at hand. */
export function createFindingReader(
  cues: LeafCues,
  isNegated: NegationCheck,
): (text: string, clause: Clause, open: Uint8Array) => Finding[] {
  let hidden = new Uint8Array(256);

  return (text, clause, open) => {
    const hits = cues.matcher.match(text, clause.start, clause.end);
    if (hits.count === 0) return [];
    if (hidden.length < hits.count) hidden = new Uint8Array(hits.count * 2);
    hideUnfit(cues, hits, open, hidden);
    const findings: Finding[] = [];
    let denied: number[] | null = null;
    for (let h = 0; h < hits.count; h++) {
      if (hidden[h]) continue;
      const cue = hits.cue[h];
      const role = cues.role[cue];
      if (role === CueRole.Not) {
        denied ??= [];
        denied.push(cues.leaf[cue]);
        continue;
      }
      const start = hits.start[h];
      const end = hits.end[h];
      const polarity =
        role === CueRole.Aspect
          ? 0
          : signOf(role, isNegated(text, clause.start, start) !== deniedWithin(cues, cue, text, start, end, isNegated));
      addFinding(findings, { leaf: cues.leaf[cue], polarity, start, end });
    }
    const kept = denied === null ? findings : findings.filter(({ leaf }) => !denied.includes(leaf));
    const opinions = kept.some((f) => f.polarity !== 0);
    if (!opinions) return kept;
    return kept.filter((f) => f.polarity !== 0 || !kept.some((g) => g.leaf === f.leaf && g.polarity !== 0));
  };
}

/** What ends some sequences and is no opinion that could be denied: 「包装不太好」 does not praise by its 「太」. */
const bareDegrees: ReadonlySet<string> = new Set(['太', '很']);

/** True when a negator stands before the last words of a sequence («包装» 没有 «破损»), behind its first ones. */
function deniedWithin(
  cues: LeafCues,
  cue: number,
  text: string,
  start: number,
  end: number,
  isNegated: NegationCheck,
): boolean {
  const { kind, parts } = cues.matcher.cues[cue];
  if (kind !== 'sequence' || parts.length !== 2) return false;
  const from = start + longest(parts[0], (word) => text.startsWith(word, start));
  const at = end - longest(parts[1], (word) => text.endsWith(word, end));
  return at > from && !bareDegrees.has(text.slice(at, end)) && isNegated(text, from, at);
}

/** Length of the longest of the words that fits. */
function longest(words: readonly Word[], fits: (word: string) => boolean): number {
  let most = 0;
  for (const { text } of words) if (text.length > most && fits(text)) most = text.length;
  return most;
}

function signOf(role: number, negated: boolean): -1 | 1 {
  return (role === CueRole.Positive) !== negated ? 1 : -1;
}

/** One finding a leaf and polarity, over the first words that say it. */
function addFinding(findings: Finding[], finding: Finding): void {
  if (!findings.some((f) => f.leaf === finding.leaf && f.polarity === finding.polarity)) findings.push(finding);
}

/** Hides the hits of other kinds of business, and plain words that lie in a longer plain word. */
function hideUnfit(cues: LeafCues, hits: CueHits, open: Uint8Array, hidden: Uint8Array): void {
  // Of the plain hits that end here or later, the one that starts first.
  let leftmost = Number.POSITIVE_INFINITY;
  let leftmostEnd = 0;
  for (let last = hits.count - 1; last >= 0; ) {
    let first = last;
    while (first > 0 && hits.end[first - 1] === hits.end[last]) first--;
    // Hits with one end come longest first.
    for (let h = first; h <= last; h++) {
      hidden[h] = open[cues.scope[hits.cue[h]]] ^ 1;
      if (hidden[h] || !cues.plain[hits.cue[h]]) continue;
      if (hits.start[h] > leftmost || (hits.start[h] === leftmost && hits.end[h] < leftmostEnd)) hidden[h] = 1;
      else if (hits.start[h] < leftmost) {
        leftmost = hits.start[h];
        leftmostEnd = hits.end[h];
      }
    }
    last = first - 1;
  }
}
