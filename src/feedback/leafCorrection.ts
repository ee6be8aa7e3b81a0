import { labelFeatures } from '../text/classify/labels.ts';

/** What reviewers of one house have taught about leaves; plain data. */
export interface LeafCorrections {
  /** Features of a clause are hashed into so many buckets (a power of two); see `labelFeatures`. */
  buckets: number;
  leaves: LeafWeights[];
}

/** Log-odds that are added to the verdict on a leaf: base + Σ weight of the features of its best clause / √(their number). */
export interface LeafWeights {
  code: string;
  base: number;
  /** Buckets, going up, and their weights. */
  features: number[];
  weights: number[];
}

export interface LeafCorrector {
  /** By leaf: 1 where it has corrections. */
  has: Uint8Array;
  /** What is added to the verdict on a leaf for a clause `text[start..end)`; 0 for other leaves. */
  of(label: number, text: string, start: number, end: number): number;
}

/** A clause holds fewer features. */
const featureLimit = 512;

/** `codes`: the leaves by their number. */
export function createLeafCorrector({ buckets, leaves }: LeafCorrections, codes: readonly string[]): LeafCorrector {
  const known = new Map(
    leaves.flatMap(({ code, base, features, weights }) => {
      const label = codes.indexOf(code);
      return label < 0 ? [] : [[label, { base, weights: new Map(features.map((f, i) => [f, weights[i]])) }] as const];
    }),
  );
  const out = new Int32Array(featureLimit);
  return {
    has: Uint8Array.from(codes, (_, label) => Number(known.has(label))),
    of(label, text, start, end) {
      const leaf = known.get(label);
      if (leaf === undefined) return 0;
      const count = labelFeatures(text, start, end, buckets, out);
      let sum = 0;
      for (let k = 0; k < count; k++) sum += leaf.weights.get(out[k]) ?? 0;
      return leaf.base + sum / Math.sqrt(Math.max(1, count));
    },
  };
}
