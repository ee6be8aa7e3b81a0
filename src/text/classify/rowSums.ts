/** A table of signed bytes, and a place to name some of its rows and find their sums. */
export interface RowSums {
  /** Numbers of rows, written by the caller before `sum`. */
  readonly indices: Int32Array;
  /** One sum a column, overwritten by each `sum`. */
  readonly sums: Int32Array;
  /** Adds up the rows `indices[0..count)`. A row may be named more than once. */
  sum(count: number): void;
}

export interface ByteRows {
  columns: number;
  /** Row r begins at `r · columns`. */
  bytes: Int8Array;
}

const vector = 16;
const page = 65_536;

/**
 * `kernel`: the compiled module (kernel/rows.wasm), several times as fast; null where the engine has no SIMD. Both give the
 * same sums. `limit`: the most rows of one sum.
 */
export function createRowSums(rows: ByteRows, limit: number, kernel: WebAssembly.Module | null): RowSums {
  return kernel === null ? plainRowSums(rows, limit) : compiledRowSums(rows, limit, kernel);
}

function plainRowSums({ bytes, columns }: ByteRows, limit: number): RowSums {
  const indices = new Int32Array(limit);
  const sums = new Int32Array(columns);
  const sum = (count: number): void => {
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const row = indices[i] * columns;
      for (let c = 0; c < columns; c++) sums[c] += bytes[row + c];
    }
  };
  return { indices, sums, sum };
}

/** In memory: rows of whole vectors, indices, sums. */
function compiledRowSums({ bytes, columns }: ByteRows, limit: number, kernel: WebAssembly.Module): RowSums {
  const stride = Math.ceil(columns / vector) * vector;
  const height = bytes.length / columns;
  const indicesAt = height * stride;
  const sumsAt = indicesAt + Math.ceil((4 * limit) / vector) * vector;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((sumsAt + 4 * stride) / page) });
  const table = new Int8Array(memory.buffer, 0, height * stride);
  for (let r = 0; r < height; r++) table.set(bytes.subarray(r * columns, (r + 1) * columns), r * stride);
  const { sumRows } = new WebAssembly.Instance(kernel, { env: { memory } }).exports as unknown as {
    sumRows(rows: number, columns: number, indices: number, count: number, sums: number): void;
  };
  return {
    indices: new Int32Array(memory.buffer, indicesAt, limit),
    sums: new Int32Array(memory.buffer, sumsAt, columns),
    sum: (count) => sumRows(0, stride, indicesAt, count, sumsAt),
  };
}
