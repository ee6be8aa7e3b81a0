import { createRandom, mixSeeds, type Random, randomBelow } from '../maths/random.ts';

/** One step of k-means from given centres: nearest centre of each point, then the means. Handed in, see `artefacts`. */
export type KMeansStep = (
  points: Float32Array[],
  centres: Float32Array[],
) => { clusters: number[]; centres: number[][] };

export interface KMeansParameters {
  clusters: number;
  seed: number;
  starts: number;
  /** Steps a start, at most. */
  steps: number;
  /** Up to so many points each step takes all; above, starts run on a sample of this size and end in mini-batches of it. */
  batch: number;
}

export const kMeansDefaults = { starts: 10, steps: 15, batch: 4096 };

export interface KMeansFit {
  /** Of length 1 each. */
  centres: Float32Array[];
  /** Nearest centre of each point. */
  clusters: Uint16Array;
  /** Mean cosine of a point and its centre, −1..1. */
  cohesion: number;
}

/** Largest movement of a centre (squared) at which a start has arrived. */
const tolerance = 1e-5;
/** Passes over all points in mini-batches. */
const passes = 2;

/**
 * Spherical k-means (Dhillon & Modha 2001): points of length 1, centres scaled to length 1 after each step, several starts
 * from k-means++ centres (Arthur & Vassilvitskii 2007), the start of the best cohesion is kept. Above `batch` points the
 * starts run on a sample, and the best one goes over all points in mini-batches (Sculley 2010). At least one point.
 * Points of length 0 (comments without words) go where the first centre is. Null when called off.
 */
export function fitKMeans(
  points: Float32Array[],
  parameters: KMeansParameters,
  step: KMeansStep,
  watch: { progress(done: number, total: number): void; cancelled(): boolean },
): KMeansFit | null {
  const { starts, seed, batch } = parameters;
  const clusters = Math.min(parameters.clusters, points.length);
  const order = points.length > batch ? shuffled(points.length, createRandom(mixSeeds(seed, 0xba7c4))) : null;
  const sample = order ? Array.from(order.subarray(0, batch), (i) => points[i]) : points;
  const total = starts * parameters.steps + (order ? passes * Math.ceil(points.length / batch) : 0);
  let best: { centres: Float32Array[]; cohesion: number } | null = null;
  for (let start = 0; start < starts; start++) {
    let centres = firstCentres(sample, clusters, createRandom(mixSeeds(seed, start)));
    let moved = Infinity;
    for (let i = 0; i < parameters.steps && moved > tolerance; i++) {
      if (watch.cancelled()) return null;
      const next = step(sample, centres).centres.map((centre, k) => unitVector(centre, centres[k]));
      moved = Math.max(...next.map((centre, k) => squaredDistance(centre, centres[k])));
      centres = next;
      watch.progress(start * parameters.steps + i + 1, total);
    }
    const { cohesion } = assign(sample, centres);
    if (best === null || cohesion > best.cohesion) best = { centres, cohesion };
  }
  let { centres } = best!;
  if (order) {
    const refined = refine(points, order, batch, centres, step, (done) => {
      watch.progress(starts * parameters.steps + done, total);
      return !watch.cancelled();
    });
    if (refined === null) return null;
    centres = refined;
  }
  return { centres, ...assign(points, centres) };
}

/** Mini-batches in the given order; a centre is the mean of all points it has had. */
function refine(
  points: Float32Array[],
  order: Uint32Array,
  batch: number,
  start: Float32Array[],
  step: KMeansStep,
  goOn: (done: number) => boolean,
): Float32Array[] | null {
  const sums = start.map((centre) => Float64Array.from(centre));
  const sizes = new Float64Array(start.length).fill(1);
  let centres = start;
  let done = 0;
  for (let pass = 0; pass < passes; pass++)
    for (let from = 0; from < order.length; from += batch) {
      const part = Array.from(order.subarray(from, from + batch), (i) => points[i]);
      const result = step(part, centres);
      for (const [i, k] of result.clusters.entries()) {
        sizes[k]++;
        for (let c = 0; c < sums[k].length; c++) sums[k][c] += part[i][c];
      }
      centres = sums.map((sum, k) => unitVector(sum, centres[k]));
      if (!goOn(++done)) return null;
    }
  return centres;
}

/** k-means++: each further centre by chance in proportion to the squared distance to the nearest one so far. */
export function firstCentres(points: Float32Array[], count: number, random: Random): Float32Array[] {
  const centres = [points[randomBelow(random, points.length)]];
  const nearest = new Float64Array(points.length).fill(Infinity);
  while (centres.length < count) {
    const newest = centres[centres.length - 1];
    let sum = 0;
    for (let i = 0; i < points.length; i++) {
      nearest[i] = Math.min(nearest[i], squaredDistance(points[i], newest));
      sum += nearest[i];
    }
    let left = random() * sum;
    let chosen = 0;
    while (chosen < points.length - 1 && left >= nearest[chosen]) left -= nearest[chosen++];
    centres.push(points[chosen]);
  }
  return centres;
}

/** The centre of largest cosine for each point. */
export function assign(points: Float32Array[], centres: Float32Array[]): { clusters: Uint16Array; cohesion: number } {
  const clusters = new Uint16Array(points.length);
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    let best = -Infinity;
    for (let k = 0; k < centres.length; k++) {
      const cosine = dot(points[i], centres[k]);
      if (cosine <= best) continue;
      best = cosine;
      clusters[i] = k;
    }
    sum += best;
  }
  return { clusters, cohesion: points.length === 0 ? 0 : sum / points.length };
}

/**
 * How much a point belongs to each centre, summing to 1: memberships of fuzzy c-means with exponent 2 (Bezdek 1981),
 * u_k ∝ 1 / d_k², over distances of the unit sphere.
 */
export function memberships(point: Float32Array, centres: Float32Array[]): Float64Array {
  const closeness = Float64Array.from(centres, (centre) => 1 / Math.max(1e-9, squaredDistance(point, centre)));
  let sum = 0;
  for (const value of closeness) sum += value;
  return closeness.map((value) => value / sum);
}

/** A vector scaled to length 1; `fallback` where it has none. */
export function unitVector(vector: ArrayLike<number>, fallback: Float32Array): Float32Array {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  if (squares === 0) return fallback;
  const scale = 1 / Math.sqrt(squares);
  return Float32Array.from(vector, (value) => value * scale);
}

function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    const other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  return order;
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
