import type { Result } from '../../errors.ts';
import type { TopicModel } from './model.ts';

/** All that a run needs to assign comments to come. */
export interface TopicMemory {
  model: TopicModel;
  vocabulary: string[];
  /** Word → the word that stood for it in the run. */
  synonyms: [string, string][];
}

interface Header {
  format: 1;
  algorithm: TopicModel['algorithm'];
  topics: number;
  rank: number;
  words: string[];
  synonyms: [string, string][];
  alpha: number[];
  values: number[];
  /** What the codes of each scaled block mean: code 0 and code 65,535. */
  ranges: [number, number][];
}

const format = 1;
const codes = 65_535;

/**
 * A model in few bytes, little-endian: the length of a JSON header, the header, then numbers as codes of 16 bits, on a scale
 * of logarithms for LDA and of each direction for k-means. Topics of comments near a border may differ from those of the
 * whole model; probabilities agree to three digits.
 */
export function packModel({ model, vocabulary, synonyms }: TopicMemory): Uint8Array {
  const blocks: Uint16Array[] = [];
  const ranges: [number, number][] = [];
  const take = (values: Float32Array | Float64Array): void => {
    const { block, range } = scaled(values);
    blocks.push(block);
    ranges.push(range);
  };
  const header: Header = {
    format,
    algorithm: model.algorithm,
    topics: model.algorithm === 'lda' ? model.lda.topics : model.centres.length,
    rank: model.algorithm === 'lda' ? 0 : model.svd.rank,
    words: vocabulary,
    synonyms,
    alpha: model.algorithm === 'lda' ? [...model.lda.alpha] : [],
    values: model.algorithm === 'lda' ? [] : [...model.svd.values],
    ranges,
  };
  if (model.algorithm === 'lda') take(model.lda.wordGivenTopic.map(Math.log));
  else {
    take(model.weights);
    for (let d = 0; d < header.rank; d++) take(strided(model.svd.right, d, header.rank));
    for (const centre of model.centres) take(centre);
  }
  const head = new TextEncoder().encode(JSON.stringify(header));
  // Blocks begin at an even place.
  const start = 4 + head.length + (head.length % 2);
  const bytes = new Uint8Array(start + blocks.reduce((sum, block) => sum + block.byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = start;
  for (const block of blocks) {
    for (let i = 0; i < block.length; i++, at += 2) {
      bytes[at] = block[i] & 255;
      bytes[at + 1] = block[i] >> 8;
    }
  }
  return bytes;
}

/** What `packModel` wrote, or `file_unreadable`. */
export function unpackModel(bytes: Uint8Array): Result<TopicMemory> {
  const refuse = (detail: string): Result<TopicMemory> => ({
    ok: false,
    problems: [{ code: 'file_unreadable', detail: `the kept model ${detail}` }],
  });
  if (bytes.length < 4) return refuse('is cut off');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) return refuse('is cut off');
  const header = headerOf(bytes.subarray(4, 4 + length));
  if (header === null) return refuse('has no header that this version reads');
  const { algorithm, topics, rank, words, ranges } = header;
  const sizes =
    algorithm === 'lda'
      ? [words.length * topics]
      : [words.length, ...new Array<number>(rank).fill(words.length), ...new Array<number>(topics).fill(rank)];
  const start = 4 + length + (length % 2);
  if (ranges.length !== sizes.length || start + 2 * sizes.reduce((sum, size) => sum + size, 0) !== bytes.length)
    return refuse('is not as long as its header says');
  let at = start;
  const blocks = sizes.map((size, i) => {
    const block = unscaled(bytes, at, size, ranges[i]);
    at += 2 * size;
    return block;
  });
  return { ok: true, value: { model: modelOf(header, blocks), vocabulary: words, synonyms: header.synonyms } };
}

function headerOf(bytes: Uint8Array): Header | null {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Header;
    return header.format === format ? header : null;
  } catch {
    return null;
  }
}

function modelOf({ algorithm, topics, rank, words, alpha, values }: Header, blocks: Float32Array[]): TopicModel {
  if (algorithm === 'lda') {
    const wordGivenTopic = blocks[0].map(Math.exp);
    const lda = { topics, vocabularySize: words.length, alpha: Float64Array.from(alpha), wordGivenTopic };
    return { algorithm, lda: { ...lda, logLikelihood: Number.NaN, sweeps: 0 } };
  }
  const right = new Float32Array(words.length * rank);
  for (let d = 0; d < rank; d++) for (let w = 0; w < words.length; w++) right[w * rank + d] = blocks[1 + d][w];
  return {
    algorithm,
    weights: blocks[0],
    svd: { rank, values: Float64Array.from(values), right },
    centres: blocks.slice(1 + rank),
  };
}

function strided(values: Float32Array, from: number, step: number): Float32Array {
  const result = new Float32Array(Math.ceil((values.length - from) / step));
  for (let i = 0; i < result.length; i++) result[i] = values[from + i * step];
  return result;
}

function scaled(values: Float32Array | Float64Array): { block: Uint16Array; range: [number, number] } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (values.length === 0) [low, high] = [0, 0];
  const unit = high > low ? codes / (high - low) : 0;
  return { block: Uint16Array.from(values, (value) => Math.round((value - low) * unit)), range: [low, high] };
}

function unscaled(bytes: Uint8Array, from: number, size: number, [low, high]: [number, number]): Float32Array {
  const unit = (high - low) / codes;
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = low + (bytes[from + 2 * i] | (bytes[from + 2 * i + 1] << 8)) * unit;
  return values;
}
