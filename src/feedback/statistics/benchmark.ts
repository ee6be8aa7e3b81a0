import { adjustForDiscovery, normalTail } from '../../text/maths/significance.ts';

export const representations = ['over', 'under', 'same'] as const;
export type Representation = (typeof representations)[number];

export interface BenchmarkedLeaf {
  code: string;
  own: number;
  other: number;
  ownShare: number;
  otherShare: number;
  /** Of the log-odds ratio; above 0, more in our comments. */
  z: number;
  q: number;
  represented: Representation;
  /** Others are told about it, we hardly ever: a blind spot. */
  blindSpot: boolean;
}

const level = 0.05;
/** A leaf that others have in this share of their comments is worth knowing of. */
const notable = 0.01;
/** At most this part of the share of the others is "hardly ever". */
const hardlyEver = 0.2;

/**
 * Leaves of our comments against those of others by the log-odds ratio with a prior of half a comment in each cell (Haldane
 * 1956), its z and Benjamini–Hochberg over all leaves. `n`, `m`: comments of both sides.
 */
export function benchmarkLeaves(
  leaves: readonly { code: string; own: number; other: number }[],
  n: number,
  m: number,
): BenchmarkedLeaf[] {
  if (n === 0 || m === 0) return [];
  const scores = leaves.map(({ own, other }) => {
    const cells = [own + 0.5, n - own + 0.5, other + 0.5, m - other + 0.5] as const;
    const ratio = Math.log(cells[0] / cells[1]) - Math.log(cells[2] / cells[3]);
    return ratio / Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0));
  });
  const adjusted = adjustForDiscovery(scores.map((z) => Math.min(1, 2 * normalTail(Math.abs(z)))));
  return leaves
    .map((leaf, i): BenchmarkedLeaf => {
      const [ownShare, otherShare] = [leaf.own / n, leaf.other / m];
      const [z, q] = [scores[i]!, adjusted[i]!];
      const represented = q > level ? 'same' : z > 0 ? 'over' : 'under';
      const blindSpot = represented === 'under' && otherShare >= notable && ownShare <= hardlyEver * otherShare;
      return { ...leaf, ownShare, otherShare, z, q, represented, blindSpot };
    })
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.code < b.code ? -1 : 1));
}
