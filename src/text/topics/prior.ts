import type { Layout } from './layout.ts';

const steps = 10;
const smallest = 1e-3;

/**
 * Asymmetric Dirichlet prior of the documents by Minka's fixed point ("Estimating a Dirichlet distribution", 2000, eq. 55):
 * α_k ← α_k Σ_d [ψ(n_dk + α_k) − ψ(α_k)] / Σ_d [ψ(n_d + α) − ψ(α)]. The differences of ψ are sums of 1 / (α + i) over
 * histograms of the counts (Wallach 2008, thesis, section 2.4), so no ψ is taken.
 */
export function optimiseAlpha(layout: Layout, alpha: Float64Array): Float64Array {
  const { byTopic, lengths, longest } = countHistograms(layout);
  const result = Float64Array.from(alpha);
  for (let step = 0; step < steps; step++) {
    let sum = 0;
    for (const value of result) sum += value;
    const denominator = digammaSum(lengths, 0, longest, sum);
    if (denominator === 0) return result;
    for (let k = 0; k < result.length; k++) {
      const numerator = digammaSum(byTopic, k * (longest + 1), longest, result[k]);
      result[k] = Math.max(smallest, (result[k] * numerator) / denominator);
    }
  }
  return result;
}

/** Σ_n histogram[n] · Σ_{i<n} 1 / (i + a) */
function digammaSum(histogram: Uint32Array, at: number, longest: number, a: number): number {
  let difference = 0;
  let sum = 0;
  for (let n = 1; n <= longest; n++) {
    difference += 1 / (n - 1 + a);
    sum += histogram[at + n] * difference;
  }
  return sum;
}

interface Histograms {
  /** [topics][longest + 1]: how many documents hold n tokens of the topic. */
  byTopic: Uint32Array;
  /** [longest + 1]: how many documents hold n tokens. */
  lengths: Uint32Array;
  longest: number;
}

function countHistograms({ offsets, assigned, topics, documents }: Layout): Histograms {
  let longest = 0;
  for (let d = 0; d < documents; d++) longest = Math.max(longest, offsets[d + 1] - offsets[d]);
  const byTopic = new Uint32Array(topics * (longest + 1));
  const lengths = new Uint32Array(longest + 1);
  const counts = new Uint32Array(topics);
  for (let d = 0; d < documents; d++) {
    lengths[offsets[d + 1] - offsets[d]]++;
    for (let t = offsets[d]; t < offsets[d + 1]; t++) counts[assigned[t]]++;
    for (let t = offsets[d]; t < offsets[d + 1]; t++) {
      const k = assigned[t];
      if (counts[k] > 0) byTopic[k * (longest + 1) + counts[k]]++;
      counts[k] = 0;
    }
  }
  return { byTopic, lengths, longest };
}
