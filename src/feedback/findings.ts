import type { CueHits } from '../text/classify/cues.ts';
import type { Clause } from '../text/clause/clause.ts';
import { CueRole, type LeafCues } from './leafCues.ts';
import type { NegationCheck } from './negator.ts';

export interface Judged {
  /** Log-odds of the leaf in the clause. */
  weight: number;
  /** Probability that a reader gives the comment the leaf. */
  probability: number;
  /** How readers judge the leaf where they name it, −1..1. */
  leaning: number;
}

/** What one clause says about one leaf: its polarity when the words themselves say it, else 0. */
export interface Finding {
  leaf: number;
  polarity: -1 | 0 | 1;
  /** The words that say it; the whole clause where no cue does. */
  start: number;
  end: number;
  byCue: boolean;
  /** What the learned model says of it (see `LeafModel`), null without one. */
  judged: Judged | null;
}

/**
 * Reads the leaves of one clause from what its cues matched. A leaf about which the clause says nothing, in so many words
 * («没有投诉»), gets its mark in `denied`.
 */
export type FindingReader = (text: string, clause: Clause, hits: CueHits, denied: Uint8Array) => Finding[];

export function createFindingReader(cues: LeafCues, isNegated: NegationCheck): FindingReader {
  let hidden = new Uint8Array(256);

  return (text, clause, hits, denied) => {
    if (hits.count === 0) return [];
    if (hidden.length < hits.count) hidden = new Uint8Array(hits.count * 2);
    hideCovered(cues, hits, hidden);
    const findings: Finding[] = [];
    let ruledOut: number[] | null = null;
    for (let h = 0; h < hits.count; h++) {
      if (hidden[h]) continue;
      const cue = hits.cue[h];
      const role = cues.role[cue];
      if (role === CueRole.Not) {
        ruledOut ??= [];
        ruledOut.push(cues.leaf[cue]);
        denied[cues.leaf[cue]] = 1;
        continue;
      }
      const start = hits.start[h];
      const end = hits.end[h];
      const polarity =
        role === CueRole.Aspect
          ? 0
          : signOf(role, isNegated(text, clause.start, start) !== deniedWithin(hits, h, text, isNegated));
      addFinding(findings, cues.leaf[cue], polarity, start, end);
    }
    return ruledOut === null ? findings : findings.filter(({ leaf }) => !ruledOut.includes(leaf));
  };
}

/** What ends some sequences and is no opinion that could be denied: 「包装不太好」 does not praise by its 「太」. */
function isBareDegree(text: string, start: number, end: number): boolean {
  return end - start === 1 && (text[start] === '太' || text[start] === '很');
}

/** True when a negator stands before the last words of a sequence («包装» 没有 «破损»), behind its first ones. */
function deniedWithin(hits: CueHits, h: number, text: string, isNegated: NegationCheck): boolean {
  const from = hits.innerEnd[h];
  const at = hits.lastStart[h];
  return at > from && isNegated(text, from, at) && !isBareDegree(text, at, hits.end[h]);
}

function signOf(role: number, negated: boolean): -1 | 1 {
  return (role === CueRole.Positive) !== negated ? 1 : -1;
}

/** One finding a leaf and polarity, over the first words that say it; an opinion takes the place of a mere aspect. */
function addFinding(findings: Finding[], leaf: number, polarity: -1 | 0 | 1, start: number, end: number): void {
  let aspect = -1;
  for (let i = 0; i < findings.length; i++) {
    const known = findings[i];
    if (known.leaf !== leaf) continue;
    if (polarity === 0 || known.polarity === polarity) return;
    if (known.polarity === 0) aspect = i;
  }
  const finding: Finding = { leaf, polarity, start, end, byCue: true, judged: null };
  if (aspect < 0) findings.push(finding);
  else findings[aspect] = finding;
}

/** Hides signals, and plain words that lie in a longer plain word. */
function hideCovered(cues: LeafCues, hits: CueHits, hidden: Uint8Array): void {
  // Of the plain hits that end here or later, the one that starts first.
  let leftmost = Number.POSITIVE_INFINITY;
  let leftmostEnd = 0;
  for (let last = hits.count - 1; last >= 0; ) {
    let first = last;
    while (first > 0 && hits.end[first - 1] === hits.end[last]) first--;
    // Hits with one end come longest first.
    for (let h = first; h <= last; h++) {
      hidden[h] = Number(cues.role[hits.cue[h]] === CueRole.Signal);
      if (!cues.plain[hits.cue[h]]) continue;
      if (hits.start[h] > leftmost || (hits.start[h] === leftmost && hits.end[h] < leftmostEnd)) hidden[h] = 1;
      else if (hits.start[h] < leftmost) {
        leftmost = hits.start[h];
        leftmostEnd = hits.end[h];
      }
    }
    last = first - 1;
  }
}
