import { inverted } from '../regression.ts';

/** Above this share of missing fields an answer is void. */
export const voidShare = 0.3;

/** Dimensions that at least half of the answers have. `answered`: how many have each, of `answers`. */
export function expectedDimensions(answered: ReadonlyMap<string, number>, answers: number): string[] {
  return [...answered]
    .filter(([, n]) => 2 * n >= answers)
    .map(([name]) => name)
    .sort();
}

export type Completeness = 'complete' | 'partial' | 'void';

export function completeness(ratings: Readonly<Record<string, number>>, expected: readonly string[]): Completeness {
  const missing = expected.filter((name) => !Object.hasOwn(ratings, name)).length;
  if (missing === 0) return 'complete';
  return missing / expected.length > voidShare ? 'void' : 'partial';
}

export const imputationMethods = ['regression', 'mode', 'hot_deck'] as const;
export type ImputationMethod = (typeof imputationMethods)[number];

/** Positions 0..1 on the scale, in the order of the dimensions; null where one is missing. */
export type Answer = readonly (number | null)[];
export type Imputed = Record<ImputationMethod, number>;

/** Complete answers that donors are looked for among. */
const mostDonors = 2000;
/** Complete answers that it takes. */
const fewestComplete = 10;

/**
 * Fills what is missing in partial answers, three ways: `regression` on what is there (least squares from the means and
 * covariances of the complete answers), `mode` (the most frequent value of the dimension), and `hot_deck` (the value of the
 * complete answer that is nearest in what is there; the first of equals). Feed it the complete answers in a fixed order.
 */
export function createImputer(dimensions: number) {
  const sum = new Float64Array(dimensions);
  const cross = Array.from({ length: dimensions }, () => new Float64Array(dimensions));
  const counts = Array.from({ length: dimensions }, () => new Map<number, number>());
  const donors: number[][] = [];
  let n = 0;

  return {
    learn(answer: readonly number[]): void {
      n++;
      if (donors.length < mostDonors) donors.push([...answer]);
      for (const [i, value] of answer.entries()) {
        sum[i]! += value;
        counts[i]!.set(value, (counts[i]!.get(value) ?? 0) + 1);
        for (const [j, other] of answer.entries()) cross[i]![j]! += value * other;
      }
    },

    /** Position → values of what is missing; null with too few complete answers to learn from. */
    fill(answer: Answer): Map<number, Imputed> | null {
      if (n < fewestComplete) return null;
      const known = answer.flatMap((value, i) => (value === null ? [] : [i]));
      const near = nearest(donors, answer, known);
      const filled = new Map<number, Imputed>();
      for (const [i, value] of answer.entries()) {
        if (value !== null) continue;
        filled.set(i, { regression: predict(i, answer, known), mode: modeOf(counts[i]!), hot_deck: near[i]! });
      }
      return filled;
    },
  };

  function covariance(i: number, j: number): number {
    return cross[i]![j]! / n - (sum[i]! / n) * (sum[j]! / n);
  }

  /** A small ridge keeps dimensions apart that always agree. */
  function predict(target: number, answer: Answer, known: readonly number[]): number {
    const matrix = known.map((i) => Float64Array.from(known, (j) => covariance(i, j) + (i === j ? 1e-6 : 0)));
    const inverse = inverted(matrix);
    let value = sum[target]! / n;
    if (!inverse) return value;
    for (const [a, i] of known.entries())
      for (const [b, j] of known.entries())
        value += covariance(target, i) * inverse[a]![b]! * (answer[j]! - sum[j]! / n);
    return Math.min(1, Math.max(0, value));
  }
}

/** The smallest of equally frequent values. */
function modeOf(counts: ReadonlyMap<number, number>): number {
  return [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]![0];
}

function nearest(donors: readonly number[][], answer: Answer, known: readonly number[]): number[] {
  let best = donors[0]!;
  let least = Infinity;
  for (const donor of donors) {
    let distance = 0;
    for (const i of known) distance += (donor[i]! - answer[i]!) ** 2;
    if (distance < least) {
      least = distance;
      best = donor;
    }
  }
  return best;
}
