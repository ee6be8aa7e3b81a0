/**
 * Optimal assignment by the Hungarian method with potentials (Kuhn 1955; Jonker & Volgenant 1987), O(n³). `cost` is
 * [rows][columns]; every row of the shorter side gets a partner so that the sum of costs is least. The answer holds the
 * column of each row, −1 for rows left over.
 */
export function assignOptimally(cost: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (rows > columns) {
    const transposed = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) transposed[j * rows + i] = cost[i * columns + j];
    const rowOfColumn = assignOptimally(transposed, columns, rows);
    const result = new Int32Array(rows).fill(-1);
    rowOfColumn.forEach((row, column) => {
      if (row >= 0) result[row] = column;
    });
    return result;
  }
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  /** 1-based row of each 1-based column, 0 for none. */
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(columns + 1).fill(Infinity);
    const used = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      used[column] = 1;
      const current = rowOf[column];
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= columns; j++) {
        if (used[j]) continue;
        const reduced = cost[(current - 1) * columns + j - 1] - rowPotential[current] - columnPotential[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          previous[j] = column;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (used[j]) {
          rowPotential[rowOf[j]] += delta;
          columnPotential[j] -= delta;
        } else least[j] -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[previous[column]];
      column = previous[column];
    }
  }
  const result = new Int32Array(rows).fill(-1);
  for (let j = 1; j <= columns; j++) if (rowOf[j] > 0) result[rowOf[j] - 1] = j - 1;
  return result;
}
