/**
 * Collapsed Gibbs sampling for LDA with 128-bit SIMD, in AssemblyScript. Built by `npm run kernel`; `gibbs.wasm` is the result.
 *
 * A sweep is done in fixed shards (AD-LDA: Newman et al. 2009, JMLR 10): each shard works on its own copy of the
 * word-topic counts, and `mergeRows` adds up what the shards changed. Counts are whole numbers in f32, exact up to 2^24,
 * so that the order of additions does not matter. Where things lie in memory is told by a header of u32 fields, written
 * by `layout.ts`; the order of the fields here and there must agree.
 *
 * Equation: p(z = k) ∝ (n_dk + α_k) (n_kw + β) / (n_k + Vβ), Griffiths & Steyvers 2004, PNAS 101, eq. 5. The reciprocal
 * of the last factor is taken once a document.
 */

// @ts-ignore: decorator
@inline function field(header: usize, index: i32): usize {
  return <usize>load<u32>(header + (<usize>index << 2));
}
// @ts-ignore: decorator
@inline function topics(h: usize): i32 { return <i32>field(h, 0); }
/** Bytes of a row of counts: topics rounded up to whole vectors. */
// @ts-ignore: decorator
@inline function stride(h: usize): usize { return field(h, 1); }
// @ts-ignore: decorator
@inline function vocabulary(h: usize): usize { return field(h, 2); }
/** u32[D + 1], where each document begins. */
// @ts-ignore: decorator
@inline function offsets(h: usize): usize { return field(h, 3); }
/** u32[N], the word of each token. */
// @ts-ignore: decorator
@inline function words(h: usize): usize { return field(h, 4); }
/** u8[N], the topic of each token. */
// @ts-ignore: decorator
@inline function assigned(h: usize): usize { return field(h, 5); }
/** u32[shards + 1], the first document of each shard. */
// @ts-ignore: decorator
@inline function shardBounds(h: usize): usize { return field(h, 6); }
/** f32[V][row], the counts that all shards start a sweep from. */
// @ts-ignore: decorator
@inline function counts(h: usize): usize { return field(h, 7); }
/** f32[row], their column sums. */
// @ts-ignore: decorator
@inline function totals(h: usize): usize { return field(h, 8); }
/** f32[row], α; 0 in the padding. */
// @ts-ignore: decorator
@inline function alpha(h: usize): usize { return field(h, 9); }
/** f32[topics][row]: row k is 1 at k and 0 elsewhere. */
// @ts-ignore: decorator
@inline function oneHot(h: usize): usize { return field(h, 10); }
/** Per shard: f32[V][row] counts, then f32[row] totals, then three rows of scratch. */
// @ts-ignore: decorator
@inline function shardArea(h: usize, shard: i32): usize { return field(h, 11) + <usize>shard * field(h, 12); }
// @ts-ignore: decorator
@inline function shards(h: usize): i32 { return <i32>field(h, 13); }
/** Per part of a merge: f32[row], its column sums. */
// @ts-ignore: decorator
@inline function partTotals(h: usize, part: i32): usize { return field(h, 14) + <usize>part * stride(h); }
// @ts-ignore: decorator
@inline function beta(h: usize): f32 { return load<f32>(h, 60); }
// @ts-ignore: decorator
@inline function alphaSum(h: usize): f32 { return load<f32>(h, 64); }

/** Vectors a row up to which a document's counts stay in registers. */
const mostInRegisters: i32 = 8;

/** Copies the common counts and draws a topic for every token of one shard. `random` seeds the shard's generator, not 0. */
export function sampleShard(h: usize, shard: i32, random: u32): void {
  const area = shardArea(h, shard);
  const size = vocabulary(h) * stride(h);
  memory.copy(area, counts(h), size);
  memory.copy(area + size, totals(h), stride(h));
  switch (<i32>(stride(h) >> 4)) {
    case 1: { sampleNarrow(1, h, shard, random); break; }
    case 2: { sampleNarrow(2, h, shard, random); break; }
    case 3: { sampleNarrow(3, h, shard, random); break; }
    case 4: { sampleNarrow(4, h, shard, random); break; }
    case 5: { sampleNarrow(5, h, shard, random); break; }
    case 6: { sampleNarrow(6, h, shard, random); break; }
    case 7: { sampleNarrow(7, h, shard, random); break; }
    case 8: { sampleNarrow(8, h, shard, random); break; }
    default: sampleWide(h, shard, random);
  }
}

/** Running sums of the four lanes. */
// @ts-ignore: decorator
@inline function prefix(p: v128): v128 {
  const zero = f32x4.splat(0);
  const two = f32x4.add(p, v128.shuffle<f32>(zero, p, 3, 4, 5, 6));
  return f32x4.add(two, v128.shuffle<f32>(zero, two, 2, 3, 4, 5));
}
// @ts-ignore: decorator
@inline function last(p: v128): v128 {
  return v128.shuffle<f32>(p, p, 3, 3, 3, 3);
}
/** xorshift32, Marsaglia 2003. */
// @ts-ignore: decorator
@inline function step(state: u32): u32 {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x;
}
/** The upper 24 bits as a number in 0..1. */
// @ts-ignore: decorator
@inline function unit(state: u32): f32 {
  return <f32>(<i32>(state >>> 8)) * <f32>(1.0 / 16777216.0);
}

/**
 * Rows of `n` vectors, n ≤ 8. `n` is known when this is compiled, so what a smaller n does not need falls away.
 * The new topic is the number of running sums that do not exceed the draw: no branch depends on chance.
 */
// @ts-ignore: decorator
@inline
function sampleNarrow(n: i32, h: usize, shard: i32, random: u32): void {
  const row: usize = <usize>n << 4;
  const area = shardArea(h, shard);
  const total = area + vocabulary(h) * row;
  const before = total + row;
  const offset = offsets(h);
  const word = words(h);
  const topic = assigned(h);
  const hot = oneHot(h);
  const prior = alpha(h);
  const top = topics(h) - 1;
  const smooth = f32x4.splat(beta(h));
  const smoothAll = f32x4.splat(beta(h) * <f32>vocabulary(h));
  const one = f32x4.splat(1);
  const endDocument = load<u32>(shardBounds(h) + (<usize>(shard + 1) << 2));
  let v1 = one, v2 = one, v3 = one, v4 = one, v5 = one, v6 = one, v7 = one;
  let d1 = one, d2 = one, d3 = one, d4 = one, d5 = one, d6 = one, d7 = one;
  let w1 = one, w2 = one, w3 = one, w4 = one, w5 = one, w6 = one, w7 = one;
  let q1 = one, q2 = one, q3 = one, q4 = one, q5 = one, q6 = one, q7 = one;
  let state = random;

  for (let document = load<u32>(shardBounds(h) + (<usize>shard << 2)); document < endDocument; document++) {
    const start: usize = load<u32>(offset + (<usize>document << 2));
    const end: usize = load<u32>(offset + (<usize>document << 2), 4);
    if (start == end) continue;

    let v0 = f32x4.div(one, f32x4.add(v128.load(total), smoothAll));
    let d0 = v128.load(prior);
    if (n > 1) { v1 = f32x4.div(one, f32x4.add(v128.load(total, 16), smoothAll)); d1 = v128.load(prior, 16); }
    if (n > 2) { v2 = f32x4.div(one, f32x4.add(v128.load(total, 32), smoothAll)); d2 = v128.load(prior, 32); }
    if (n > 3) { v3 = f32x4.div(one, f32x4.add(v128.load(total, 48), smoothAll)); d3 = v128.load(prior, 48); }
    if (n > 4) { v4 = f32x4.div(one, f32x4.add(v128.load(total, 64), smoothAll)); d4 = v128.load(prior, 64); }
    if (n > 5) { v5 = f32x4.div(one, f32x4.add(v128.load(total, 80), smoothAll)); d5 = v128.load(prior, 80); }
    if (n > 6) { v6 = f32x4.div(one, f32x4.add(v128.load(total, 96), smoothAll)); d6 = v128.load(prior, 96); }
    if (n > 7) { v7 = f32x4.div(one, f32x4.add(v128.load(total, 112), smoothAll)); d7 = v128.load(prior, 112); }
    for (let t = start; t < end; t++) {
      const o = hot + <usize>load<u8>(topic + t) * row;
      d0 = f32x4.add(d0, v128.load(o));
      if (n > 1) d1 = f32x4.add(d1, v128.load(o, 16));
      if (n > 2) d2 = f32x4.add(d2, v128.load(o, 32));
      if (n > 3) d3 = f32x4.add(d3, v128.load(o, 48));
      if (n > 4) d4 = f32x4.add(d4, v128.load(o, 64));
      if (n > 5) d5 = f32x4.add(d5, v128.load(o, 80));
      if (n > 6) d6 = f32x4.add(d6, v128.load(o, 96));
      if (n > 7) d7 = f32x4.add(d7, v128.load(o, 112));
    }
    v128.store(before, d0);
    if (n > 1) v128.store(before, d1, 16);
    if (n > 2) v128.store(before, d2, 32);
    if (n > 3) v128.store(before, d3, 48);
    if (n > 4) v128.store(before, d4, 64);
    if (n > 5) v128.store(before, d5, 80);
    if (n > 6) v128.store(before, d6, 96);
    if (n > 7) v128.store(before, d7, 112);

    for (let t = start; t < end; t++) {
      const at = area + <usize>load<u32>(word + (t << 2)) * row;
      let o = hot + <usize>load<u8>(topic + t) * row;
      let x = v128.load(o);
      d0 = f32x4.sub(d0, x);
      let w0 = f32x4.sub(v128.load(at), x);
      let q0 = prefix(f32x4.mul(d0, f32x4.mul(f32x4.add(w0, smooth), v0)));
      let sum = last(q0);
      if (n > 1) {
        x = v128.load(o, 16);
        d1 = f32x4.sub(d1, x);
        w1 = f32x4.sub(v128.load(at, 16), x);
        q1 = f32x4.add(sum, prefix(f32x4.mul(d1, f32x4.mul(f32x4.add(w1, smooth), v1))));
        sum = last(q1);
      }
      if (n > 2) {
        x = v128.load(o, 32);
        d2 = f32x4.sub(d2, x);
        w2 = f32x4.sub(v128.load(at, 32), x);
        q2 = f32x4.add(sum, prefix(f32x4.mul(d2, f32x4.mul(f32x4.add(w2, smooth), v2))));
        sum = last(q2);
      }
      if (n > 3) {
        x = v128.load(o, 48);
        d3 = f32x4.sub(d3, x);
        w3 = f32x4.sub(v128.load(at, 48), x);
        q3 = f32x4.add(sum, prefix(f32x4.mul(d3, f32x4.mul(f32x4.add(w3, smooth), v3))));
        sum = last(q3);
      }
      if (n > 4) {
        x = v128.load(o, 64);
        d4 = f32x4.sub(d4, x);
        w4 = f32x4.sub(v128.load(at, 64), x);
        q4 = f32x4.add(sum, prefix(f32x4.mul(d4, f32x4.mul(f32x4.add(w4, smooth), v4))));
        sum = last(q4);
      }
      if (n > 5) {
        x = v128.load(o, 80);
        d5 = f32x4.sub(d5, x);
        w5 = f32x4.sub(v128.load(at, 80), x);
        q5 = f32x4.add(sum, prefix(f32x4.mul(d5, f32x4.mul(f32x4.add(w5, smooth), v5))));
        sum = last(q5);
      }
      if (n > 6) {
        x = v128.load(o, 96);
        d6 = f32x4.sub(d6, x);
        w6 = f32x4.sub(v128.load(at, 96), x);
        q6 = f32x4.add(sum, prefix(f32x4.mul(d6, f32x4.mul(f32x4.add(w6, smooth), v6))));
        sum = last(q6);
      }
      if (n > 7) {
        x = v128.load(o, 112);
        d7 = f32x4.sub(d7, x);
        w7 = f32x4.sub(v128.load(at, 112), x);
        q7 = f32x4.add(sum, prefix(f32x4.mul(d7, f32x4.mul(f32x4.add(w7, smooth), v7))));
        sum = last(q7);
      }

      state = step(state);
      const draw = f32x4.mul(sum, f32x4.splat(unit(state)));
      let passed: i32;
      if (n == 1) passed = popcnt(i32x4.bitmask(f32x4.le(q0, draw)));
      else {
        const low = i16x8.narrow_i32x4_s(f32x4.le(q0, draw), f32x4.le(q1, draw));
        if (n == 2) passed = popcnt(i16x8.bitmask(low));
        else {
          const high = n > 3
            ? i16x8.narrow_i32x4_s(f32x4.le(q2, draw), f32x4.le(q3, draw))
            : i16x8.narrow_i32x4_s(f32x4.le(q2, draw), i32x4.splat(0));
          passed = i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
          if (n > 4) {
            const third = n > 5
              ? i16x8.narrow_i32x4_s(f32x4.le(q4, draw), f32x4.le(q5, draw))
              : i16x8.narrow_i32x4_s(f32x4.le(q4, draw), i32x4.splat(0));
            if (n > 6) {
              const fourth = n > 7
                ? i16x8.narrow_i32x4_s(f32x4.le(q6, draw), f32x4.le(q7, draw))
                : i16x8.narrow_i32x4_s(f32x4.le(q6, draw), i32x4.splat(0));
              passed |= i8x16.bitmask(i8x16.narrow_i16x8_s(third, fourth)) << 16;
            } else passed |= i16x8.bitmask(third) << 16;
          }
          passed = popcnt(passed);
        }
      }
      // A draw can round up to the whole sum.
      const drawn = min(passed, top);
      store<u8>(topic + t, <u8>drawn);
      o = hot + <usize>drawn * row;
      x = v128.load(o);
      d0 = f32x4.add(d0, x);
      v128.store(at, f32x4.add(w0, x));
      if (n > 1) { x = v128.load(o, 16); d1 = f32x4.add(d1, x); v128.store(at, f32x4.add(w1, x), 16); }
      if (n > 2) { x = v128.load(o, 32); d2 = f32x4.add(d2, x); v128.store(at, f32x4.add(w2, x), 32); }
      if (n > 3) { x = v128.load(o, 48); d3 = f32x4.add(d3, x); v128.store(at, f32x4.add(w3, x), 48); }
      if (n > 4) { x = v128.load(o, 64); d4 = f32x4.add(d4, x); v128.store(at, f32x4.add(w4, x), 64); }
      if (n > 5) { x = v128.load(o, 80); d5 = f32x4.add(d5, x); v128.store(at, f32x4.add(w5, x), 80); }
      if (n > 6) { x = v128.load(o, 96); d6 = f32x4.add(d6, x); v128.store(at, f32x4.add(w6, x), 96); }
      if (n > 7) { x = v128.load(o, 112); d7 = f32x4.add(d7, x); v128.store(at, f32x4.add(w7, x), 112); }
    }

    moveTotal(total, before, 0, d0);
    if (n > 1) moveTotal(total, before, 16, d1);
    if (n > 2) moveTotal(total, before, 32, d2);
    if (n > 3) moveTotal(total, before, 48, d3);
    if (n > 4) moveTotal(total, before, 64, d4);
    if (n > 5) moveTotal(total, before, 80, d5);
    if (n > 6) moveTotal(total, before, 96, d6);
    if (n > 7) moveTotal(total, before, 112, d7);
  }
}

/** Adds to the totals what the document's counts changed by: rounded, because α leaves fractions in them. */
// @ts-ignore: decorator
@inline function moveTotal(total: usize, before: usize, byte: usize, after: v128): void {
  const change = f32x4.nearest(f32x4.sub(after, v128.load(before + byte)));
  v128.store(total + byte, f32x4.add(v128.load(total + byte), change));
}

/**
 * Longer rows, a multiple of four vectors. Four chains of lane-wise running sums, each over a quarter of the row; their
 * sixteen ends are drawn from first, then the place in the chosen chain and lane is counted.
 */
function sampleWide(h: usize, shard: i32, random: u32): void {
  const row = stride(h);
  const quarter = row >> 2;
  const area = shardArea(h, shard);
  const total = area + vocabulary(h) * row;
  const weight = total + row;
  const reciprocal = weight + row;
  const running = reciprocal + row;
  const ends = running + row;
  const offset = offsets(h);
  const word = words(h);
  const topic = assigned(h);
  const hot = oneHot(h);
  const prior = alpha(h);
  const top = topics(h) - 1;
  const smooth = f32x4.splat(beta(h));
  const smoothAll = f32x4.splat(beta(h) * <f32>vocabulary(h));
  const one = f32x4.splat(1);
  const endDocument = load<u32>(shardBounds(h) + (<usize>(shard + 1) << 2));
  let state = random;

  for (let document = load<u32>(shardBounds(h) + (<usize>shard << 2)); document < endDocument; document++) {
    const start: usize = load<u32>(offset + (<usize>document << 2));
    const end: usize = load<u32>(offset + (<usize>document << 2), 4);
    if (start == end) continue;
    // The weights are (n_dk + α_k) / (n_k + Vβ), kept up to date where a topic comes or goes.
    for (let i: usize = 0; i < row; i += 16) {
      const v = f32x4.div(one, f32x4.add(v128.load(total + i), smoothAll));
      v128.store(reciprocal + i, v);
      v128.store(weight + i, f32x4.mul(v128.load(prior + i), v));
    }
    for (let t = start; t < end; t++) {
      const k = <usize>load<u8>(topic + t) << 2;
      store<f32>(weight + k, load<f32>(weight + k) + load<f32>(reciprocal + k));
      store<f32>(total + k, load<f32>(total + k) - 1);
    }

    for (let t = start; t < end; t++) {
      const at = area + <usize>load<u32>(word + (t << 2)) * row;
      let k: usize = load<u8>(topic + t);
      // Whole vectors are stored and loaded, since a load that spans a younger, smaller store has to wait for it.
      let cell = (k >> 2) << 4;
      let x = v128.load(hot + ((k & 3) << 4));
      v128.store(at + cell, f32x4.sub(v128.load(at + cell), x));
      v128.store(weight + cell, f32x4.sub(v128.load(weight + cell), f32x4.mul(x, v128.load(reciprocal + cell))));

      let a = f32x4.splat(0), b = a, c = a, d = a;
      for (let i: usize = 0; i < quarter; i += 16) {
        a = f32x4.add(a, f32x4.mul(v128.load(weight + i), f32x4.add(v128.load(at + i), smooth)));
        v128.store(running + i, a);
        const j = i + quarter;
        b = f32x4.add(b, f32x4.mul(v128.load(weight + j), f32x4.add(v128.load(at + j), smooth)));
        v128.store(running + j, b);
        const l = j + quarter;
        c = f32x4.add(c, f32x4.mul(v128.load(weight + l), f32x4.add(v128.load(at + l), smooth)));
        v128.store(running + l, c);
        const m = l + quarter;
        d = f32x4.add(d, f32x4.mul(v128.load(weight + m), f32x4.add(v128.load(at + m), smooth)));
        v128.store(running + m, d);
      }
      const q0 = prefix(a);
      const q1 = f32x4.add(last(q0), prefix(b));
      const q2 = f32x4.add(last(q1), prefix(c));
      const q3 = f32x4.add(last(q2), prefix(d));
      v128.store(ends, q0);
      v128.store(ends, q1, 16);
      v128.store(ends, q2, 32);
      v128.store(ends, q3, 48);
      state = step(state);
      const draw = f32x4.mul(last(q3), f32x4.splat(unit(state)));
      const end16 = <usize>min(15, popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(
        i16x8.narrow_i32x4_s(f32x4.le(q0, draw), f32x4.le(q1, draw)),
        i16x8.narrow_i32x4_s(f32x4.le(q2, draw), f32x4.le(q3, draw)),
      ))));
      const below: f32 = end16 > 0 ? load<f32>(ends + ((end16 - 1) << 2)) : 0;
      const rest = f32x4.splat(f32x4.extract_lane(draw, 0) - below);
      const chain = running + (end16 >> 2) * quarter;
      let passed = i32x4.splat(0);
      for (let i: usize = 0; i < quarter; i += 16) passed = i32x4.sub(passed, f32x4.le(v128.load(chain + i), rest));
      v128.store(ends, passed);
      const place = min(<usize>load<u32>(ends + ((end16 & 3) << 2)), (quarter >> 4) - 1);
      k = min((((end16 >> 2) * quarter + (place << 4)) >> 2) + (end16 & 3), <usize>top);

      store<u8>(topic + t, <u8>k);
      cell = (k >> 2) << 4;
      x = v128.load(hot + ((k & 3) << 4));
      v128.store(at + cell, f32x4.add(v128.load(at + cell), x));
      v128.store(weight + cell, f32x4.add(v128.load(weight + cell), f32x4.mul(x, v128.load(reciprocal + cell))));
    }
    for (let t = start; t < end; t++) {
      const k = <usize>load<u8>(topic + t) << 2;
      store<f32>(total + k, load<f32>(total + k) + 1);
    }
  }
}

/**
 * For the words from..to: common counts += Σ over shards of what each changed, and the column sums of these rows for `part`.
 */
export function mergeRows(h: usize, part: i32, from: u32, to: u32): void {
  const row = stride(h);
  const into = counts(h);
  const sums = partTotals(h, part);
  const area = shardArea(h, 0);
  const apart = field(h, 12);
  const count = shards(h);
  const others = f32x4.splat(<f32>1 - <f32>count);
  memory.fill(sums, 0, row);
  const end = <usize>to * row;
  for (let at = <usize>from * row; at < end; at += row) {
    for (let i: usize = 0; i < row; i += 16) {
      let sum = f32x4.mul(v128.load(into + at + i), others);
      let from = area + at + i;
      for (let s = 0; s < count; s++) {
        sum = f32x4.add(sum, v128.load(from));
        from += apart;
      }
      v128.store(into + at + i, sum);
      v128.store(sums + i, f32x4.add(v128.load(sums + i), sum));
    }
  }
}

/**
 * Natural logarithm of the likelihood of one shard's tokens under the common counts, θ and φ by their posterior means.
 * Up to sixteen likelihoods are multiplied before a logarithm is taken: a product of f64 that cannot underflow.
 */
export function logLikelihood(h: usize, shard: i32): f64 {
  const row = stride(h);
  const area = counts(h);
  const scratch = shardArea(h, shard) + (vocabulary(h) + 1) * row;
  const offset = offsets(h);
  const word = words(h);
  const topic = assigned(h);
  const smooth = f32x4.splat(beta(h));
  const smoothAll = f32x4.splat(beta(h) * <f32>vocabulary(h));
  const endDocument = load<u32>(shardBounds(h) + (<usize>(shard + 1) << 2));
  let sum: f64 = 0;
  for (let document = load<u32>(shardBounds(h) + (<usize>shard << 2)); document < endDocument; document++) {
    const start: usize = load<u32>(offset + (<usize>document << 2));
    const end: usize = load<u32>(offset + (<usize>document << 2), 4);
    if (start == end) continue;
    memory.copy(scratch, alpha(h), row);
    for (let t = start; t < end; t++) {
      const k = scratch + (<usize>load<u8>(topic + t) << 2);
      store<f32>(k, load<f32>(k) + 1);
    }
    const length = f32x4.splat(<f32>(end - start) + alphaSum(h));
    for (let i: usize = 0; i < row; i += 16) {
      const all = f32x4.mul(length, f32x4.add(v128.load(totals(h) + i), smoothAll));
      v128.store(scratch + i, f32x4.div(v128.load(scratch + i), all));
    }
    let product: f64 = 1;
    for (let t = start; t < end; t++) {
      const at = area + <usize>load<u32>(word + (t << 2)) * row;
      let p = f32x4.splat(0);
      for (let i: usize = 0; i < row; i += 16)
        p = f32x4.add(p, f32x4.mul(v128.load(scratch + i), f32x4.add(v128.load(at + i), smooth)));
      product *= <f64>f32x4.extract_lane(last(prefix(p)), 0);
      if (((t - start) & 15) == 15) {
        sum += Math.log(product);
        product = 1;
      }
    }
    sum += Math.log(product);
  }
  return sum;
}
