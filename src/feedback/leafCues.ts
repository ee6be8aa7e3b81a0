import { type ParsedCue, parseCue } from '../text/classify/cueSyntax.ts';
import { type CueMatcher, createCueMatcher } from '../text/classify/cues.ts';
import { domainMask } from './domain.ts';
import type { Taxonomy, TaxonomyLeaf } from './taxonomy.ts';

/** What a cue says about its leaf; a signal says something beside the leaves. */
export const CueRole = { Aspect: 0, Negative: 1, Positive: 2, Not: 3, Signal: 4 } as const;
export type CueRole = (typeof CueRole)[keyof typeof CueRole];

/** A word or phrase that signals something beside the leaves, with the number of its group. */
export interface SignalCue {
  cue: string;
  group: number;
}

/** All cues of one taxonomy and of the signals, compiled. Arrays are indexed by the number of the cue. */
export interface LeafCues {
  matcher: CueMatcher;
  /** The number of the leaf; of a signal the number of its group. */
  leaf: Int32Array;
  role: Uint8Array;
  /** The cue is one word or one of several: longer words hide it. Never a signal. */
  plain: Uint8Array;
  /** The different sets of kinds of business, as bits (see `domainMask`): the scopes of the matcher. */
  scopes: Int32Array;
}

const everywhere = -1;

interface Cue {
  parsed: ParsedCue;
  leaf: number;
  role: CueRole;
  scope: number;
}

export function compileLeafCues(
  taxonomy: Taxonomy,
  signals: readonly SignalCue[],
  fold: (text: string) => string,
): LeafCues {
  const cues = taxonomy.leaves.flatMap((leaf, index) => cuesOf(leaf, index, fold));
  for (const { cue, group } of signals)
    cues.push({ parsed: parseCue(cue), leaf: group, role: CueRole.Signal, scope: everywhere });
  const scopes = [...new Set(cues.map(({ scope }) => scope))];
  const matcher = createCueMatcher(
    cues.map(({ parsed }) => parsed),
    cues.map(({ scope }) => scopes.indexOf(scope)),
  );
  return {
    matcher,
    leaf: Int32Array.from(cues, ({ leaf }) => leaf),
    role: Uint8Array.from(cues, ({ role }) => role),
    plain: Uint8Array.from(cues, ({ parsed, role }) => Number(role !== CueRole.Signal && parsed.parts.length === 1)),
    scopes: Int32Array.from(scopes),
  };
}

function cuesOf(leaf: TaxonomyLeaf, index: number, fold: (text: string) => string): Cue[] {
  const lists: [readonly string[], CueRole][] = [
    [leaf.aspects, CueRole.Aspect],
    [leaf.opinions.negative, CueRole.Negative],
    [leaf.opinions.positive, CueRole.Positive],
    [leaf.not, CueRole.Not],
  ];
  return lists.flatMap(([list, role]) =>
    list.map((cue) => {
      const parsed = parseCue(fold(cue));
      return { parsed, leaf: index, role, scope: scopeOf(parsed, leaf, role) };
    }),
  );
}

/** The scope of the cue itself, else (for aspects) that of its leaf. */
function scopeOf(cue: ParsedCue, leaf: TaxonomyLeaf, role: CueRole): number {
  if (cue.domains.length > 0) return cue.except ? ~domainMask(cue.domains) : domainMask(cue.domains);
  return role === CueRole.Aspect && leaf.domains.length > 0 ? domainMask(leaf.domains) : everywhere;
}
