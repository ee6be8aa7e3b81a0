import { documentCount, type WordRows } from '../vectorise/rows.ts';

/**
 * Where the sampler's data lie in one WebAssembly memory, shared by all that work on it. The first page belongs to the
 * compiled module; then come the control words of the crew, the header that the kernel reads, and the arrays.
 */
export interface Layout {
  memory: WebAssembly.Memory;
  topics: number;
  /** Numbers in a row of counts: topics rounded up to whole vectors of four (of sixteen above 32 topics). */
  row: number;
  vocabularySize: number;
  documents: number;
  offsets: Uint32Array;
  words: Uint32Array;
  /** The topic of each token. */
  assigned: Uint8Array;
  shardBounds: Uint32Array;
  /** [vocabularySize][row] */
  counts: Float32Array;
  /** [row] */
  totals: Float32Array;
  /** [row] */
  alpha: Float32Array;
  /** [parts][row] */
  partTotals: Float32Array;
}

/** Always as many, whoever works on them: the result must not depend on the machine. */
export const shardCount = 8;
/** Pieces of the vocabulary that are merged one by one. */
export const mergeParts = 8;

const pageBytes = 65_536;
export const controlAt = pageBytes;
export const headerAt = controlAt + 256;
const resultsAt = controlAt + 512;
const dataAt = controlAt + 1024;
/** Rows behind a shard's counts: its totals and up to four of scratch; the last holds at least 64 bytes. */
const extraRows = 5;
/** Vectors in registers up to this many topics, see the kernel. */
const narrowTopics = 32;

function rowOf(topics: number): number {
  const unit = topics <= narrowTopics ? 4 : 16;
  return Math.ceil(topics / unit) * unit;
}

/** Shared memory with room for these documents and up to `topics` topics. */
export function createMemory(rows: WordRows, topics: number): WebAssembly.Memory {
  const pages = Math.ceil(place(rows, topics).end / pageBytes);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** One number a task of the crew. */
export function resultsOf(memory: WebAssembly.Memory): Float64Array {
  return new Float64Array(memory.buffer, resultsAt, shardCount);
}

interface Places {
  offsets: number;
  words: number;
  assigned: number;
  shardBounds: number;
  counts: number;
  totals: number;
  alpha: number;
  oneHot: number;
  shards: number;
  shardBytes: number;
  partTotals: number;
  end: number;
}

function place(rows: WordRows, topics: number): Places {
  const rowBytes = rowOf(topics) * 4;
  let at = dataAt;
  const take = (bytes: number): number => {
    const start = at;
    at += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const shardBytes = Math.ceil(((rows.vocabularySize + extraRows) * rowBytes + 64) / 64) * 64;
  return {
    offsets: take(rows.offsets.length * 4),
    words: take(rows.words.length * 4),
    assigned: take(rows.words.length),
    shardBounds: take((shardCount + 1) * 4),
    counts: take(rows.vocabularySize * rowBytes),
    totals: take(rowBytes),
    alpha: take(rowBytes),
    oneHot: take(topics * rowBytes),
    shards: take(shardCount * shardBytes),
    shardBytes,
    partTotals: take(mergeParts * rowBytes),
    end: at,
  };
}

/** Writes documents and header into the memory (made for at least as many topics). Counts and topics are left as they are. */
export function layOut(memory: WebAssembly.Memory, rows: WordRows, topics: number, beta: number): Layout {
  const { buffer } = memory;
  const places = place(rows, topics);
  const row = rowOf(topics);
  const layout: Layout = {
    memory,
    topics,
    row,
    vocabularySize: rows.vocabularySize,
    documents: documentCount(rows),
    offsets: new Uint32Array(buffer, places.offsets, rows.offsets.length),
    words: new Uint32Array(buffer, places.words, rows.words.length),
    assigned: new Uint8Array(buffer, places.assigned, rows.words.length),
    shardBounds: new Uint32Array(buffer, places.shardBounds, shardCount + 1),
    counts: new Float32Array(buffer, places.counts, rows.vocabularySize * row),
    totals: new Float32Array(buffer, places.totals, row),
    alpha: new Float32Array(buffer, places.alpha, row),
    partTotals: new Float32Array(buffer, places.partTotals, mergeParts * row),
  };
  layout.offsets.set(rows.offsets);
  layout.words.set(rows.words);
  setShardBounds(layout.shardBounds, rows);
  setOneHot(new Float32Array(buffer, places.oneHot, topics * row), topics, row);
  new Uint32Array(buffer, headerAt, 15).set([
    topics,
    row * 4,
    rows.vocabularySize,
    places.offsets,
    places.words,
    places.assigned,
    places.shardBounds,
    places.counts,
    places.totals,
    places.alpha,
    places.oneHot,
    places.shards,
    places.shardBytes,
    shardCount,
    places.partTotals,
  ]);
  new Float32Array(buffer, headerAt + 60, 1)[0] = beta;
  return layout;
}

/** Sets α (one number a topic) for the kernel. */
export function setAlpha(layout: Layout, alpha: ArrayLike<number>): void {
  layout.alpha.fill(0);
  layout.alpha.set(alpha);
  let sum = 0;
  for (let k = 0; k < alpha.length; k++) sum += alpha[k];
  new Float32Array(layout.memory.buffer, headerAt + 64, 1)[0] = sum;
}

/** Shards of documents in their order, with about equally many tokens each. */
function setShardBounds(bounds: Uint32Array, { offsets, words }: WordRows): void {
  let document = 0;
  for (let shard = 1; shard < shardCount; shard++) {
    while (document < offsets.length - 1 && offsets[document] < (words.length * shard) / shardCount) document++;
    bounds[shard] = document;
  }
  bounds[0] = 0;
  bounds[shardCount] = offsets.length - 1;
}

/** Narrow rows: row k is 1 at k. Wide ones: four vectors, one for each lane. */
function setOneHot(table: Float32Array, topics: number, row: number): void {
  table.fill(0);
  if (topics <= narrowTopics) for (let k = 0; k < topics; k++) table[k * row + k] = 1;
  else for (let lane = 0; lane < 4; lane++) table[lane * 5] = 1;
}
