import type { Expert } from './model.ts';

/** What kind of text is at hand, as a classifier tells: a probability for each name. */
export interface KindReader {
  names: readonly string[];
  /** `folded`: the folded text. The answer is valid until the next call. */
  read(folded: string): Float64Array;
}

/** Shares below this are left out: they would cost time and change nothing. */
const negligible = 0.05;

/** The experts that have a say in a text: expert `expert[a]` with `share[a]`, 0..1, for a below `count`. */
export interface Shares {
  count: number;
  expert: Int32Array;
  share: Float64Array;
}

/** Without kinds no expert has a say. Shares are overwritten by the next call. */
export function createShareReader(experts: Expert[], names: readonly string[]): (kinds: Float64Array | null) => Shares {
  const expertOf = Int32Array.from(names, (name) => experts.findIndex(({ kinds }) => kinds.includes(name)));
  const all = new Float64Array(experts.length);
  const shares: Shares = {
    count: 0,
    expert: new Int32Array(experts.length),
    share: new Float64Array(experts.length),
  };
  return (kinds) => {
    shares.count = 0;
    if (kinds === null) return shares;
    all.fill(0);
    for (let kind = 0; kind < expertOf.length; kind++) if (expertOf[kind] >= 0) all[expertOf[kind]] += kinds[kind];
    for (let e = 0; e < all.length; e++) {
      if (all[e] < negligible) continue;
      shares.expert[shares.count] = e;
      shares.share[shares.count++] = all[e];
    }
    return shares;
  };
}
