/**
 * Sums of rows of signed bytes with 128-bit SIMD, in AssemblyScript. Built by `npm run kernel`; `rows.wasm` is the result.
 */

/** i16 sums hold this many bytes. */
const most: i32 = 256;

/**
 * Writes the column sums of the rows `indices[0..count)`, i32[columns], to `sums`. A row is i8[columns]; `columns` is a
 * multiple of 16.
 */
export function sumRows(rows: usize, columns: usize, indices: usize, count: i32, sums: usize): void {
  for (let column: usize = 0; column < columns; column += 16) {
    const table = rows + column;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    for (let done = 0; done < count; done += most) {
      const end = indices + (<usize>min(done + most, count) << 2);
      let low = i16x8.splat(0);
      let high = i16x8.splat(0);
      for (let at = indices + (<usize>done << 2); at < end; at += 4) {
        const bytes = v128.load(table + <usize>load<u32>(at) * columns);
        low = i16x8.add(low, i16x8.extend_low_i8x16_s(bytes));
        high = i16x8.add(high, i16x8.extend_high_i8x16_s(bytes));
      }
      a = i32x4.add(a, i32x4.extend_low_i16x8_s(low));
      b = i32x4.add(b, i32x4.extend_high_i16x8_s(low));
      c = i32x4.add(c, i32x4.extend_low_i16x8_s(high));
      d = i32x4.add(d, i32x4.extend_high_i16x8_s(high));
    }
    const out = sums + (column << 2);
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
}
