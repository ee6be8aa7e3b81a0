import { kmeans } from 'ml-kmeans';
import type { KMeansStep } from '../text/topics/kmeans.ts';

/** One step of ml-kmeans: the centres are scaled between steps, which it cannot do itself. */
export const kMeansStep: KMeansStep = (points, centres) => {
  // It reads its rows by index only, so typed arrays do, and cost a fifth of the memory.
  const rows = points as unknown as number[][];
  const result = kmeans(rows, centres.length, {
    initialization: centres as unknown as number[][],
    maxIterations: 1,
  });
  return { clusters: result.clusters, centres: result.centroids };
};
