import { type CueMatcher, createCueMatcher } from '../text/classify/cues.ts';
import { domainMask } from './domain.ts';
import type { Taxonomy, TaxonomyLeaf } from './taxonomy.ts';

/** What a cue says about its leaf. */
export const CueRole = { Aspect: 0, Negative: 1, Positive: 2, Not: 3 } as const;
export type CueRole = (typeof CueRole)[keyof typeof CueRole];

/** All cues of one taxonomy, compiled. Arrays are indexed by the number of the cue. */
export interface LeafCues {
  matcher: CueMatcher;
  leaf: Int32Array;
  role: Uint8Array;
  /** The cue is one word or one of several: longer words hide it. */
  plain: Uint8Array;
  /** Index into `scopes`. */
  scope: Int32Array;
  /** The different sets of kinds of business, as bits (see `domainMask`). */
  scopes: Int32Array;
}

const everywhere = -1;

export function compileLeafCues(taxonomy: Taxonomy, fold: (text: string) => string): LeafCues {
  const cues: string[] = [];
  const leaf: number[] = [];
  const role: CueRole[] = [];
  const add = (index: number, list: readonly string[], as: CueRole): void => {
    for (const cue of list) {
      cues.push(fold(cue));
      leaf.push(index);
      role.push(as);
    }
  };
  for (const [index, { aspects, opinions, not }] of taxonomy.leaves.entries()) {
    add(index, aspects, CueRole.Aspect);
    add(index, opinions.negative, CueRole.Negative);
    add(index, opinions.positive, CueRole.Positive);
    add(index, not, CueRole.Not);
  }
  const matcher = createCueMatcher(cues);
  const masks = matcher.cues.map((cue, i) => scopeOf(cue, taxonomy.leaves[leaf[i]], role[i]));
  const scopes = [...new Set(masks)];
  return {
    matcher,
    leaf: Int32Array.from(leaf),
    role: Uint8Array.from(role),
    plain: Uint8Array.from(matcher.cues, ({ parts }) => Number(parts.length === 1)),
    scope: Int32Array.from(masks, (mask) => scopes.indexOf(mask)),
    scopes: Int32Array.from(scopes),
  };
}

/** The scope of the cue itself, else (for aspects) that of its leaf. */
function scopeOf(cue: { domains: string[]; except: boolean }, leaf: TaxonomyLeaf, role: CueRole): number {
  if (cue.domains.length > 0) return cue.except ? ~domainMask(cue.domains) : domainMask(cue.domains);
  return role === CueRole.Aspect && leaf.domains.length > 0 ? domainMask(leaf.domains) : everywhere;
}
