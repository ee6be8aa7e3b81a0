import type { Kernel } from './kernel.ts';

interface View {
  topics: number;
  row: number;
  vocabularySize: number;
  offsets: Uint32Array;
  words: Uint32Array;
  assigned: Uint8Array;
  shardBounds: Uint32Array;
  counts: Float32Array;
  totals: Float32Array;
  alpha: Float32Array;
  shard(index: number): Float32Array;
  shards: number;
  partTotals: Float32Array;
  beta: number;
  alphaSum: number;
}

/**
 * The kernel in plain typed arrays, for engines without SIMD. Same algorithm and equally reproducible, but it rounds in
 * another order than the compiled one: its numbers are its own. About a third as fast.
 */
export function createPlainKernel(memory: WebAssembly.Memory): Kernel {
  return {
    sampleShard: (header, shard, random) => sampleShard(viewOf(memory, header), shard, random),
    mergeRows: (header, part, from, to) => mergeRows(viewOf(memory, header), part, from, to),
    logLikelihood: (header, shard) => logLikelihood(viewOf(memory, header), shard),
  };
}

/** The fields of the header in the order of `layOut`. */
function viewOf({ buffer }: WebAssembly.Memory, header: number): View {
  const fields = new Uint32Array(buffer, header, 15);
  const [topics, rowBytes, vocabularySize, offsets, words, assigned, bounds, counts, totals, alpha] = fields;
  const [shardsAt, shardBytes, shards, partTotals] = fields.subarray(11);
  const row = rowBytes / 4;
  const shardBounds = new Uint32Array(buffer, bounds, shards + 1);
  const offsetArray = new Uint32Array(buffer, offsets, shardBounds[shards] + 1);
  const tokens = offsetArray[offsetArray.length - 1];
  const [beta, alphaSum] = new Float32Array(buffer, header + 60, 2);
  return {
    topics,
    row,
    vocabularySize,
    offsets: offsetArray,
    words: new Uint32Array(buffer, words, tokens),
    assigned: new Uint8Array(buffer, assigned, tokens),
    shardBounds,
    counts: new Float32Array(buffer, counts, vocabularySize * row),
    totals: new Float32Array(buffer, totals, row),
    alpha: new Float32Array(buffer, alpha, row),
    shard: (index) => new Float32Array(buffer, shardsAt + index * shardBytes, (vocabularySize + 1) * row),
    shards,
    partTotals: new Float32Array(buffer, partTotals),
    beta,
    alphaSum,
  };
}

function sampleShard(view: View, shard: number, random: number): void {
  const { topics, row, vocabularySize, offsets, words, assigned, beta } = view;
  const own = view.shard(shard);
  own.set(view.counts);
  const totals = own.subarray(vocabularySize * row);
  totals.set(view.totals);
  const weight = new Float32Array(topics);
  const reciprocal = new Float32Array(topics);
  const running = new Float32Array(topics);
  const smoothAll = beta * vocabularySize;
  let state = random;
  for (let document = view.shardBounds[shard]; document < view.shardBounds[shard + 1]; document++) {
    const start = offsets[document];
    const end = offsets[document + 1];
    for (let k = 0; k < topics; k++) {
      reciprocal[k] = 1 / (totals[k] + smoothAll);
      weight[k] = view.alpha[k] * reciprocal[k];
    }
    for (let t = start; t < end; t++) {
      weight[assigned[t]] += reciprocal[assigned[t]];
      totals[assigned[t]]--;
    }
    for (let t = start; t < end; t++) {
      const at = words[t] * row;
      const old = assigned[t];
      own[at + old]--;
      weight[old] -= reciprocal[old];
      let sum = 0;
      for (let k = 0; k < topics; k++) {
        sum += weight[k] * (own[at + k] + beta);
        running[k] = sum;
      }
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const draw = ((state >>> 8) / 16_777_216) * sum;
      let drawn = 0;
      while (drawn < topics - 1 && running[drawn] <= draw) drawn++;
      assigned[t] = drawn;
      own[at + drawn]++;
      weight[drawn] += reciprocal[drawn];
    }
    for (let t = start; t < end; t++) totals[assigned[t]]++;
  }
}

function mergeRows(view: View, part: number, from: number, to: number): void {
  const { row, counts, shards } = view;
  const sums = view.partTotals.subarray(part * row, (part + 1) * row).fill(0);
  const own = Array.from({ length: shards }, (_, shard) => view.shard(shard));
  for (let at = from * row; at < to * row; at += row) {
    for (let k = 0; k < row; k++) {
      let sum = (1 - shards) * counts[at + k];
      for (let shard = 0; shard < shards; shard++) sum += own[shard][at + k];
      counts[at + k] = sum;
      sums[k] += sum;
    }
  }
}

function logLikelihood(view: View, shard: number): number {
  const { topics, row, offsets, words, assigned, counts, totals, alpha, alphaSum, beta } = view;
  const weight = new Float64Array(topics);
  let sum = 0;
  for (let document = view.shardBounds[shard]; document < view.shardBounds[shard + 1]; document++) {
    const start = offsets[document];
    const end = offsets[document + 1];
    for (let k = 0; k < topics; k++) weight[k] = alpha[k];
    for (let t = start; t < end; t++) weight[assigned[t]]++;
    for (let k = 0; k < topics; k++) weight[k] /= (end - start + alphaSum) * (totals[k] + beta * view.vocabularySize);
    for (let t = start; t < end; t++) {
      let p = 0;
      for (let k = 0; k < topics; k++) p += weight[k] * (counts[words[t] * row + k] + beta);
      sum += Math.log(p);
    }
  }
  return sum;
}
