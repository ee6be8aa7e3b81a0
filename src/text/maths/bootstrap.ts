/**
 * Standard errors by the bootstrap (Efron, 1979): the standard deviation of each figure over samples of the `n` rows drawn
 * with replacement. `figuresOf` is given row numbers, some of them several times. Rounds in which a figure is not a number
 * (a sample without a positive) are left out of its error. `random` gives 0 ≤ x < 1; the same generator, the same errors.
 */
export function bootstrapErrors<Name extends string>(
  n: number,
  figuresOf: (rows: number[]) => Record<Name, number>,
  random: () => number,
  rounds = 200,
): Record<Name, number> {
  const drawn = Array.from({ length: rounds }, () =>
    figuresOf(Array.from({ length: n }, () => Math.floor(random() * n))),
  );
  const names = Object.keys(drawn[0]) as Name[];
  const errorOf = (name: Name): number => deviation(drawn.map((figures) => figures[name]).filter(Number.isFinite));
  return Object.fromEntries(names.map((name) => [name, errorOf(name)])) as Record<Name, number>;
}

function deviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
