import { describe, expect, it } from 'vitest';
import { kMeansStep } from '../../../src/artefacts/kMeansStep.ts';
import { adjustedRandIndex } from '../../../src/text/maths/partitions.ts';
import { createRandom } from '../../../src/text/maths/random.ts';
import { fitKMeans, kMeansDefaults, memberships, unitVector } from '../../../src/text/topics/kmeans.ts';

const watch = { progress: () => {}, cancelled: () => false };

/** Three bundles of directions. */
function bundles(count: number): { points: Float32Array[]; truth: number[] } {
  const random = createRandom(3);
  const truth = Array.from({ length: count }, (_, i) => i % 3);
  const points = truth.map((k) =>
    unitVector(
      [0, 1, 2].map((axis) => (axis === k ? 1 : 0) + 0.3 * random()),
      new Float32Array(3),
    ),
  );
  return { points, truth };
}

describe('k-means', () => {
  it.each([60, 900])('finds bundles, %i points, above and below the batch size', (count) => {
    const { points, truth } = bundles(count);
    const fit = fitKMeans(points, { ...kMeansDefaults, clusters: 3, seed: 1, batch: 200 }, kMeansStep, watch)!;
    expect(adjustedRandIndex(fit.clusters, truth)).toBe(1);
    expect(fit.cohesion).toBeGreaterThan(0.9);
    for (const centre of fit.centres) expect(Math.hypot(...centre)).toBeCloseTo(1, 5);
  });

  it('is the same for the same seed', () => {
    const { points } = bundles(300);
    const twice = [1, 2].map(() =>
      fitKMeans(points, { ...kMeansDefaults, clusters: 4, seed: 9, batch: 100 }, kMeansStep, watch),
    );
    expect(twice[0]).toEqual(twice[1]);
  });

  it('takes fewer points than clusters, equal points, and points of length 0', () => {
    const equal = Array.from({ length: 5 }, () => Float32Array.from([1, 0]));
    const fit = fitKMeans(equal, { ...kMeansDefaults, clusters: 9, seed: 1 }, kMeansStep, watch)!;
    expect(fit.centres.length).toBe(5);
    expect(fit.cohesion).toBeCloseTo(1, 6);
    const empty = [new Float32Array(2), Float32Array.from([0, 1])];
    expect(fitKMeans(empty, { ...kMeansDefaults, clusters: 2, seed: 1 }, kMeansStep, watch)!.clusters.length).toBe(2);
  });

  it('stops when called off', () => {
    const { points } = bundles(30);
    const off = { progress: () => {}, cancelled: () => true };
    expect(fitKMeans(points, { ...kMeansDefaults, clusters: 3, seed: 1 }, kMeansStep, off)).toBeNull();
  });

  it('gives memberships that sum to 1 and favour the nearest', () => {
    const centres = [Float32Array.from([1, 0]), Float32Array.from([0, 1])];
    const near = memberships(Float32Array.from([0.8, 0.6]), centres);
    expect(near[0] + near[1]).toBeCloseTo(1, 12);
    expect(near[0]).toBeGreaterThan(near[1]);
    expect(memberships(centres[0], centres)[0]).toBeGreaterThan(0.99);
    expect(memberships(new Float32Array(2), centres)[0]).toBeCloseTo(0.5, 6);
  });
});
