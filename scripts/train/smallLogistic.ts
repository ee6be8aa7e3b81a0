/**
 * Logistic regression over a few dense columns without an intercept, with a lower bound for each coefficient, by
 * projected gradient descent with Nesterov's momentum (restarted: O'Donoghue, Candès, «Adaptive restart for accelerated
 * gradient schemes», 2015) on the mean loss + ridge · |coefficient|². Columns are scaled by their weighted root mean square.
 */
export function fitBounded(
  x: Float64Array,
  columns: number,
  positive: ArrayLike<number>,
  weight: ArrayLike<number>,
  options: { lower: number[]; ridge: number; steps: number },
): number[] {
  const n = positive.length;
  const b = new Float64Array(columns);
  const previous = new Float64Array(columns);
  let total = 0;
  for (let i = 0; i < n; i++) total += weight[i];
  const scale = rootMeanSquares(x, columns, weight, total);
  // The Hessian of the mean loss is at most a quarter of the scaled columns' second moments, whose trace is `columns`.
  const rate = 4 / columns;
  let pace = 0;
  for (let step = 0; step < options.steps; step++) {
    const momentum = pace / (pace + 3);
    const ahead = b.map((value, c) => value + momentum * (value - previous[c]));
    const gradient = lossGradient(x, columns, scale, ahead, positive, weight);
    previous.set(b);
    let uphill = 0;
    for (let c = 0; c < columns; c++) {
      const next = ahead[c] - rate * (gradient[c] / total + 2 * options.ridge * ahead[c]);
      b[c] = Math.max(options.lower[c] * scale[c], next);
      uphill += gradient[c] * (b[c] - previous[c]);
    }
    // Start over when the momentum carries uphill, or it swings around the optimum for hundreds of steps.
    pace = uphill > 0 ? 0 : pace + 1;
  }
  return Array.from(b, (value, c) => value / scale[c]);
}

function rootMeanSquares(x: Float64Array, columns: number, weight: ArrayLike<number>, total: number): Float64Array {
  const scale = new Float64Array(columns);
  for (let i = 0; i < weight.length; i++)
    for (let c = 0; c < columns; c++) scale[c] += weight[i] * x[i * columns + c] ** 2;
  return scale.map((sum) => Math.sqrt(sum / total) || 1);
}

function lossGradient(
  x: Float64Array,
  columns: number,
  scale: Float64Array,
  b: Float64Array,
  positive: ArrayLike<number>,
  weight: ArrayLike<number>,
): Float64Array {
  const gradient = new Float64Array(columns);
  for (let i = 0; i < positive.length; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += (b[c] * x[i * columns + c]) / scale[c];
    const residual = weight[i] * (1 / (1 + Math.exp(-sum)) - positive[i]);
    for (let c = 0; c < columns; c++) gradient[c] += (residual * x[i * columns + c]) / scale[c];
  }
  return gradient;
}
