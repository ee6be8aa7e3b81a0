/**
 * Weights of hashed features: a general weight, and one of each expert, who knows a kind of text better. The weight of a
 * feature in a text is general + Σ share(e) · weight of expert e, with the shares that the text's kind gives. Byte q
 * (−127..127) stands for sign(q) · (q / 127)² · scale, which keeps small weights apart and large ones in range.
 */
export interface WeightTable {
  /** 2^bits buckets. */
  bits: number;
  scale: number;
  /** By bucket: upper byte the general weight, lower byte the check that tells the bucket's feature from others. */
  general: Int16Array;
  /** By expert and bucket. */
  experts: Int8Array[];
}

export function bucketOf(hash: number, bits: number): number {
  return hash >>> (32 - bits);
}

/** The check byte, 0..255: bits of the hash that the bucket does not use. */
export function checkOf(hash: number): number {
  return hash & 0xff;
}

/** The table as bytes, for a file: general weights (little-endian), then those of each expert. */
export function tableBytes({ general, experts }: WeightTable): Uint8Array {
  const buckets = general.length;
  const bytes = new Uint8Array(buckets * (2 + experts.length));
  for (let b = 0; b < buckets; b++) {
    bytes[2 * b] = general[b] & 0xff;
    bytes[2 * b + 1] = general[b] >> 8;
  }
  experts.forEach((column, e) => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, buckets), buckets * (2 + e));
  });
  return bytes;
}

export function tableFromBytes(bytes: Uint8Array, bits: number, scale: number, experts: number): WeightTable {
  const buckets = 1 << bits;
  if (bytes.length !== buckets * (2 + experts))
    throw new RangeError(`expected ${2 + experts} · 2^${bits} bytes of weights, got ${bytes.length}`);
  const general = new Int16Array(buckets);
  for (let b = 0; b < buckets; b++) general[b] = bytes[2 * b] | (bytes[2 * b + 1] << 8);
  const column = (e: number) => new Int8Array(bytes.subarray(buckets * (2 + e), buckets * (3 + e)));
  return { bits, scale, general, experts: Array.from({ length: experts }, (_, e) => column(e)) };
}

/** Value of each byte; index it with `q + 128`. */
export function decodeTable(scale: number): Float64Array {
  const table = new Float64Array(256);
  for (let q = -127; q <= 127; q++) table[q + 128] = Math.sign(q) * (q / 127) ** 2 * scale;
  return table;
}

export interface LearnedFeatures {
  /** Hash of each feature. */
  hash: Int32Array;
  /** Texts that hold it. */
  texts: Int32Array;
  /** Weights of feature f at `f · columns`: the general one, then the experts'. */
  weights: Float32Array;
  columns: number;
}

/** Share of an expert's weight in what a feature is worth keeping for. */
const expertWorth = 0.5;

/** Rounds weights to bytes. Of the features of one bucket the one is kept that moves most texts. */
export function packWeights({ hash, texts, weights, columns }: LearnedFeatures, bits: number): WeightTable {
  const best = new Int32Array(1 << bits).fill(-1);
  const worth = new Float64Array(1 << bits);
  for (let f = 0; f < hash.length; f++) {
    let size = Math.abs(weights[f * columns]);
    for (let e = 1; e < columns; e++) size += expertWorth * Math.abs(weights[f * columns + e]);
    size *= Math.sqrt(texts[f]);
    const bucket = bucketOf(hash[f], bits);
    if (size <= worth[bucket]) continue;
    worth[bucket] = size;
    best[bucket] = f;
  }
  let scale = 0;
  for (const weight of weights) scale = Math.max(scale, Math.abs(weight));
  const quantised = (weight: number) => Math.sign(weight) * Math.round(127 * Math.sqrt(Math.abs(weight) / scale));
  const general = new Int16Array(1 << bits);
  const experts = Array.from({ length: columns - 1 }, () => new Int8Array(1 << bits));
  for (let bucket = 0; bucket < best.length; bucket++) {
    const f = best[bucket];
    if (f < 0) continue;
    general[bucket] = (quantised(weights[f * columns]) << 8) | checkOf(hash[f]);
    experts.forEach((column, e) => {
      column[bucket] = quantised(weights[f * columns + 1 + e]);
    });
  }
  return { bits, scale, general, experts };
}
