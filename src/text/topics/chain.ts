import { createRandom, mixSeeds } from '../maths/random.ts';
import { type Crew, Phase } from './crew.ts';
import { type Layout, mergeParts, resultsOf, setAlpha } from './layout.ts';

/** One Markov chain of the sampler on a laid-out memory. Methods that sample answer false when they were called off. */
export interface Chain {
  /** Random topics, fresh counts. */
  start(seed: number): void;
  sweep(): boolean;
  /** Mean log-likelihood of a token, natural logarithm; null when called off. */
  logLikelihood(): number | null;
  /** The topics as they are, to come back to. */
  save(): SavedChain;
  restore(saved: SavedChain): void;
}

export interface SavedChain {
  seed: number;
  sweeps: number;
  assigned: Uint8Array;
  alpha: Float32Array;
}

export function createChain(layout: Layout, crew: Crew): Chain {
  let seed = 0;
  let sweeps = 0;
  return {
    start(newSeed) {
      seed = newSeed;
      sweeps = 0;
      const random = createRandom(seed);
      const { assigned, topics } = layout;
      for (let t = 0; t < assigned.length; t++) assigned[t] = Math.floor(random() * topics);
      recount(layout);
    },
    sweep() {
      if (!crew.run(Phase.Sample, mixSeeds(seed, sweeps++)) || !crew.run(Phase.Merge, 0)) return false;
      sumParts(layout);
      return true;
    },
    logLikelihood() {
      if (!crew.run(Phase.Likelihood, 0)) return null;
      let sum = 0;
      for (const part of resultsOf(layout.memory)) sum += part;
      return layout.words.length === 0 ? 0 : sum / layout.words.length;
    },
    save: () => ({ seed, sweeps, assigned: layout.assigned.slice(), alpha: layout.alpha.slice() }),
    restore(saved) {
      seed = saved.seed;
      sweeps = saved.sweeps;
      layout.assigned.set(saved.assigned);
      setAlpha(layout, saved.alpha.subarray(0, layout.topics));
      recount(layout);
    },
  };
}

/** Counts from the topics of the tokens. */
function recount({ counts, totals, words, assigned, row }: Layout): void {
  counts.fill(0);
  totals.fill(0);
  for (let t = 0; t < words.length; t++) {
    counts[words[t] * row + assigned[t]]++;
    totals[assigned[t]]++;
  }
}

function sumParts({ totals, partTotals, row }: Layout): void {
  for (let k = 0; k < row; k++) {
    let sum = 0;
    for (let part = 0; part < mergeParts; part++) sum += partTotals[part * row + k];
    totals[k] = sum;
  }
}
