/**
 * Figures that compare two partitions of the same things, each given as one label a thing (small whole numbers).
 * Both must be of the same length; of nothing, every figure is NaN.
 */
interface Contingency {
  cells: Map<number, number>;
  rows: Map<number, number>;
  columns: Map<number, number>;
  n: number;
}

const columnsApart = 2 ** 26;

function contingency(a: ArrayLike<number>, b: ArrayLike<number>): Contingency {
  const cells = new Map<number, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const add = (map: Map<number, number>, key: number): void => void map.set(key, (map.get(key) ?? 0) + 1);
  for (let i = 0; i < a.length; i++) {
    add(cells, a[i] * columnsApart + b[i]);
    add(rows, a[i]);
    add(columns, b[i]);
  }
  return { cells, rows, columns, n: a.length };
}

function entropy(sizes: Map<number, number>, n: number): number {
  let sum = 0;
  for (const size of sizes.values()) sum -= (size / n) * Math.log(size / n);
  return sum;
}

/** Normalised mutual information, 0..1: 2 I(a; b) / (H(a) + H(b)); 1 where both are of one piece. */
export function normalisedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { cells, rows, columns, n } = contingency(a, b);
  if (n === 0) return Number.NaN;
  let information = 0;
  for (const [key, count] of cells) {
    const row = rows.get(Math.floor(key / columnsApart))!;
    const column = columns.get(key % columnsApart)!;
    information += (count / n) * Math.log((count * n) / (row * column));
  }
  const both = entropy(rows, n) + entropy(columns, n);
  return both === 0 ? 1 : (2 * information) / both;
}

/** Share of the things that belong to the most frequent class of their cluster, 0..1. */
export function purity(clusters: ArrayLike<number>, classes: ArrayLike<number>): number {
  const { cells, n } = contingency(clusters, classes);
  const best = new Map<number, number>();
  for (const [key, count] of cells) {
    const cluster = Math.floor(key / columnsApart);
    best.set(cluster, Math.max(best.get(cluster) ?? 0, count));
  }
  let sum = 0;
  for (const count of best.values()) sum += count;
  return sum / n;
}

/** Rand index adjusted for chance (Hubert & Arabie 1985): 1 for equal partitions, 0 on average for unrelated ones. */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { cells, rows, columns, n } = contingency(a, b);
  const pairs = (sizes: Map<number, number>): number => {
    let sum = 0;
    for (const size of sizes.values()) sum += (size * (size - 1)) / 2;
    return sum;
  };
  const [together, inA, inB] = [pairs(cells), pairs(rows), pairs(columns)];
  const expected = (inA * inB) / ((n * (n - 1)) / 2);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
